"""Cells as the import sees them: a value, and how it came to be there."""

import re
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | bool | None

_PLACE = re.compile(r"\$?([A-Z]{1,7})\$?([1-9][0-9]{0,8})", re.ASCII)


class Origin(StrEnum):
    """How a cell came by its value."""

    TYPED = "typed"
    SHOWN = "shown"  # a formula, with the value that its program showed
    WORKED_OUT = "worked-out"  # a formula without one; plain arithmetic found it
    DISPUTED = "disputed"  # a formula whose shown value is not what it works out to
    UNRESOLVED = "unresolved"  # a formula without a value that can be trusted
    MERGED = "merged"  # covered by a merged cell, and filled from it
    DATE = "date"  # no column of this export is a date: "3-2" was mistaken for one
    FAULTY = "faulty"  # #REF! and its kind


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; ``anchor_row`` is the row that a merged value was taken from, else 0."""

    value: Value = None
    origin: Origin = Origin.TYPED
    anchor_row: int = 0


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; ``number`` counts from 1 as spreadsheet programs show it."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return the cell at ``index``, counted from 0; beyond the last, an empty one."""
        return self.cells[index] if index < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet, by the name on its tab."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 1, both ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @property
    def size(self) -> int:
        """How many cells it holds."""
        return (self.last_column - self.first_column + 1) * (self.last_row - self.first_row + 1)


def area_of(text: str) -> Area | None:
    """Read ``A1:X120`` or ``A1``; None for whole rows and columns, which have no bound, and for nonsense."""
    first, _, last = text.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
    if start is None or end is None:
        return None
    return Area(_column(start[1]), int(start[2]), _column(end[1]), int(end[2]))


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
