"""The commands that bring the schema on."""

import click

from delivery.migrations import runner


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema; safe to run again."""
    click.echo(f"schema: {runner.upgrade()}")


@click.command("make-migration")
@click.argument("message")
def make_migration(message: str) -> None:
    """Write down how the tables must change to be those of the models."""
    click.echo(runner.make(message))
