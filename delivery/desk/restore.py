"""A copy is put back, and every phone is told to send again what it did since."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.engine import URL, make_url

from delivery.handoffs.sync import epochs
from delivery.kernel import signing
from delivery.kernel.db import db, transact
from delivery.migrations import runner


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt="All that happened since the copy goes. Is the server stopped?")
def restore(file: Path) -> None:
    """Put the copy FILE in the place of the database, and begin a new epoch.

    Stop the web server and the worker first. Phones send their acts of the last 14 days again.
    """
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    db.session.remove()
    db.engine.dispose()
    _put_back_sqlite(url, file) if url.drivername == "sqlite" else _restore_postgresql(url, file)
    click.echo(f"schema: {runner.upgrade()}")
    _begin()


@click.command("mark-restored")
def mark_restored() -> None:
    """Begin a new epoch, where a copy was put back by other means."""
    _begin()


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Sign codes with a new key; the one before is believed for 14 more days."""
    click.echo(f"codes are signed with key {transact(signing.rotate)}")


def _begin() -> None:
    click.echo(f"epoch: {transact(epochs.begin)}")


def _put_back_sqlite(url: URL, file: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(url.database or "")) as target,
    ):
        copy.backup(target)


def _restore_postgresql(url: URL, file: Path) -> None:
    program = shutil.which("pg_restore")
    if program is None:
        raise click.ClickException(
            "pg_restore is not on this machine: install postgresql-client. Nothing was changed."
        )
    named = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if url.password else {}  # a command line is no secret
    done = subprocess.run(
        [program, "--clean", "--if-exists", "--single-transaction", f"--dbname={named}", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | secret,
    )
    if done.returncode:
        raise click.ClickException(done.stderr.strip())
