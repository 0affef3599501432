"""Workbooks that nobody should send as a group buy's export: each as bytes, and why it is refused."""

import warnings
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

from delivery.kernel.sheets.refusals import WorkbookFault
from tests.rules.group_buy_exports import (
    MELON,
    ORANGES,
    SHEET,
    Group,
    export,
    repacked,
    with_declared_size,
)

SOUND = export(Group(lines=(MELON, ORANGES)), Group(no="2", room="502"), listed=True)
BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><x>&c;</x>'
)


def one_sheet(cells: str, *, dimension: str = "A1:B2", after: str = "") -> bytes:
    """A workbook whose list of orders holds nothing but ``cells``, stored so that no ratio tells."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{cells}</sheetData>{after}</worksheet>'
    )
    return repacked(SOUND, {SHEET: sheet.encode()}, ZIP_STORED)


def merges(*areas: str) -> str:
    inner = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return f"<mergeCells>{inner}</mergeCells>"


def encrypted() -> bytes:
    """The first bytes of what a spreadsheet program saves under a password."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le")


def with_encrypted_part() -> bytes:
    data = bytearray(SOUND)
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def with_part_twice() -> bytes:
    stream = BytesIO(SOUND)
    with ZipFile(stream, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def with_comment() -> bytes:
    stream = BytesIO(SOUND)
    with ZipFile(stream, "a") as archive:
        archive.comment = b"x" * 40
    return stream.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], WorkbookFault]] = {
    "nothing": (lambda: b"", WorkbookFault.EMPTY),
    "a text": (lambda: "下单人,商品\n".encode() * 90, WorkbookFault.NOT_A_WORKBOOK),
    "a page that calls itself a workbook": (
        lambda: b"<html><table>" * 9,
        WorkbookFault.NOT_A_WORKBOOK,
    ),
    "an old workbook": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1016,
        WorkbookFault.OLD_FORMAT,
    ),
    "a workbook under a password": (encrypted, WorkbookFault.ENCRYPTED),
    "a zip with an encrypted part": (with_encrypted_part, WorkbookFault.ENCRYPTED),
    "half a workbook": (lambda: SOUND[: len(SOUND) // 2], WorkbookFault.NOT_A_WORKBOOK),
    "a zip of something else": (
        lambda: repacked(empty_zip(), {"a.txt": b"a"}),
        WorkbookFault.NOT_A_WORKBOOK,
    ),
    "a zip with a comment": (with_comment, WorkbookFault.NOT_A_WORKBOOK),
    "a part that is there twice": (with_part_twice, WorkbookFault.DAMAGED),
    "an uncommon compression": (
        lambda: repacked(SOUND, {}, ZIP_BZIP2),
        WorkbookFault.DAMAGED,
    ),
    "nine megabytes": (lambda: SOUND + b"\0" * (9 << 20), WorkbookFault.TOO_LARGE),
    "a thousand parts": (
        lambda: repacked(SOUND, {f"xl/{i}.xml": b"<a/>" for i in range(1000)}),
        WorkbookFault.TOO_MANY_PARTS,
    ),
    "four gigabytes, by its own word": (
        lambda: with_declared_size(SOUND, SHEET, 0xFFFFFFF0),
        WorkbookFault.PACKED_TOO_TIGHTLY,
    ),
    "many parts that are too much together": (
        lambda: repacked(SOUND, {f"xl/{i}.bin": noise() for i in range(25)}),
        WorkbookFault.UNPACKS_TOO_LARGE,
    ),
    "a bomb": (
        lambda: repacked(SOUND, {SHEET: b" " * (40 << 20)}),
        WorkbookFault.PACKED_TOO_TIGHTLY,
    ),
    "a bomb that says it is small": (
        lambda: with_declared_size(repacked(SOUND, {SHEET: b" " * (40 << 20)}), SHEET, 1000),
        WorkbookFault.DAMAGED,
    ),
    "a part that is larger than it says": (
        lambda: with_declared_size(SOUND, SHEET, 500),
        WorkbookFault.DAMAGED,
    ),
    "entities in the sheet": (
        lambda: repacked(SOUND, {SHEET: BILLION_LAUGHS.encode()}),
        WorkbookFault.DECLARES_ENTITIES,
    ),
    "entities in another alphabet": (
        lambda: repacked(SOUND, {"xl/workbook.xml": BILLION_LAUGHS.encode("utf-16")}),
        WorkbookFault.DECLARES_ENTITIES,
    ),
    "entities in a part that does not call itself XML": (
        lambda: repacked(SOUND, {"xl/media/a.png": BILLION_LAUGHS.encode()}),
        WorkbookFault.DECLARES_ENTITIES,
    ),
    "a document type on the far side of the net": (
        lambda: repacked(SOUND, {SHEET: b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>'}),
        WorkbookFault.DECLARES_ENTITIES,
    ),
    "elements nested without end": (
        lambda: one_sheet("<row>" * 5000 + "</row>" * 5000),
        WorkbookFault.NESTED_TOO_DEEPLY,
    ),
    "an encoding that nobody knows": (
        lambda: repacked(SOUND, {SHEET: b"<?xml version='1.0' encoding='sTF-8'?><a/>"}),
        WorkbookFault.DAMAGED,
    ),
    "XML that breaks off": (
        lambda: repacked(SOUND, {SHEET: b"<worksheet><sheetData>"}),
        WorkbookFault.DAMAGED,
    ),
    "a million columns": (
        lambda: one_sheet(f"<row r='1'>{'<c/>' * 1_000_000}</row>"),
        WorkbookFault.TOO_MANY_COLUMNS,
    ),
    "one cell in column 1,000,000": (
        lambda: one_sheet("<row r='1'><c r='BDWGN1'><v>1</v></c></row>"),
        WorkbookFault.TOO_MANY_COLUMNS,
    ),
    "a hundred thousand rows": (
        lambda: one_sheet("<row><c><v>1</v></c></row>" * 100_000),
        WorkbookFault.TOO_MANY_ROWS,
    ),
    "two hundred thousand cells": (
        lambda: one_sheet(f"<row>{'<c/>' * 250}</row>" * 800),
        WorkbookFault.TOO_MANY_CELLS,
    ),
    "one row that is the millionth": (
        lambda: one_sheet("<row r='1000000'><c><v>1</v></c></row>"),
        WorkbookFault.TOO_MANY_ROWS,
    ),
    "a row number beyond counting": (
        lambda: one_sheet(f"<row r='{'9' * 5000}'/>"),
        WorkbookFault.DAMAGED,
    ),
    "rows that go back": (
        lambda: one_sheet("<row r='2'/><row r='1'/>"),
        WorkbookFault.DAMAGED,
    ),
    "a dimension of the whole sheet": (
        lambda: one_sheet("", dimension="A1:XFD1048576"),
        WorkbookFault.TOO_MANY_ROWS,
    ),
    "a dimension without bounds": (
        lambda: one_sheet("", dimension="A:XFD"),
        WorkbookFault.DAMAGED,
    ),
    "a merged cell over the whole sheet": (
        lambda: one_sheet("<row><c/></row>", after=merges("A1:XFD1048576")),
        WorkbookFault.TOO_MANY_MERGES,
    ),
    "merged cells without number": (
        lambda: one_sheet("", after=merges(*["A1:B1"] * 30_000)),
        WorkbookFault.TOO_MANY_MERGES,
    ),
    "merged cells over one another": (
        lambda: one_sheet("<row/><row/>", after=merges("A1:B2", "A2:B2")),
        WorkbookFault.MERGES_OVERLAP,
    ),
    "a text that is not there": (
        lambda: one_sheet("<row><c t='s'><v>999999</v></c></row>"),
        WorkbookFault.DAMAGED,
    ),
    "a number of ten thousand digits": (
        lambda: one_sheet(f"<row><c><v>{'9' * 10_000}</v></c></row>"),
        WorkbookFault.DAMAGED,
    ),
}


def empty_zip() -> bytes:
    stream = BytesIO()
    ZipFile(stream, "w").close()
    return stream.getvalue()


def noise() -> bytes:
    """Two megabytes that pack to an eightieth: not tight enough to be refused alone."""
    return b"".join(i.to_bytes(3, "big") * 40 for i in range(17_500))
