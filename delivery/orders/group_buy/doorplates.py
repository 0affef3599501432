"""A run of labels becomes building, unit, floor and room.

Words decide; a bare label takes the next free place, and the last one is the room: ``3-1101``,
``3栋2-1101``, ``3-2-11-1101``.
"""

import re

from delivery.orders.group_buy.labels import Kind, Label

_HIGHEST_FLOOR = 60
_SLOTS = ("building", "unit", "floor", "room")
_SLOT_OF = {
    Kind.BUILDING: "building",
    Kind.UNIT: "unit",
    Kind.FLOOR: "floor",
    Kind.ROOM: "room",
}
_HOUSES = (Kind.BUILDING, Kind.ENTRANCE, Kind.NUMBER)


def floor_of(room: str) -> int | None:
    """Tell the floor from a room's number (``1101``: 11, ``502``: 5), or None where that is a guess."""
    found = re.fullmatch(r"[A-Z]?([0-9]{1,2})[0-9]{2}[A-Z]?", room)
    floor = int(found[1]) if found else 0
    return floor if 0 < floor <= _HIGHEST_FLOOR else None


def past_lane(run: list[Label]) -> tuple[str, list[Label]]:
    """Split off lanes, and a house number in a street that stands before the building's own."""
    cut = max((i + 1 for i, label in enumerate(run) if label.kind is Kind.LANE), default=0)
    houses = [i for i in range(cut, len(run) - 1) if run[i].kind in _HOUSES]
    if len(houses) > 1:
        cut = houses[-2] + 1
    return (run[cut - 1].text if cut else ""), run[cut:]


def slots_of(labels: list[Label]) -> dict[str, str]:
    """Put each label into its slot; a run that goes back or says a thing twice is not understood."""
    slots: dict[str, str] = {}
    free = 0
    for label in labels:
        slot = _slot(label, labels, slots, free)
        at = _SLOTS.index(slot)
        if at < free:
            return {}
        slots[slot] = label.text
        free = at + 1
    return slots


def _slot(label: Label, labels: list[Label], slots: dict[str, str], free: int) -> str:
    if label.kind in _SLOT_OF:
        return _SLOT_OF[label.kind]
    if label.kind is Kind.STOREY:
        return "floor" if "building" in slots or _is_floor(label, labels) else "building"
    if label.kind is Kind.ENTRANCE:
        return "unit" if "building" in slots else "building"
    if label.kind is Kind.NUMBER:
        return "room" if "building" in slots else "building"
    return "room" if label is labels[-1] else _SLOTS[min(free, len(_SLOTS) - 1)]


def _is_floor(label: Label, labels: list[Label]) -> bool:
    """Tell 5楼502 from 86楼502: on the fifth floor, and in building 86."""
    return label is labels[-1] or floor_of(labels[-1].text) in (None, int(label.text))
