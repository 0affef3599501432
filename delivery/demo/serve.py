"""``make run``: a demonstration district on this machine, with its server and its worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import click

from delivery import create_app
from delivery.demo.links import sign_in_links
from delivery.kernel.ids import token
from delivery.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FOLDER = Path("var")
STOPS_WITHIN_S = 10


class NotServed(click.ClickException):
    """The demonstration cannot be served like this; the message says what to do."""


def environment(host: str, cert: Path | None) -> dict[str, str]:
    """Return what server and worker are told, with a secret of this folder's own.

    Raises
    ------
    NotServed
        Other machines are to be served without HTTPS.
    """
    if host not in LOOPBACK and cert is None:
        raise NotServed(
            "Phones need HTTPS for the camera and for work without a network. Make a certificate "
            "with `flask --app wsgi delivery certificate ADDRESS FOLDER` and add CERT=FOLDER; "
            "the README tells how."
        )
    FOLDER.mkdir(exist_ok=True)
    return {
        "MENKOU_SECRET_KEY": _secret(FOLDER / "secret"),
        "MENKOU_DATABASE_URL": f"sqlite:///{(FOLDER / 'menkou.sqlite').resolve()}",
        "MENKOU_DEMO": "1",
        "MENKOU_PAYMENT_PROVIDER": "local",
        "MENKOU_PLAIN_HTTP": "0" if cert else "1",
    }


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(token())
    return path.read_text().strip()


def server(host: str, port: int, cert: Path | None) -> list[str]:
    """Return the web server's command: one process, so that SQLite's writers can queue."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{port}"]
    command += ["--workers", "1", "--threads", "8", "--log-level", "warning"]
    if cert:
        command += ["--certfile", str(cert / "cert.pem"), "--keyfile", str(cert / "key.pem")]
    return command


def flask(*words: str) -> list[str]:
    """Return a command of this installation."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "delivery", *words]


def worker() -> list[str]:
    """Return the worker's command."""
    return flask("work")


def found(told: Mapping[str, str]) -> None:
    """Found the demonstration where there is none yet.

    Its two small plans are made by the router as plain Python: compiling it first would take a
    minute, and the worker does that while people look around.
    """
    subprocess.run(
        flask("demo", "--live"), env=os.environ | told | {"MENKOU_NUMBA": "0"}, check=True
    )


@contextmanager
def running(commands: list[list[str]], told: Mapping[str, str]) -> Iterator[list[subprocess.Popen]]:
    """Run ``commands`` side by side; none outlives the block."""
    started = [subprocess.Popen(command, env=os.environ | told) for command in commands]
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--cert", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(host: str, port: int, cert: Path | None) -> None:
    """Set the demonstration up where it is not, and serve it until it is stopped."""
    told = environment(host, cert)
    address = f"{'https' if cert else 'http'}://{host}:{port}"
    found(told)
    app = create_app(Settings.from_environment(os.environ | told))
    with app.app_context():
        links = sign_in_links()
    click.echo(f"\nMenkou: {address}\nOne sign-in link for each role (each works once):\n")
    for role, path in links:
        click.echo(f"  {role:<13} {address}{path}")
    click.echo("\nStop with Ctrl-C; the data stay in var/. More links: start again.\n")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running([server(host, port, cert), worker()], told) as processes:
        try:
            while all(process.poll() is None for process in processes):
                sleep(0.5)
        except KeyboardInterrupt:
            return
    raise NotServed("The server or its worker has stopped; what it said stands above.")


if __name__ == "__main__":
    main()
