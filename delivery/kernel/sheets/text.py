"""Tables in plain text: CSV and its cousins, from any office program, read line by line."""

import csv
import io
from collections.abc import Iterator

from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.encodings import encoding_of
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.kernel.sheets.rows import Mark, Row

SEPARATORS = ",\t;，"
LONGEST_CELL = 131_072  # characters; the limit of the csv module
LONGEST_LINE = 2 * LONGEST_CELL
OTHER = {"utf-8": "gb18030", "gb18030": "utf-8"}


class TextTable:
    """A table in text, opened: see ``rows.Table``."""

    kind = "csv"

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content, self._limits = content, limits
        self._encoding = encoding_of(content)
        self.encoding, self.share = self._encoding.name, 0.0
        self._marks: dict[int, Mark] = {}  # by line, of those that are in no other lines' encoding

    def rows(self) -> Iterator[Row]:
        """Yield the rows; a line in another encoding than most is read in its own, and marked."""
        self._marks.clear()
        lines = self._lines()
        first = next(lines, "")
        separator = max(SEPARATORS, key=first.count)
        reader = csv.reader(_chained(first, lines), delimiter=separator, strict=True)
        number = 0
        while True:
            number += 1
            begins = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as bad:
                raise _unreadable(bad, number) from bad
            self._check(number, len(cells))
            marks = [
                self._marks.pop(n) for n in range(begins, reader.line_num + 1) if n in self._marks
            ]
            yield Row(number, cells, {-1: max(marks)} if marks else {})
        self.share = 1.0

    def _check(self, number: int, columns: int) -> None:
        if columns > self._limits.columns:
            raise self._too_wide(number)
        if number > self._limits.rows:
            raise WorkbookRefused(WorkbookFault.TOO_MANY_ROWS, limit=self._limits.rows)

    def _too_wide(self, number: int) -> WorkbookRefused:
        limit = self._limits.columns
        return WorkbookRefused(WorkbookFault.TOO_MANY_COLUMNS, limit=limit, row=number)

    def _lines(self) -> Iterator[str]:
        raw = io.BytesIO(self._content)
        raw.seek(self._encoding.mark)
        size = max(1, len(self._content))
        most = self._limits.columns * 8  # cells may hold separators of their own
        lines = self._mixed(raw) if self._encoding.mixed else _even(raw, self.encoding)
        for number, line in enumerate(lines, start=1):
            if any(line.count(sign) > most for sign in SEPARATORS):
                raise self._too_wide(number)
            if len(line) >= LONGEST_LINE:
                raise WorkbookRefused(WorkbookFault.CELL_TOO_LONG, row=number, limit=LONGEST_CELL)
            self.share = raw.tell() / size
            yield line.replace("\0", "")

    def _mixed(self, raw: io.BytesIO) -> Iterator[str]:
        number = 0
        while line := raw.readline(LONGEST_LINE):
            number += 1
            yield self._decoded(line, number)

    def _decoded(self, line: bytes, number: int) -> str:
        for name in (self.encoding, OTHER[self.encoding]):
            try:
                text = line.decode(name)
            except UnicodeDecodeError:
                continue
            if name != self.encoding:
                self._marks[number] = Mark.OTHER_ENCODING
            return text
        self._marks[number] = Mark.UNREADABLE
        return line.decode(self.encoding, "replace")


def _even(raw: io.BytesIO, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(raw, encoding, newline="")
    while line := text.readline(LONGEST_LINE):
        yield line
    text.detach()


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _unreadable(bad: csv.Error, row: int) -> WorkbookRefused:
    never = "end of data" in str(bad) or "field limit" in str(bad)
    fault = WorkbookFault.QUOTE_NOT_CLOSED if never else WorkbookFault.QUOTE_INSIDE
    return WorkbookRefused(fault, row=row)
