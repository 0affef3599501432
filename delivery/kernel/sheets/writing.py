"""Tables on their way out, as CSV and XLSX: sums stay exact, and no cell starts a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Cell = str | int | Decimal | datetime | None
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
LONGEST_TITLE = 31  # of a sheet, by the format
AMOUNT, INSTANT = "0.00", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: a title, the names of its columns, and rows of cells."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def yuan(fen: int) -> Decimal:
    """Return ``fen`` as yuan, exactly, with two places."""
    return Decimal(fen).scaleb(-2)


def inert(text: str) -> str:
    """Return ``text`` as no spreadsheet takes for a formula: one that starts like it is quoted.

    Programs also take what follows blanks or full-width signs; OWASP, "CSV injection".
    """
    bare = text.lstrip(" \u3000\ufeff")
    return f"'{text}" if bare.startswith(STARTS_A_FORMULA) else text


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table in UTF-8, with the mark by which office programs know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([inert(head) for head in heads])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return inert(cell) if isinstance(cell, str) else str(cell)


def xlsx_of(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook, written row by row; amounts are numbers with two places."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:LONGEST_TITLE])
        page.freeze_panes = "A2"
        bold = [WriteOnlyCell(page, value=inert(head)) for head in sheet.heads]
        for head in bold:
            head.font = Font(bold=True)
        page.append(bold)
        for row in sheet.rows:
            page.append(list(_cells(page, row)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(page: object, row: Sequence[Cell]) -> Iterator[object]:
    for value in row:
        if isinstance(value, str):
            yield inert(value)
        elif isinstance(value, Decimal | datetime):
            plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            cell = WriteOnlyCell(page, value=plain)
            cell.number_format = INSTANT if isinstance(value, datetime) else AMOUNT
            yield cell
        else:
            yield value
