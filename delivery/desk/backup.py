"""A copy of everything in one file, taken while people go on working."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.engine import URL, make_url


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database into FILE, which must not exist yet.

    SQLite: a database to be put in the place of the old one. PostgreSQL: what pg_restore reads.
    """
    if file.exists():
        raise click.ClickException(f"{file} exists already. Nothing was changed.")
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # it holds names and phones
    try:
        _copy_sqlite(url, file) if url.drivername == "sqlite" else _dump_postgresql(url, file)
    except Exception:
        file.unlink()
        raise
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


def _copy_sqlite(url: URL, file: Path) -> None:
    with (
        closing(sqlite3.connect(url.database or "")) as source,
        closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)


def _dump_postgresql(url: URL, file: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise click.ClickException("pg_dump is not on this machine: install postgresql-client.")
    named = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if url.password else {}  # a command line is no secret
    done = subprocess.run(
        [program, "--format=custom", f"--file={file}", f"--dbname={named}"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | secret,
    )
    if done.returncode:
        raise click.ClickException(done.stderr.strip())
