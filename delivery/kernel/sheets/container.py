"""The zip around a workbook, checked before anything in it is unpacked.

Only headers are read here, so a refusal costs no more than the file itself. Sizes that lie are
caught later: ``zipfile`` hands out no more than an entry declares, and then finds its checksum wrong.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

# [MS-CFB]: the container of .xls, and of an .xlsx with a password.
_COMPOUND_FILE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

# The end record of a zip without a comment, and the mark of a zip64 before it (APPNOTE 4.3.15, 4.3.16).
_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_ZIP64_LOCATOR_MAGIC, _ZIP64_LOCATOR_SIZE = b"PK\x06\x07", 20
_DIRECTORY_BYTES_PER_PART = 512


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an export may be; the default takes some twenty large group buys together."""

    file_bytes: int = 8 << 20
    parts: int = 200
    unpacked_bytes: int = 48 << 20
    ratio: int = 100
    ratio_from_bytes: int = 256 << 10
    rows: int = 5_000
    columns: int = 256
    cells: int = 150_000
    merges: int = 25_000
    depth: int = 32


def read_bytes(source: BinaryIO, limits: Limits) -> bytes:
    """Read a whole file, or refuse it as soon as it is longer than the limit."""
    data = source.read(limits.file_bytes + 1)
    if not data:
        raise WorkbookRefused(WorkbookFault.EMPTY)
    if len(data) > limits.file_bytes:
        raise WorkbookRefused(WorkbookFault.TOO_LARGE, limit_bytes=limits.file_bytes)
    return data


def open_container(data: bytes, limits: Limits) -> ZipFile:
    """Open the zip that a workbook is, once its headers are within ``limits``."""
    if data.startswith(_COMPOUND_FILE):
        encrypted = _ENCRYPTED_STREAM in data
        raise WorkbookRefused(WorkbookFault.ENCRYPTED if encrypted else WorkbookFault.OLD_FORMAT)
    _check_directory(data, limits)
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, struct.error) as error:
        raise WorkbookRefused(WorkbookFault.NOT_A_WORKBOOK) from error
    _check_parts(archive.infolist(), limits)
    return archive


def _check_directory(data: bytes, limits: Limits) -> None:
    """Bound the central directory, which ``zipfile`` would read whole before it can be asked anything."""
    if not data.startswith(b"PK\x03\x04") or len(data) < _END.size:
        raise WorkbookRefused(WorkbookFault.NOT_A_WORKBOOK)
    end = len(data) - _END.size
    magic, *_, parts, directory_bytes, _, comment = _END.unpack_from(data, end)
    locator = data[max(end - _ZIP64_LOCATOR_SIZE, 0) : end]
    if magic != _END_MAGIC or comment or locator.startswith(_ZIP64_LOCATOR_MAGIC):
        raise WorkbookRefused(WorkbookFault.NOT_A_WORKBOOK)
    if parts > limits.parts or directory_bytes > limits.parts * _DIRECTORY_BYTES_PER_PART:
        raise WorkbookRefused(WorkbookFault.TOO_MANY_PARTS, limit=limits.parts)


def _check_parts(parts: list[ZipInfo], limits: Limits) -> None:
    names = {part.filename for part in parts}
    if len(names) < len(parts):  # two readers could then see two different workbooks
        raise WorkbookRefused(WorkbookFault.DAMAGED, part="")
    for part in parts:
        _check_part(part, limits)
    unpacked_bytes = sum(part.file_size for part in parts)
    if unpacked_bytes > limits.unpacked_bytes:
        raise WorkbookRefused(
            WorkbookFault.UNPACKS_TOO_LARGE,
            unpacked_bytes=unpacked_bytes,
            limit_bytes=limits.unpacked_bytes,
        )
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise WorkbookRefused(WorkbookFault.NOT_A_WORKBOOK)


def _check_part(part: ZipInfo, limits: Limits) -> None:
    name = PurePosixPath(part.filename).name[:60]
    if part.flag_bits & 0x1:
        raise WorkbookRefused(WorkbookFault.ENCRYPTED)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise WorkbookRefused(WorkbookFault.DAMAGED, part=name)
    tight = part.file_size > limits.ratio * max(part.compress_size, 1)
    if tight and part.file_size > limits.ratio_from_bytes:
        raise WorkbookRefused(WorkbookFault.PACKED_TOO_TIGHTLY, part=name, limit=limits.ratio)
