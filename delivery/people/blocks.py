"""Homes by the hundred: "3栋 1–4单元 1–11层 每层2户", or a table of a property manager's."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.people.rules import natural, plain

MOST = 5_000
LONGEST_NUMBER = 20
_LIST = r"[0-9A-Za-z]+(?:\s*[-–—~至到,，、]\s*[0-9A-Za-z]+)*"
_CHINESE = re.compile(
    rf"(?P<buildings>{_LIST})\s*(?:栋|号楼|幢|座)\s*"
    rf"(?:(?P<units>{_LIST})\s*单元)?\s*"
    rf"(?P<floors>{_LIST})\s*[层楼]\s*每层\s*(?P<doors>\d+)\s*户"
)
_ENGLISH = re.compile(
    rf"buildings?\s+(?P<buildings>{_LIST})\s*[,;]?\s*"
    rf"(?:units?\s+(?P<units>{_LIST})\s*[,;]?\s*)?"
    rf"floors?\s+(?P<floors>{_LIST})\s*[,;]?\s*(?P<doors>\d+)\s*(?:homes\s*)?(?:a|per)\s+floor",
    re.IGNORECASE,
)
HEADS = {
    "building": ("building", "楼栋", "栋", "楼号", "幢"),
    "unit": ("unit", "单元"),
    "floor": ("floor", "楼层", "层"),
    "room": ("room", "房号", "房间", "室", "门牌"),
    "group": ("group", "组", "小组", "十户"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One home as it was described; ``group`` is the name of its household group."""

    building: str
    unit: str
    floor: int
    room: str
    group: str = ""


class Unreadable(ValueError):
    """A line does not say what it should; ``line`` counts from 1."""

    def __init__(self, line: int, text: str):
        super().__init__(f"line {line}: {text}")
        self.line, self.text = line, text[:60]


class TooMany(ValueError):
    """More homes than are taken at once."""


def described(text: str) -> list[Row]:
    """Return the homes that ``text`` describes, one block a line.

    Raises
    ------
    Unreadable
        A line is not a block.
    TooMany
        There are more than ``MOST`` homes.
    """
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _CHINESE.fullmatch(_tidy(line)) or _ENGLISH.fullmatch(_tidy(line))
        if found is None:
            raise Unreadable(number, line)
        for row in _block(found, number, line):
            rows.append(row)
            if len(rows) > MOST:
                raise TooMany
    return rows


def _tidy(line: str) -> str:
    return plain(line).strip().rstrip("。.;；")


def _block(found: re.Match[str], number: int, line: str) -> Iterator[Row]:
    try:
        buildings, units = _listed(found["buildings"]), _listed(found["units"] or "")
        floors = [int(floor) for floor in _listed(found["floors"])]
        doors = range(1, int(found["doors"]) + 1)
    except ValueError:
        raise Unreadable(number, line) from None
    if not (0 < len(doors) <= 99 and all(0 < floor <= 200 for floor in floors)):
        raise Unreadable(number, line)
    for building in buildings:
        for unit in units or [""]:
            for floor in floors:
                for door in doors:
                    yield Row(building, unit, floor, f"{floor}{door:02}")


def _listed(text: str) -> list[str]:
    """Return what ``1-3、5`` lists: 1, 2, 3, 5; ``A`` is itself."""
    found: list[str] = []
    for part in filter(None, (p.strip() for p in re.split(r"[,，、]", text))):
        ends = [end.strip() for end in re.split(r"[-–—~至到]", part)]
        if len(ends) == 1:
            found.append(ends[0])
        else:
            first, last = map(int, ends)
            if not 0 <= last - first < 200:
                raise ValueError(part)
            found += map(str, range(first, last + 1))
    return found


def tabled(content: bytes) -> list[Row]:
    """Return the homes of a CSV table with the columns of ``HEADS``, in any order.

    Reads UTF-8 and what spreadsheets write on Chinese computers (GB 18030).

    Raises
    ------
    Unreadable
        A column or a value is missing; line 1 is the heads.
    TooMany
        There are more than ``MOST`` rows.
    """
    try:
        lines = list(csv.reader(io.StringIO(_decoded(content))))
    except csv.Error:
        raise Unreadable(1, "") from None
    if len(lines) > MOST + 1:
        raise TooMany
    columns = _columns(lines[0] if lines else [])
    return [
        _row(columns, number, line)
        for number, line in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in line)
    ]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(1, "")


def _columns(heads: list[str]) -> dict[str, int]:
    said = [plain(head).strip().casefold() for head in heads]
    found = {
        name: said.index(alias)
        for name, aliases in HEADS.items()
        for alias in aliases
        if alias in said
    }
    if "building" not in found or "room" not in found:
        raise Unreadable(1, ",".join(heads))
    return found


def _row(columns: dict[str, int], number: int, line: list[str]) -> Row:
    cells = {
        name: plain(line[at]).strip() if at < len(line) else "" for name, at in columns.items()
    }
    building = re.sub(r"\s*(号楼|栋|幢|座)$", "", cells["building"])
    unit = re.sub(r"\s*单元$", "", cells.get("unit", ""))
    room = re.sub(r"\s*(室|号)$", "", cells["room"])
    floor = re.sub(r"\s*[层楼]$", "", cells.get("floor", "")) or _floor_of(room)
    fits = all(len(text) <= LONGEST_NUMBER for text in (building, unit, room, floor))
    if not (building and room and fits and re.fullmatch(r"-?\d{1,3}", floor)):
        raise Unreadable(number, ",".join(line))
    return Row(building, unit, int(floor), room, cells.get("group", "")[:60])


def _floor_of(room: str) -> str:
    """Return the floor that a room's number begins with: 11 of ``1101``; 0 where it has none."""
    return room[:-2] if room.isascii() and room.isdigit() and 3 <= len(room) <= 5 else "0"


def grouped(rows: list[Row], size: int) -> list[tuple[str, int, list[Row]]]:
    """Return ``rows`` in groups of about ``size`` neighbours: building, number, homes.

    No group spans two buildings; the groups of a building differ by one home at most.
    """
    by_building: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_walk):
        by_building.setdefault(row.building, []).append(row)
    found = []
    for building, homes in by_building.items():
        count = max(1, round(len(homes) / size))
        cuts = [len(homes) * n // count for n in range(count + 1)]
        found += [(building, n + 1, homes[cuts[n] : cuts[n + 1]]) for n in range(count)]
    return found


def _walk(row: Row) -> tuple[object, ...]:
    return natural(row.building), natural(row.unit), row.floor, natural(row.room)
