"""Long lists, a screenful at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select

from delivery.kernel.db import db

Row = TypeVar("Row")
FURTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One screenful of a longer list; ``number`` counts from 1."""

    rows: list[Row]
    number: int
    more: bool

    @property
    def before(self) -> int | None:
        """Return the number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """Return the number of the page after this one."""
        return self.number + 1 if self.more else None


def paged(rows: Select[Row], number: int, size: int) -> Page[Row]:
    """Return page ``number`` of what ``rows`` selects, ``size`` rows a page, in one query."""
    found = db.session.scalars(rows.limit(size + 1).offset((number - 1) * size)).unique().all()
    return Page(list(found[:size]), number, more=len(found) > size)
