"""Workbooks become sheets of cells, with merged cells filled and formulas replaced by values.

No formula, link or macro is ever run: a formula counts for the value that its program showed, and
only plain arithmetic is worked out where that value was lost.
"""

import hashlib
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import load_workbook

from delivery.kernel.sheets.areas import Area
from delivery.kernel.sheets.container import Limits, open_container, read_bytes
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.orders.group_buy.cells import EMPTY, Cell, Origin, Row, Sheet, Value
from delivery.orders.group_buy.formulas import Unworkable, work_out
from delivery.orders.group_buy.survey import survey
from delivery.orders.group_buy.writing import clean

_Grid = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """All worksheets of a file; ``digest`` is the SHA-256 of its bytes, to know it again."""

    digest: str
    sheets: tuple[Sheet, ...]


def read_workbook(source: BinaryIO, limits: Limits | None = None) -> Workbook:
    """Read a whole .xlsx file.

    Raises
    ------
    WorkbookRefused
        The file is not a workbook, not whole, or beyond ``limits``; nothing of it was used.
    """
    limits = limits or Limits()
    data = read_bytes(source, limits)
    with open_container(data, limits) as archive:
        merges = survey(archive, limits)
    return Workbook(hashlib.sha256(data).hexdigest(), tuple(_read_sheets(data, merges)))


def _read_sheets(data: bytes, merges: dict[str, tuple[Area, ...]]) -> list[Sheet]:
    try:
        # openpyxl warns of each extension that it leaves out; none of them holds a cell.
        with warnings.catch_warnings(action="ignore"):
            shown, written = _load(data, data_only=True), _load(data, data_only=False)
            return [
                _read_sheet(values, formulas, merges)
                for values, formulas in zip(shown.worksheets, written.worksheets, strict=True)
            ]
    except WorkbookRefused:
        raise
    except (
        Exception
    ) as error:  # openpyxl names no error for damage: it raises whatever it stumbles over
        raise WorkbookRefused(WorkbookFault.DAMAGED, part="") from error


def _load(data: bytes, *, data_only: bool) -> Any:
    return load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)


def _read_sheet(values: Any, formulas: Any, merges: dict[str, tuple[Area, ...]]) -> Sheet:
    grid: _Grid = []
    for value_row, formula_row in zip(_rows(values), _rows(formulas), strict=True):
        grid.append([_cell(v, f) for v, f in zip(value_row, formula_row, strict=True)])
        _settle(grid, formula_row)
    # openpyxl does not say where a read-only sheet stands in the file; its merges are known by part.
    _fill(grid, merges.get(values._worksheet_path, ()))
    rows = (Row(number, tuple(cells)) for number, cells in enumerate(grid, start=1))
    return Sheet(clean(values.title), tuple(rows))


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # the survey counted what is there; what the file claims is no matter
    return iter(sheet.iter_rows())


def _cell(shown: Any, written: Any) -> Cell:
    """Join the two readings of one cell: what was shown, and what was written."""
    if shown.data_type == "e":
        return Cell(None, Origin.FAULTY)
    if not isinstance(shown.value, Value):
        return Cell(None, Origin.DATE)
    if isinstance(shown.value, float) and not math.isfinite(shown.value):
        return Cell(None, Origin.FAULTY)
    if written.data_type == "f":
        origin = Origin.UNRESOLVED if shown.value is None else Origin.SHOWN
        return Cell(shown.value, origin)
    return Cell(shown.value) if shown.value is not None else EMPTY


def _settle(grid: _Grid, written: Sequence[Any]) -> None:
    """Work out the last row's formulas, from cells above it and beside it."""

    def lookup(column: int, row: int) -> Value:
        if row > len(grid):
            raise Unworkable
        cells = grid[row - 1]
        cell = cells[column - 1] if column <= len(cells) else EMPTY
        if cell.origin in (Origin.UNRESOLVED, Origin.FAULTY, Origin.DATE):
            raise Unworkable
        return cell.value

    for index, cell in enumerate(grid[-1]):
        if cell.origin in (Origin.SHOWN, Origin.UNRESOLVED):
            grid[-1][index] = _settled(cell, written[index].value, lookup)


def _settled(cell: Cell, formula: object, lookup: Any) -> Cell:
    try:
        result = work_out(formula, lookup) if isinstance(formula, str) else None
    except Unworkable:
        return cell
    if result is None:
        return cell
    if cell.origin is Origin.UNRESOLVED:
        return Cell(result, Origin.WORKED_OUT)
    return cell if _same(cell.value, result) else replace(cell, origin=Origin.DISPUTED)


def _same(shown: Value, worked_out: Value) -> bool:
    if isinstance(shown, int | float) and isinstance(worked_out, int | float):
        return math.isclose(shown, worked_out, rel_tol=1e-9, abs_tol=1e-6)
    return shown == worked_out


def _fill(grid: _Grid, areas: Iterable[Area]) -> None:
    """Give every cell under a merged cell the value of the merged cell, as the eye does."""
    for area in areas:
        if area.first_row > len(grid):
            continue
        anchor = _at(grid[area.first_row - 1], area.first_column)
        filled = Cell(anchor.value, _filled_origin(anchor), area.first_row)
        for row in range(area.first_row, min(area.last_row, len(grid)) + 1):
            for column in range(area.first_column, area.last_column + 1):
                if (row, column) != (area.first_row, area.first_column):
                    _put(grid[row - 1], column, filled)


def _filled_origin(anchor: Cell) -> Origin:
    """Pass on what is wrong with a merged cell to all that it covers."""
    usable = (Origin.TYPED, Origin.SHOWN, Origin.WORKED_OUT, Origin.DISPUTED)
    return Origin.MERGED if anchor.origin in usable else anchor.origin


def _at(cells: list[Cell], column: int) -> Cell:
    return cells[column - 1] if column <= len(cells) else EMPTY


def _put(cells: list[Cell], column: int, cell: Cell) -> None:
    cells.extend([EMPTY] * (column - len(cells)))
    if cells[column - 1].anchor_row:
        raise WorkbookRefused(WorkbookFault.MERGES_OVERLAP, row=cell.anchor_row)
    cells[column - 1] = cell
