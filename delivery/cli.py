"""``flask delivery …``: what an operator types."""

from pkgutil import resolve_name

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from delivery.desk.certificate import make_certificate
from delivery.desk.verify import verify_command
from delivery.migrations import runner

group = AppGroup("delivery", help="Run and look after this installation.")
group.add_command(make_certificate)
group.add_command(verify_command)


@group.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema; safe to run again."""
    click.echo(f"schema: {runner.upgrade()}")


@group.command("make-migration")
@click.argument("message")
def make_migration(message: str) -> None:
    """Write down how the tables must change to be those of the models."""
    click.echo(runner.make(message))


@group.command("work")
@click.option("--once", is_flag=True, help="Do all that is due now, then leave.")
@click.pass_context
def work(context: click.Context, once: bool) -> None:
    """Close waves, make routes, tell people: whatever is due, until stopped."""
    do = resolve_name("delivery.work:work")  # by name: the web never loads the solver
    context.exit(0 if do(current_app, single=once) else 1)


def init_app(app: Flask) -> None:
    """Give ``app`` the command group."""
    app.cli.add_command(group)
