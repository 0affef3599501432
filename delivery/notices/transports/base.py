"""What a transport is given, and what it has to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One piece of news for one person, in their language.

    ``id`` is the same each time the message is tried, so that a transport which can tell is able
    to leave out what it has sent. ``again`` says that it may have been sent before. ``link`` is
    where an answer is given, and opens once; it is empty where none is wanted.
    """

    id: str
    to: str
    language: str
    title: str
    text: str
    at: datetime
    again: bool = False
    link: str = ""


class Transport(Protocol):
    """Carries messages out of the installation."""

    @property
    def name(self) -> str:
        """Return the word for it in ``Telling.transport``."""

    def deliver(self, messages: Sequence[Message]) -> list[str]:
        """Send the messages and return the ids of those that are on their way.

        What is not returned is tried again later, and so is everything if this raises.
        """
