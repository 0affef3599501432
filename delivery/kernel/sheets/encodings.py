"""In which encoding a text is written: by its mark, by its noughts, by what decodes as a whole."""

import codecs
from dataclasses import dataclass

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)  # of UTF-32, which no office program saves
SAMPLE, CHUNK = 4096, 1 << 16
FEW = 0.05  # of GB18030's lines also pass as UTF-8 by chance


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of most lines, how long the mark before them is, and whether some differ."""

    name: str
    mark: int = 0
    mixed: bool = False


def encoding_of(content: bytes) -> Encoding:
    """Return the encoding of a text; nothing longer than a line is decoded at a time.

    A text of which some lines are UTF-8 and others are not is ``mixed``.

    Raises
    ------
    WorkbookRefused
        It is in none that is known here.
    """
    if content.startswith(WIDE):
        raise WorkbookRefused(WorkbookFault.NO_TEXT, byte=0)
    for mark, name in MARKS:
        if content.startswith(mark):
            return _marked(content, Encoding(name, len(mark)))
    if b"\0" in content[:SAMPLE]:
        return _marked(content, Encoding(_order(content[:SAMPLE])))
    return _unmarked(content)


def _marked(content: bytes, encoding: Encoding) -> Encoding:
    stop = _stops(content, encoding)
    if stop is None:
        return encoding
    if encoding.name == "utf-8":
        return Encoding("utf-8", encoding.mark, mixed=True)
    cut = stop >= len(content) - 3
    raise WorkbookRefused(
        WorkbookFault.HALF_A_CHARACTER if cut else WorkbookFault.NO_TEXT, byte=stop
    )


def _order(sample: bytes) -> str:
    """Tell which half of a UTF-16 character comes first: commas and digits have a nought there."""
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if min(odd, even) * 4 > max(odd, even):
        raise WorkbookRefused(WorkbookFault.NO_TEXT, byte=sample.index(0))
    return "utf-16-le" if odd > even else "utf-16-be"


def _stops(content: bytes, encoding: Encoding) -> int | None:
    """Return the byte at which ``content`` stops being text in ``encoding``, if it does."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    for start in range(encoding.mark, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, start + CHUNK >= len(content))
        except UnicodeDecodeError as bad:
            return start - pending + bad.start
    return None


def _unmarked(content: bytes) -> Encoding:
    if _stops(content, Encoding("utf-8")) is None:
        return Encoding("utf-8")
    good = bad = 0
    for line in content.splitlines():
        if not line.isascii():
            if _decodes(line, "utf-8"):
                good += 1
            else:
                bad += 1
    if good > FEW * (good + bad):
        return Encoding("utf-8", mixed=True)
    stop = _stops(content, Encoding("gb18030"))
    if stop is None:
        return Encoding("gb18030")
    if good == 0 and bad and sum(_decodes(x, "gb18030") for x in content.splitlines()) <= bad / 2:
        raise WorkbookRefused(WorkbookFault.NO_TEXT, byte=stop)
    return Encoding("gb18030", mixed=True)


def _decodes(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True
