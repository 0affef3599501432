"""News on the worker's screen: for demonstrations, and to see what would be sent.

A screen is often a log, which is kept and copied. So numbers and names are masked on it, and
what a message says, pick-up codes too, is only shown in a demonstration.
"""

from collections.abc import Sequence

import click

from delivery.notices.transports.base import Message
from delivery.people.rules import masked_name, masked_phone


class Console:
    """Writes each message on one line; its text too if ``whole``."""

    name = "console"

    def __init__(self, *, whole: bool):
        self._whole = whole

    def deliver(self, messages: Sequence[Message]) -> list[str]:
        """Show the messages; what was shown before may be shown again."""
        for one in messages:
            said = f"{one.title} {one.text} {one.link}".strip() if self._whole else one.title
            click.echo(f"[{one.at:%H:%M}] → {_masked(one.to)}: {said}")
        return [one.id for one in messages]


def _masked(to: str) -> str:
    return masked_phone(to) if to.startswith("+") else masked_name(to)
