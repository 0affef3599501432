"""One look at every part of a workbook, before a reader that trusts it is let in.

Expat counts rows, columns, cells and merges in constant memory and stops at the first that is too
many. A document type is refused wherever it stands: no spreadsheet program writes one, and
entities (the billion laughs) need one.
"""

import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from delivery.kernel.sheets.areas import Area, area_of
from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.markup import count_of
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_CHUNK_BYTES = 64 << 10


@dataclass(slots=True)
class _Counts:
    """What was seen of one part; refuses as soon as a limit is passed."""

    part: str
    limits: Limits
    row: int = 0
    column: int = 0
    cells: int = 0
    depth: int = 0
    merged_cells: int = 0
    merges: list[Area] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > self.limits.depth:
            self.refuse(WorkbookFault.NESTED_TOO_DEEPLY, self.limits.depth)
        count = _COUNTED.get(name)
        if count is not None:
            count(self, attributes)

    def end(self, _name: str) -> None:
        self.depth -= 1

    def count_row(self, attributes: dict[str, str]) -> None:
        self.row = self.row_number(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0
        self.keep(self.row, self.limits.rows, WorkbookFault.TOO_MANY_ROWS)

    def count_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.column = self.column + 1 if place is None else self.column_of(place)
        self.cells += 1
        if self.column > self.limits.columns:
            self.refuse(WorkbookFault.TOO_MANY_COLUMNS, self.limits.columns)
        if self.cells > self.limits.cells:
            self.refuse(WorkbookFault.TOO_MANY_CELLS, self.limits.cells)

    def count_dimension(self, attributes: dict[str, str]) -> None:
        area = self.area(attributes.get("ref", ""))
        self.keep(area.last_row, self.limits.rows, WorkbookFault.TOO_MANY_ROWS)
        self.keep(area.last_column, self.limits.columns, WorkbookFault.TOO_MANY_COLUMNS)

    def count_merge(self, attributes: dict[str, str]) -> None:
        area = self.area(attributes.get("ref", ""))
        self.merges.append(area)
        self.merged_cells += area.size
        self.keep(len(self.merges), self.limits.merges, WorkbookFault.TOO_MANY_MERGES)
        self.keep(self.merged_cells, self.limits.cells, WorkbookFault.TOO_MANY_MERGES)

    def row_number(self, text: str) -> int:
        """Read a row's number; rows that go back would make two readers see two sheets."""
        plain = text.isascii() and text.isdigit() and len(text) < 10
        if not plain or int(text) <= self.row:
            self.refuse_damaged()
        return int(text)

    def area(self, text: str) -> Area:
        area = area_of(text)
        if area is None or area.first_row > area.last_row or area.first_column > area.last_column:
            self.refuse_damaged()
        return area

    def column_of(self, place: str) -> int:
        """Return the column of ``AB12``, remembered by its letters: this runs for every cell."""
        column = _column(place.rstrip("0123456789"))
        return column or self.refuse_damaged()

    def keep(self, count: int, limit: int, fault: WorkbookFault) -> None:
        if count > limit:
            self.refuse(fault, limit)

    def refuse(self, fault: WorkbookFault, limit: int) -> NoReturn:
        raise WorkbookRefused(fault, part=self.part, limit=limit)

    def refuse_damaged(self) -> NoReturn:
        raise WorkbookRefused(WorkbookFault.DAMAGED, part=self.part)

    def refuse_doctype(self, *_declaration: object) -> None:
        raise WorkbookRefused(WorkbookFault.DECLARES_ENTITIES, part=self.part)


_COUNTED = {
    f"{_SHEET}row": _Counts.count_row,
    f"{_SHEET}c": _Counts.count_cell,
    f"{_SHEET}dimension": _Counts.count_dimension,
    f"{_SHEET}mergeCell": _Counts.count_merge,
}


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Return the column that ``letters`` name, or 0 for what is none."""
    area = area_of(f"{letters}1")
    return area.first_column if area and area.size == 1 else 0


def survey(archive: ZipFile, limits: Limits) -> dict[str, tuple[Area, ...]]:
    """Check every part against ``limits``; return the merged areas by part name."""
    return {
        part.filename: tuple(_survey_part(archive, part, limits))
        for part in archive.infolist()
        if not part.is_dir()
    }


def _survey_part(archive: ZipFile, part: ZipInfo, limits: Limits) -> list[Area]:
    counts = _Counts(part.filename[:60], limits)
    try:
        if part.filename.startswith("xl/worksheets/"):
            _feed(archive, part, _Counts(counts.part, limits), whole=False)  # an endless first row
            count_of(archive, part, limits)
        _feed(archive, part, counts)
    except ExpatError as error:
        # Pictures and printer settings are not XML and never read; what is meant to be XML must be.
        if part.filename.endswith((".xml", ".rels", ".vml")):
            raise WorkbookRefused(WorkbookFault.DAMAGED, part=counts.part) from error
    except (BadZipFile, zlib.error, EOFError, ValueError, LookupError) as error:
        raise WorkbookRefused(WorkbookFault.DAMAGED, part=counts.part) from error
    return counts.merges


def _feed(archive: ZipFile, part: ZipInfo, counts: _Counts, *, whole: bool = True) -> None:
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = counts.refuse_doctype
    parser.StartElementHandler = counts.start
    parser.EndElementHandler = counts.end
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)
            if not whole:
                return
        parser.Parse(b"", True)
