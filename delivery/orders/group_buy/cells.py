"""Cells as the import sees them: a value, and how it came to be there."""

from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | bool | None


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
