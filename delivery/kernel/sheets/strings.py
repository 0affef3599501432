"""The words of a workbook, which its cells name by number."""

from zipfile import ZipFile

from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.markup import bare, chunks, parser_for
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

NAME = "xl/sharedStrings.xml"


class _Words:
    """Listens to the table of strings; how a word is pronounced is left out."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[str] = []
        self._limits, self._depth = limits, 0
        self._text: list[str] = []
        self._listening = self._aside = False
        self._names: dict[str, str] = {}

    def start(self, tag: str, _words: dict[str, str]) -> None:
        """Begin an element."""
        self._depth += 1
        if self._depth > self._limits.depth:
            raise WorkbookRefused(WorkbookFault.NESTED_TOO_DEEPLY, part=NAME)
        name = self._names.get(tag) or self._names.setdefault(tag, bare(tag))
        if name == "t":
            self._listening = not self._aside
        elif name == "rPh":
            self._aside = True
        elif name == "si":
            self._text = []

    def end(self, tag: str) -> None:
        """End an element."""
        self._depth -= 1
        name = self._names[tag]
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.found.append("".join(self._text))
            if len(self.found) > self._limits.cells:
                limit = self._limits.cells
                raise WorkbookRefused(WorkbookFault.TOO_MANY_CELLS, limit=limit, part=NAME)

    def heard(self, text: str) -> None:
        """Take in some text."""
        if self._listening:
            self._text.append(text)


def shared_strings(archive: ZipFile, limits: Limits) -> list[str]:
    """Return the strings by their number; none where the workbook has no such part."""
    if NAME not in archive.NameToInfo:
        return []
    part = archive.getinfo(NAME)
    words = _Words(limits)
    feed = parser_for(part, words.start, words.end, words.heard)
    for chunk in chunks(archive, part):
        feed(chunk)
    feed(b"", final=True)
    return words.found
