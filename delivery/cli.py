"""``flask delivery …``: what an operator types."""

from pkgutil import resolve_name

import click
from flask import Flask
from flask.cli import AppGroup

# By name: a command is imported when it is typed, so that the web never loads the solver.
COMMANDS = {
    "backup": "delivery.desk.backup:backup",
    "certificate": "delivery.desk.certificate:make_certificate",
    "demo": "delivery.demo.commands:demo",
    "import": "delivery.desk.imports:imports",
    "make-migration": "delivery.migrations.commands:make_migration",
    "migrate": "delivery.migrations.commands:migrate",
    "mark-restored": "delivery.desk.restore:mark_restored",
    "restore": "delivery.desk.restore:restore",
    "rotate-keys": "delivery.desk.restore:rotate_keys",
    "setup": "delivery.desk.setup:setup",
    "verify": "delivery.desk.verify:verify_command",
    "work": "delivery.work:command",
}


class Commands(AppGroup):
    """The commands of ``COMMANDS``; Flask has pushed the application's context before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called ``cmd_name``."""
        if cmd_name in COMMANDS:
            return resolve_name(COMMANDS[cmd_name])
        return super().get_command(ctx, cmd_name)


def init_app(app: Flask) -> None:
    """Give ``app`` the command group."""
    app.cli.add_command(Commands("delivery", help="Run and look after this installation."))
