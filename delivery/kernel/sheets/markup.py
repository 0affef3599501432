"""The XML inside a workbook, told to a listener part by part, each only as far as it is wanted."""

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, ZipInfo

from delivery.kernel.sheets.areas import Area, area_of
from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

CHUNK = 64 << 10
SMALL = 4 << 20  # of parts that only say where others are
DAMAGE = (ExpatError, BadZipFile, zlib.error, EOFError, LookupError, ValueError)
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"'<>]{1,40})[\"']")
ROWS, CELLS = (b"<row ", b"<row>", b"<row/"), (b"<c ", b"<c>", b"<c/")
MERGES = (b"<mergeCell ",)
LONGEST_TAG = len(MERGES[0])
LONGEST_MERGE = 256  # bytes of such a tag


def chunks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """Yield a part's content; what is packed badly is refused where it turns out."""
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except DAMAGE as error:
        raise damaged(part) from error


def damaged(part: ZipInfo) -> WorkbookRefused:
    """Return the refusal of a part that is not what it should be."""
    return WorkbookRefused(WorkbookFault.DAMAGED, part=part.filename[:60])


def parser_for(part: ZipInfo, start: Any, end: Any, text: Any = None) -> Callable[..., None]:
    """Return what takes a part's content, and its end with ``final=True``, and tells the listener.

    A document type is refused wherever it stands: no program writes one, and entities need one.
    """

    def refuse_doctype(*_declaration: object) -> None:
        raise WorkbookRefused(WorkbookFault.DECLARES_ENTITIES, part=part.filename[:60])

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text

    def feed(chunk: bytes, final: bool = False) -> None:
        try:
            parser.Parse(chunk, final)
        except DAMAGE as error:
            raise damaged(part) from error

    return feed


def elements(archive: ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part in order, without their prefixes; none if it is absent."""
    if name not in archive.NameToInfo:
        return []
    part = archive.getinfo(name)
    if part.file_size > SMALL:
        raise damaged(part)
    found: list[tuple[str, dict[str, str]]] = []
    feed = parser_for(part, lambda tag, words: found.append((bare(tag), words)), None)
    for chunk in chunks(archive, part):
        feed(chunk)
    feed(b"", final=True)
    return found


def bare(tag: str) -> str:
    """Return a name without its prefix."""
    return tag.rpartition(":")[2]


def count_of(archive: ZipFile, part: ZipInfo, limits: Limits) -> None:
    """Refuse a sheet that has too many rows, cells or merges, before any of them is read.

    Counted in the raw text, a tenth of the time of reading it; tags with a prefix are counted by
    whoever reads them.
    """
    most = (
        (ROWS, limits.rows, WorkbookFault.TOO_MANY_ROWS),
        (CELLS, limits.cells, WorkbookFault.TOO_MANY_CELLS),
        (MERGES, limits.merges, WorkbookFault.TOO_MANY_MERGES),
    )
    counts, rest = [0] * len(most), b""
    for chunk in chunks(archive, part):
        text = rest + chunk
        for n, (tags, limit, fault) in enumerate(most):
            counts[n] += sum(text.count(tag) for tag in tags)
            if counts[n] > limit:
                raise WorkbookRefused(fault, part=part.filename[:60], limit=limit)
        # The beginning of a tag that is cut in two; never a whole one, which would count twice.
        opened = text.rfind(b"<", max(0, len(text) - LONGEST_TAG + 1))
        whole = opened < 0 or text.startswith(ROWS + CELLS + MERGES, opened)
        rest = b"" if whole else text[opened:]


def merges_of(archive: ZipFile, part: ZipInfo, limits: Limits) -> list[Area]:
    """Return a sheet's merged areas by their first row.

    They stand after all rows, where a reader in one go would learn of them too late; so they are
    looked for in the raw text first, which takes a tenth of the time of reading it.
    """
    found: list[Area] = []
    cells, rest = 0, b""
    for chunk in chunks(archive, part):
        text = rest + chunk
        last = 0
        for match in MERGE.finditer(text):
            last = match.end()
            area = area_of(match[1].decode("ascii", "replace"))
            if (
                area is None
                or area.first_row > area.last_row
                or area.first_column > area.last_column
            ):
                raise damaged(part)
            cells += area.size
            found.append(area)
            if len(found) > limits.merges or cells > limits.cells:
                raise WorkbookRefused(WorkbookFault.TOO_MANY_MERGES, part=part.filename[:60])
        rest = text[max(last, len(text) - LONGEST_MERGE) :]
    return sorted(found, key=lambda area: area.first_row)
