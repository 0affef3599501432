"""A table as it comes out of a file: row by row, each cell as text, with what was repaired."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Mark(StrEnum):
    """How a cell, or a whole row, came by its text."""

    MERGED = "merged"  # covered by a merged cell, and filled from it
    FORMULA = "formula"  # the value that its program saved
    UNRESOLVED = "unresolved"  # a formula without one
    FAULTY = "faulty"  # #REF! and its kind
    OTHER_ENCODING = "other-encoding"  # this row is not written as most others are
    UNREADABLE = "unreadable"  # in no encoding at all


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` counts from 1 as programs show it, ``marks`` are by column, -1 the row."""

    number: int
    cells: list[str]
    marks: dict[int, Mark] = field(default_factory=dict)


class Table(Protocol):
    """A file that was opened: its kind and encoding, and its rows, read once from the front.

    ``share`` is how much of the file has been read, from 0 to 1.
    """

    kind: str
    encoding: str
    share: float

    def rows(self) -> Iterator[Row]:
        """Yield the rows; raises ``WorkbookRefused`` where the file turns out to be none."""
        ...
