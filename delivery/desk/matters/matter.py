"""One thing that needs a person, as the coordinator's day shows it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """A way on: a link, or a button that posts where ``posts`` is true."""

    label: str
    href: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """What, since when, what follows from it, and the one act that helps most.

    ``mark`` is the kind in a word or two. An ``urgent`` one stops bags on their way.
    """

    mark: str
    title: str
    act: Act
    text: str = ""
    since: datetime | None = None
    urgent: bool = False
