"""The rows of a table, one by one, as articles or as reasons why they are none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.kernel.sheets.rows import Mark, Row, Table
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.values import Fault, Unfit, content, value_of

UNUSABLE = {Mark.UNRESOLVED: Fault.UNRESOLVED, Mark.FAULTY: Fault.FAULTY}
REPAIRED = (Mark.MERGED, Mark.FORMULA, Mark.OTHER_ENCODING)
SAMPLE = 3  # rows shown beside the columns


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of a cell, or of a row where ``column`` is empty."""

    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """A row that was read: its values by column, if it can be taken, and what is to be said of it."""

    number: int
    values: dict[str, Any] | None
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Peeked:
    """What stands at the top of a table."""

    heads: list[str]
    sample: list[list[str]]


def peek(table: Table) -> Peeked:
    """Return the names of the columns and the first rows; reads no further than that.

    Raises
    ------
    WorkbookRefused
        The first row names nothing, or the file is no table.
    """
    top: list[list[str]] = []
    for row in table.rows():
        if any(cell.strip() for cell in row.cells):
            top.append([cell.strip()[:60] for cell in row.cells])
        if len(top) > SAMPLE:
            break
    if not top:
        raise WorkbookRefused(WorkbookFault.NO_HEADS)
    return Peeked(top[0], top[1:])


def read(table: Table, columns: Mapping[Column, int]) -> Iterator[Article]:
    """Yield every row below the heads that is not empty; of two with one bar code the first counts."""
    seen: set[str] = set()
    rows = (row for row in table.rows() if any(cell and not cell.isspace() for cell in row.cells))
    next(rows, None)  # the heads
    for row in rows:
        yield _article(row, columns, seen)


def _article(row: Row, columns: Mapping[Column, int], seen: set[str]) -> Article:
    notes: list[Note] = []
    if row.marks.get(-1) is Mark.UNREADABLE:
        return Article(row.number, None, [Note("", Fault.UNREADABLE)])
    values, fits = _values(row, columns, notes)
    if row.marks:
        notes += _repairs(row, columns)
    gtin = values.get(Column.GTIN)
    if gtin in seen:
        notes.append(Note(Column.GTIN, Fault.GTIN_TWICE))
        fits = False
    elif gtin:
        seen.add(gtin)
    return Article(row.number, values if fits else None, notes)


def _values(
    row: Row, columns: Mapping[Column, int], notes: list[Note]
) -> tuple[dict[str, Any], bool]:
    values, fits, cells = {}, True, row.cells
    for column in Column:
        index = columns.get(column)
        text = cells[index] if index is not None and index < len(cells) else ""
        try:
            if row.marks and (unusable := UNUSABLE.get(row.marks.get(index))):  # type: ignore[arg-type]
                raise Unfit(unusable)
            values[column.value] = value_of(column, text)
        except Unfit as bad:
            notes.append(Note(column.value, bad.fault, bad.facts))
            fits = False
    return values, _content(values, notes) and fits


def _content(values: dict[str, Any], notes: list[Note]) -> bool:
    """Make one content of the two cells that state it; tell whether that can be done."""
    amount, unit = Column.CONTENT.value, Column.CONTENT_UNIT.value
    try:
        found = content(values.get(amount), values.get(unit))
    except Unfit as bad:
        notes.append(
            Note(unit if bad.fault is Fault.CONTENT_UNIT else amount, bad.fault, bad.facts)
        )
        return False
    values[amount], values[unit] = (found.amount, found.unit) if found else (None, None)
    return True


def _repairs(row: Row, columns: Mapping[Column, int]) -> Iterator[Note]:
    if row.marks.get(-1) is Mark.OTHER_ENCODING:
        yield Note("", Mark.OTHER_ENCODING)
    for column, index in columns.items():
        if (mark := row.marks.get(index)) in REPAIRED and mark is not None:
            yield Note(column.value, mark)
