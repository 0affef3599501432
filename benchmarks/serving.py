"""A real server process on the loopback address, as an installation runs it."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.settings import Settings
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 300
GUNICORN = (
    "-m",
    "gunicorn",
    "wsgi:app",
    "--workers",
    "1",
    "--threads",
    "8",
    "--log-level",
    "error",
)


@dataclass(frozen=True)
class Server:
    """A server process: where it listens, and what it has used of the processor."""

    port: int
    pid: int

    @property
    def processor_s(self) -> float:
        """Return the processor time of the process and its workers so far; Linux only."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                words = stat.read_text().rpartition(") ")[2].split()
                if self.pid in (int(stat.parent.name), int(words[1])):
                    ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(settings: Settings) -> Iterator[Server]:
    """Serve the installation of ``settings``, whose database is there already."""
    port = free_port()
    words = {
        "MENKOU_DATABASE_URL": settings.database_url,
        "MENKOU_SECRET_KEY": settings.secret_key,
        "MENKOU_DEMO": "1",
        "MENKOU_PLAIN_HTTP": "1",
    }
    server = subprocess.Popen(
        [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=os.environ | words
    )
    try:
        _wait(port)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if answer(port, "GET", "/health/live")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def answer(
    port: int,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Ask over a connection of its own; return the status and the bytes that came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        line.request(method, path, body, dict(headers or {}))
        told = line.getresponse()
        return told.status, told.read()
    finally:
        line.close()


def send_batch(port: int, body: bytes) -> list[dict[str, Any]]:
    """Send a packed batch of acts, and return their outcomes."""
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    status, said = answer(port, "POST", "/api/v1/sync", body, headers)
    if status != 200:
        raise SystemExit(f"the server answered {status}: {said[:300]!r}")
    outcomes: list[dict[str, Any]] = json.loads(said)["outcomes"]
    return outcomes
