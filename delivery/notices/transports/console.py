"""News on the worker's screen: for demonstrations, and to see what would be sent."""

from collections.abc import Sequence

import click

from delivery.notices.transports.base import Message


class Console:
    """Writes each message on one line."""

    name = "console"

    def deliver(self, messages: Sequence[Message]) -> list[str]:
        """Show the messages; what was shown before may be shown again."""
        for one in messages:
            click.echo(f"[{one.at:%H:%M}] → {one.to}: {one.title} {one.text}")
        return [one.id for one in messages]
