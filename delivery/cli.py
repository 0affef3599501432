"""``flask delivery …``: what an operator types."""

import click
from flask import Flask
from flask.cli import AppGroup

from delivery.migrations import runner

group = AppGroup("delivery", help="Run and look after this installation.")


@group.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema; safe to run again."""
    click.echo(f"schema: {runner.upgrade()}")


def init_app(app: Flask) -> None:
    """Give ``app`` the command group."""
    app.cli.add_command(group)
