"""The first sheet of a workbook, read in one go: rows come out as they go in, nothing is run.

``openpyxl`` reads a hundred thousand cells a second and trusts what it reads; a price list has six
times as many and comes from anybody. This takes what the format guarantees (ECMA-376, part 1,
18.3) and nothing else: values, shared strings, saved values of formulas, merged areas.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zipfile import ZipFile, ZipInfo

from delivery.kernel.sheets.areas import Area, area_of
from delivery.kernel.sheets.container import Limits, open_container
from delivery.kernel.sheets.markup import bare, chunks, count_of, elements, merges_of, parser_for
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.kernel.sheets.rows import Mark, Row
from delivery.kernel.sheets.strings import shared_strings

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FIRST_BYTES = 1 << 20  # in which the first row ends, or the sheet is no list


class GridTable:
    """A workbook's first sheet, opened: see ``rows.Table``."""

    kind, encoding = "xlsx", ""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._archive, self._limits, self.share = open_container(content, limits), limits, 0.0
        self._part = _first_sheet(self._archive)
        self._probe()
        self._strings = shared_strings(self._archive, limits)

    def _probe(self) -> None:
        """Read the first row before anything that takes time; what is endless shows it there."""
        reader, read = _Reader(self._part, self._limits, None), 0
        for chunk in chunks(self._archive, self._part):
            reader.feed(chunk)
            read += len(chunk)
            if reader.ready or read > FIRST_BYTES:
                return

    def rows(self) -> Iterator[Row]:
        """Yield the rows that the file has; merged cells are filled as the eye does."""
        count_of(self._archive, self._part, self._limits)
        merged = _Merged(merges_of(self._archive, self._part, self._limits))
        reader, read = _Reader(self._part, self._limits, self._strings), 0
        for chunk in chunks(self._archive, self._part):
            reader.feed(chunk)
            read += len(chunk)
            self.share = read / max(1, self._part.file_size)
            yield from map(merged.fill, reader.taken())
        reader.feed(b"", final=True)
        yield from map(merged.fill, reader.taken())
        self.share = 1.0


def _first_sheet(archive: ZipFile) -> ZipInfo:
    """Return the part of the first sheet that is not hidden, in the order of the tabs."""
    targets = {
        words.get("Id"): words.get("Target", "")
        for tag, words in elements(archive, RELATIONS)
        if tag == "Relationship"
    }
    for tag, words in elements(archive, WORKBOOK):
        if tag == "sheet" and words.get("state", "visible") == "visible":
            named = next((v for k, v in words.items() if bare(k) == "id" and k != "id"), None)
            target = targets.get(named, "").lstrip("/")
            name = target if target.startswith("xl/") else f"xl/{target}"
            if name in archive.NameToInfo:
                return archive.getinfo(name)
    raise WorkbookRefused(WorkbookFault.NO_SHEET)


class _Reader:
    """Listens to a sheet's XML; rows that have ended wait in ``ready``."""

    def __init__(self, part: ZipInfo, limits: Limits, strings: list[str] | None) -> None:
        self._part, self._limits, self._strings = part, limits, strings
        self.ready: list[Row] = []
        self._number = self._column = self._cells_read = self._depth = 0
        self._cells: list[str] = []
        self._marks: dict[int, Mark] = {}
        self._kind, self._text = "n", ""
        self._formula = self._listening = self._aside = False
        self._acts: dict[str, tuple[Callable | None, Callable | None]] = {}
        self.feed = parser_for(part, self._start, self._end, self._heard)

    def taken(self) -> list[Row]:
        """Return the rows that have ended since the last time."""
        rows, self.ready = self.ready, []
        return rows

    def _act(self, tag: str) -> tuple[Callable | None, Callable | None]:
        own = {
            "row": (self._begin_row, self._end_row),
            "c": (self._begin_cell, self._end_cell),
            "v": (self._listen, self._hush),
            "t": (self._listen, self._hush),
            "f": (self._has_formula, None),
            "rPh": (self._turn_aside, self._turn_back),
            "dimension": (self._dimension, None),
        }
        return self._acts.setdefault(tag, own.get(bare(tag), (None, None)))

    def _start(self, tag: str, words: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise self._refused(WorkbookFault.NESTED_TOO_DEEPLY)
        act = (self._acts.get(tag) or self._act(tag))[0]
        if act is not None:
            act(words)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        act = self._acts[tag][1]
        if act is not None:
            act()

    def _dimension(self, words: dict[str, str]) -> None:
        area = area_of(words.get("ref", ""))
        if area is not None:
            self._keep_row(area.last_row)

    def _begin_row(self, words: dict[str, str]) -> None:
        said = words.get("r", "")
        number = int(said) if said.isdecimal() and len(said) < 10 else self._number + 1
        if number <= self._number:  # two readers could see two different sheets
            raise self._refused(WorkbookFault.DAMAGED, row=self._number)
        self._keep_row(number)
        self._number, self._column, self._cells, self._marks = number, 0, [], {}

    def _keep_row(self, number: int) -> None:
        if number > self._limits.rows:
            raise self._refused(WorkbookFault.TOO_MANY_ROWS, limit=self._limits.rows)

    def _refused(self, fault: WorkbookFault, **facts: int) -> WorkbookRefused:
        return WorkbookRefused(fault, part=self._part.filename[:60], **facts)

    def _end_row(self) -> None:
        self.ready.append(Row(self._number, self._cells, self._marks))

    def _begin_cell(self, words: dict[str, str]) -> None:
        place = words.get("r")
        column = _column(place.rstrip("0123456789")) if place else self._column + 1
        if column <= self._column:
            raise self._refused(WorkbookFault.DAMAGED, row=self._number)
        self._cells_read += 1
        if column > self._limits.columns:
            limit = self._limits.columns
            raise self._refused(WorkbookFault.TOO_MANY_COLUMNS, limit=limit, row=self._number)
        if self._cells_read > self._limits.cells:
            limit = self._limits.cells
            raise self._refused(WorkbookFault.TOO_MANY_CELLS, limit=limit, row=self._number)
        if column > len(self._cells) + 1:
            self._cells.extend([""] * (column - 1 - len(self._cells)))
        self._column, self._kind = column, words.get("t", "n")
        self._text, self._formula = "", False

    def _listen(self, _words: dict[str, str]) -> None:
        self._listening = not self._aside

    def _hush(self) -> None:
        self._listening = False

    def _turn_aside(self, _words: dict[str, str]) -> None:
        self._aside = True  # how a word is pronounced is not the word

    def _turn_back(self) -> None:
        self._aside = False

    def _heard(self, text: str) -> None:
        if self._listening:
            self._text += text

    def _has_formula(self, _words: dict[str, str]) -> None:
        self._formula = True

    def _end_cell(self) -> None:
        text, at = self._text, self._column - 1
        if self._kind == "e":
            self._marks[at], text = Mark.FAULTY, ""
        elif self._kind == "s" and text:
            text = self._shared(text)
        elif self._kind == "n" and not text.isdecimal():
            text = _number(text)
        if self._formula and self._kind != "e":
            self._marks[at] = Mark.FORMULA if text else Mark.UNRESOLVED
        self._cells.append(text)

    def _shared(self, text: str) -> str:
        index = int(text) if text.isdecimal() and len(text) < 10 else -1
        if self._strings is None:
            return ""  # the first look is not at words
        if not 0 <= index < len(self._strings):
            raise self._refused(WorkbookFault.DAMAGED, row=self._number)
        return self._strings[index]


class _Merged:
    """Fills the cells under merged ones, row by row."""

    def __init__(self, areas: list[Area]) -> None:
        self._coming = list(reversed(areas))
        self._open: list[Area] = []
        self._values: dict[Area, str] = {}

    def fill(self, row: Row) -> Row:
        """Return ``row`` with what merged cells say, each filled cell marked."""
        while self._coming and self._coming[-1].first_row <= row.number:
            self._open.append(self._coming.pop())
        for area in self._open:
            if area not in self._values:
                at = area.first_column - 1
                begins = area.first_row == row.number and at < len(row.cells)
                self._values[area] = row.cells[at] if begins else ""
            self._put(area, row)
        self._open = [area for area in self._open if area.last_row > row.number]
        return row

    def _put(self, area: Area, row: Row) -> None:
        value = self._values[area]
        for column in range(area.first_column, area.last_column + 1):
            if value and (row.number, column) != (area.first_row, area.first_column):
                row.cells.extend([""] * (column - len(row.cells)))
                row.cells[column - 1] = value
                row.marks[column - 1] = Mark.MERGED


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    area = area_of(f"{letters}1")
    return area.first_column if area else 0


def _number(text: str) -> str:
    """Return a number as a person writes it: without ``E+12``, and without what floats add."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return text
    short = Decimal(f"{float(number):.12g}") if "." in text else number
    whole = short.to_integral_value()
    return str(int(whole)) if whole == short else format(short, "f")


def is_workbook(content: bytes) -> bool:
    """Tell whether a file is, or once was, a workbook: a zip, or the older container."""
    return content[:4] in (b"PK\x03\x04", bytes.fromhex("d0cf11e0"))
