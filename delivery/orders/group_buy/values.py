"""Cells become words, counts and fen; what does not fit becomes a note."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from delivery.orders.group_buy.cells import Cell, Origin, Row
from delivery.orders.group_buy.columns import Column
from delivery.orders.group_buy.notes import Fact, Note, Query, Refusal, Repair
from delivery.orders.group_buy.writing import clean

MOST_FEN = 10_000_000
MOST_PIECES = 10_000
_LONGEST = 120
_NOISE = Decimal("1e-6")  # what floating point adds to 59.9

_ORIGIN_NOTES: dict[Origin, Repair | Query] = {
    Origin.MERGED: Repair.MERGED_CELLS,
    Origin.SHOWN: Repair.FORMULA_VALUES,
    Origin.WORKED_OUT: Repair.FORMULAS_WORKED_OUT,
    Origin.DISPUTED: Query.FORMULAS_DISPUTED,
}
_UNUSABLE = {
    Origin.UNRESOLVED: Refusal.FORMULA_UNRESOLVED,
    Origin.FAULTY: Refusal.VALUE_FAULTY,
    Origin.DATE: Refusal.VALUE_A_DATE,
}


@dataclass(slots=True)
class Values:
    """One row, read column by column; gathers what is to be said of it in ``notes``."""

    row: Row
    columns: Mapping[Column, int]
    notes: list[Note] = field(default_factory=list)

    def note(self, code: Repair | Query | Refusal, **facts: Fact) -> None:
        """Say something of this row."""
        self.notes.append(Note(code, facts))

    def is_refused(self, column: Column) -> bool:
        """Tell whether it was already said why ``column`` cannot be used."""
        refused = (note for note in self.notes if isinstance(note.code, Refusal))
        return any(note.facts.get("column") == column.value for note in refused)

    def cell(self, column: Column) -> Cell:
        """Return the cell of ``column``, empty where the sheet has no such column."""
        return self.row.cell(self.columns[column]) if column in self.columns else Cell()

    def text(self, column: Column, *, longest: int = _LONGEST) -> str:
        """Return the words of a cell, cleaned; an empty string where there are none."""
        value = self._usable(column)
        written = "" if value is None else _written(value)
        text = clean(written)
        if len(text) > longest:
            self.note(Refusal.TEXT_TOO_LONG, column=column.value, limit=longest)
            return ""
        if text != written and not self.cell(column).anchor_row:
            self.note(Repair.TEXT_CLEANED, column=column.value)
        return text

    def fen(self, column: Column) -> int | None:
        """Return an amount in fen from 0 to `MOST_FEN`; None where it is empty or cannot be used."""
        yuan = self._number(column)
        return None if yuan is None else self._whole(column, yuan * 100, MOST_FEN)

    def own_fen(self, column: Column) -> int:
        """Return an amount that this row is the first to state: a merged copy counts for nothing."""
        return 0 if self.cell(column).anchor_row else self.fen(column) or 0

    def pieces(self, column: Column) -> int | None:
        """Return a count from 1 to `MOST_PIECES`; None where it is empty or cannot be used."""
        number = self._number(column)
        count = None if number is None else self._whole(column, number, MOST_PIECES)
        if count == 0:
            self.note(Refusal.OUT_OF_RANGE, column=column.value, limit=MOST_PIECES)
            return None
        return count

    def note_origins(self, columns: tuple[Column, ...]) -> None:
        """Say which of ``columns`` were filled from merged cells or from formulas."""
        for origin, code in _ORIGIN_NOTES.items():
            named = tuple(c.value for c in columns if self._came_by(origin, c))
            if named:
                self.note(code, columns=named)

    def _came_by(self, origin: Origin, column: Column) -> bool:
        cell = self.cell(column)
        return cell.origin is origin and cell.value not in (None, "")

    def _usable(self, column: Column) -> str | int | float | bool | None:
        cell = self.cell(column)
        if cell.origin in _UNUSABLE:
            self.note(_UNUSABLE[cell.origin], column=column.value)
            return None
        return cell.value

    def _number(self, column: Column) -> Decimal | None:
        value = self._usable(column)
        if value is None or value == "":
            return None
        try:
            return decimal_of(value)
        except InvalidOperation:
            self.note(Refusal.NOT_A_NUMBER, column=column.value)
            return None

    def _whole(self, column: Column, number: Decimal, most: int) -> int | None:
        if not 0 <= number <= most:
            self.note(Refusal.OUT_OF_RANGE, column=column.value, limit=most)
            return None
        whole = round(number)
        if abs(number - whole) > _NOISE:
            self.note(Refusal.NOT_WHOLE, column=column.value)
            return None
        return whole


def _written(value: str | int | float | bool) -> str:
    """Write a number as a person would: 13812345678.0 is a telephone number, 606.0 a room."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def decimal_of(value: str | int | float | bool) -> Decimal:
    """Read ``80``, ``"80.00"``, ``"¥1,200.50"``; anything else is an invalid operation."""
    if isinstance(value, bool):
        raise InvalidOperation
    text = unicodedata.normalize("NFKC", str(value)).strip().removeprefix("¥").strip()
    if not re.fullmatch(
        r"[+-]?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]{1,3})?", text, re.IGNORECASE | re.ASCII
    ):
        raise InvalidOperation
    return Decimal(text.replace(",", ""))
