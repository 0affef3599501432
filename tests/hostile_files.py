"""Files that nobody should send, and somebody will: each as bytes, with what must come of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from delivery.kernel.sheets.refusals import WorkbookFault as F

HEADS = "条码,商品名称,类别,规格,重量,价格,库存,货区"
ROW = "2001010000101,上海青,蔬菜,约 500 g,500,3.90,20,A1"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
}


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(number: int, *values: str) -> str:
    """Return a row of inline strings; one that begins with < is the cell's own inside."""
    inside = "".join(
        v if v.startswith("<c") else f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in values
    )
    return f'<row r="{number}">{inside}</row>'


def book(xml: str | bytes, **more: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (PARTS | {"xl/worksheets/sheet1.xml": xml} | more).items():
            archive.writestr(name, content)
    return out.getvalue()


LIST = cells(1, *HEADS.split(",")) + cells(2, *ROW.split(","))


def lying(declared: int) -> bytes:
    """Return a workbook whose sheet says that it is ``declared`` bytes long, and is not."""
    data = bytearray(book(sheet(LIST)))
    name = b"xl/worksheets/sheet1.xml"
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := data.find(magic, start)) >= 0:
            if name in data[start : start + 46 + len(name)]:
                struct.pack_into("<L", data, start + at, declared)
            start += 4
    return bytes(data)


def wide_sheet() -> bytes:
    inside = "".join(f"<c><v>{n * 7919}</v></c>" for n in range(1_000_000))
    return book(sheet(f'<row r="1">{inside}</row>'))


def noise(size: int) -> bytes:
    """Return bytes that pack badly and are the same every time."""
    return zlib.compress(b"".join(str(n * 7919).encode() for n in range(size // 3)))[:size]


@dataclass(frozen=True)
class Hostile:
    """``fault`` is why the whole is turned away; None where it is repaired or refused by row."""

    make: Callable[[], bytes]
    fault: F | None


CORPUS: dict[str, Hostile] = {
    "nothing": Hostile(lambda: b"", F.EMPTY),
    "blanks": Hostile(lambda: b" \r\n\t" * 99, F.EMPTY),
    "a zip bomb": Hostile(lambda: book(sheet(" " * 60_000_000)), F.PACKED_TOO_TIGHTLY),
    "a bomb beside the sheet": Hostile(
        lambda: book(sheet(LIST), **{"xl/media/a.xml": b"0" * 80_000_000}), F.PACKED_TOO_TIGHTLY
    ),
    "too many parts": Hostile(
        lambda: book(sheet(LIST), **{f"xl/{n}.xml": "" for n in range(9_000)}), F.TOO_MANY_PARTS
    ),
    "a size that lies low": Hostile(lambda: lying(40), F.DAMAGED),
    "a size that lies high": Hostile(lambda: lying(90_000), None),
    "a million columns": Hostile(wide_sheet, F.TOO_MANY_COLUMNS),
    "a column far out": Hostile(
        lambda: book(sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')), F.TOO_MANY_COLUMNS
    ),
    "a million columns in text": Hostile(lambda: b"a," * 1_000_000 + b"\n1", F.TOO_MANY_COLUMNS),
    "a row far down": Hostile(
        lambda: book(sheet('<row r="1048576"><c><v>1</v></c></row>')), F.TOO_MANY_ROWS
    ),
    "a dimension without end": Hostile(
        lambda: book(
            sheet(LIST).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
        ),
        F.TOO_MANY_ROWS,
    ),
    "rows that go back": Hostile(lambda: book(sheet(cells(2, "a") + cells(1, "b"))), F.DAMAGED),
    "a merge of everything": Hostile(
        lambda: book(
            sheet(LIST, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
        ),
        F.TOO_MANY_MERGES,
    ),
    "entities": Hostile(
        lambda: book(sheet(LIST, before='<!DOCTYPE a [<!ENTITY b "ha">]>')), F.DECLARES_ENTITIES
    ),
    "nested without end": Hostile(
        lambda: book(sheet("".join(f"<a{n * 7919}>" for n in range(100_000)))),
        F.NESTED_TOO_DEEPLY,
    ),
    "XML that breaks off": Hostile(lambda: book(sheet(LIST)[:-40]), F.DAMAGED),
    "a word that is not there": Hostile(
        lambda: book(
            sheet('<row r="1"><c t="s"><v>99</v></c></row>'),
            **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'},
        ),
        F.DAMAGED,
    ),
    "no sheet at all": Hostile(
        lambda: book(sheet(LIST), **{"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}), F.NO_SHEET
    ),
    "an old workbook": Hostile(
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5_000, F.OLD_FORMAT
    ),
    "half a zip": Hostile(lambda: book(sheet(LIST))[:200], F.NOT_A_WORKBOOK),
    "a picture": Hostile(lambda: b"\x89PNG\r\n\x1a\n" + noise(900_000), None),
    "UTF-32": Hostile(lambda: f"{HEADS}\n{ROW}".encode("utf-32"), F.NO_TEXT),
    "UTF-16 cut in half": Hostile(
        lambda: f"{HEADS}\n{ROW}".encode("utf-16")[:-1], F.HALF_A_CHARACTER
    ),
    "a quote never closed": Hostile(
        lambda: f'{HEADS}\n{ROW}\n2001010000200,"菜心'.encode() + f"\n{ROW}".encode() * 20_000,
        F.QUOTE_NOT_CLOSED,
    ),
    "a quote inside": Hostile(
        lambda: f'{HEADS}\n2001010000101,"上海"青,蔬菜'.encode(), F.QUOTE_INSIDE
    ),
    "a cell without end": Hostile(
        lambda: HEADS.encode() + b"\n" + b"x" * 1_500_000, F.CELL_TOO_LONG
    ),
    "two encodings, row by row": Hostile(
        lambda: (
            f"{HEADS}\n{ROW}\n".encode() + ROW.replace("101,上海青", "200,菜心").encode("gb18030")
        ),
        None,
    ),
    "two encodings in a row": Hostile(
        lambda: (
            f"{HEADS}\n{ROW}\n2001010000200,".encode()
            + "菜心,".encode("gb18030")
            + "蔬菜,约 500 g,500,3.90,20,A1".encode()
        ),
        None,
    ),
    "noughts inside": Hostile(lambda: f"{HEADS}\n{ROW}".replace("3.90", "3.\x0090").encode(), None),
}
