"""Rectangles of cells, as spreadsheets name them: ``A1:X120``."""

import re
from dataclasses import dataclass

_PLACE = re.compile(r"\$?([A-Z]{1,7})\$?([1-9][0-9]{0,8})", re.ASCII)


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
