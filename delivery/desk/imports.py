"""``flask delivery import …``: what comes from files."""

from pkgutil import resolve_name

import click

COMMANDS = {
    "catalogue": "delivery.merchants.catalogue.lists.commands:import_catalogue",
    "group-buy": "delivery.orders.group_buy.commands:group_buy",
}


class Imports(click.Group):
    """The commands of ``COMMANDS``, imported when they are typed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called ``cmd_name``."""
        return resolve_name(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None


imports = Imports("import", help="Take in files: all of one, or nothing.")
