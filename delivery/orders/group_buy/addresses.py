"""Where a bag goes, read from what people type.

The last run of labels in an address is the door: ``紫龙路500弄嘉怡水岸56栋602`` is building 56,
room 602, in lane 500. Words say what a label counts; bare labels are told by their order:
building, unit, floor, room.
"""

import re
from dataclasses import dataclass, replace

from delivery.orders.group_buy.compounds import EDGES, compound_in
from delivery.orders.group_buy.doorplates import floor_of, past_lane, slots_of
from delivery.orders.group_buy.labels import Kind, Label, runs_of
from delivery.orders.group_buy.writing import even, natural_key

LONGEST = 200
"""Characters of an address that are looked at; the longest real ones have about 60."""


@dataclass(frozen=True, slots=True)
class Address:
    """One door. Labels are as on the doors (``3``, ``A``, ``12B``, ``别墅``), empty where unknown."""

    compound: str = ""
    building: str = ""
    unit: str = ""
    floor: int | None = None
    room: str = ""

    @property
    def sort_key(self) -> tuple[object, ...]:
        """The order of a walk: compound, building, unit, floor, room; 9 comes before 10."""
        return (
            natural_key(self.compound),
            natural_key(self.building),
            natural_key(self.unit),
            self.floor or 0,
            natural_key(self.room),
        )

    @property
    def household(self) -> tuple[str, str, str, str]:
        """What tells one household from another; the floor only sorts."""
        return (self.compound, self.building, self.unit, self.room)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a free-text address.

    ``lane`` is the number of its lane or in its street, ``phase`` the part of a compound (``2期``).
    ``loose`` is a lone number whose parts run together (``86801``), ``words`` what else was said.
    """

    address: Address = Address()
    lane: str = ""
    phase: str = ""
    loose: str = ""
    floor_disputed: bool = False
    words: tuple[str, ...] = ()


def parse_address(text: str) -> Reading:
    """Read a free-text address; what is not understood is left empty, nothing raises."""
    flat = even(text[:LONGEST])
    asides = tuple(re.findall(r"\(([^()]*)\)", flat))
    outside = re.sub(r"\([^()]*\)", " ", flat)
    if not runs_of(outside):  # the door itself stands in brackets
        outside, asides = re.sub(r"[()]", " ", flat), ()
    reading = _read(outside)
    words = tuple(word for word in (w.strip(EDGES) for w in (*asides, *reading.words)) if word)
    return replace(reading, words=words)


def parse_columns(building: str, unit: str, room: str) -> tuple[Address, bool]:
    """Read the columns of a form, where people also type more than they are asked for.

    Returns
    -------
    The address, and whether some column held more than its own label (``52－502室。``).
    """
    houses, units, rooms = (_labels_in(text) for text in (building, unit, room))
    house, flat = _first(houses, building), _last(rooms, room)
    before = [label.text for label in rooms[:-1] if label.text != house]
    stair = _last(units, unit) or (before[-1] if before else "")
    tidied = any(len(labels) > 1 for labels in (houses, units, rooms))
    return Address(building=house, unit=stair, floor=floor_of(flat), room=flat), tidied


def lane_of(text: str) -> str:
    """Read the column that asks for a lane: ``500``, ``500弄``, ``紫龙路500弄嘉怡水岸``."""
    labels = [label for run in runs_of(even(text[:LONGEST])) for label in run]
    lanes = [label for label in labels if label.kind is Kind.LANE] or labels
    return lanes[0].text if lanes else ""


def phases_in(compound: str) -> frozenset[str]:
    """Return the parts that a compound's name names: 翠湖花园二期 gives ``2期``."""
    labels = [label for run in runs_of(even(compound[:LONGEST])) for label in run]
    return frozenset(f"{p.text}{p.word}" for p in labels if p.kind is Kind.PHASE)


def _read(text: str) -> Reading:
    runs = runs_of(text)
    readings = [_door(run) for run in runs]
    best = max(range(len(runs)), key=lambda i: (_completeness(readings[i]), i), default=-1)
    lane = _lane(runs[: best + 1], readings[: best + 1])
    if best < 0 or not _completeness(readings[best]):
        return Reading(Address(compound=compound_in(text)), lane)
    before, after = text[: runs[best][0].start], text[runs[best][-1].end :]
    reading = readings[best]
    address = replace(reading.address, compound=compound_in(before) + reading.phase)
    return replace(reading, address=address, lane=lane, words=(after,))


def _lane(runs: list[list[Label]], readings: list[Reading]) -> str:
    """Return the lane nearest to the door, or else the house number that stands before it."""
    lanes = [reading.lane for reading in readings if reading.lane]
    numbers = [label.text for run in runs[:-1] for label in run if label.kind is Kind.NUMBER]
    return next(reversed(lanes or numbers), "")


def _completeness(reading: Reading) -> int:
    address = reading.address
    return 2 * bool(address.building) + bool(address.room) + bool(reading.loose)


def _door(run: list[Label]) -> Reading:
    """Read one run: a lane or house number first, a phase, then the door."""
    lane, labels = past_lane(run)
    phase = "".join(f"{p.text}{p.word}" for p in labels if p.kind is Kind.PHASE)
    labels = [label for label in labels if label.kind is not Kind.PHASE]
    if len(labels) == 1 and labels[0].kind is Kind.NONE:
        return Reading(lane=lane, phase=phase, loose=labels[0].text)
    slots = slots_of(labels)
    room, floor = slots.get("room", ""), slots.get("floor", "")
    derived = floor_of(room)
    given = int(floor) if re.fullmatch(r"-?[0-9]{1,2}", floor) else None
    address = Address(
        building=slots.get("building", ""),
        unit=slots.get("unit", ""),
        floor=derived if given is None else given,
        room=room,
    )
    disputed = None not in (given, derived) and given != derived
    return Reading(address, lane, phase, floor_disputed=disputed)


def _labels_in(text: str) -> list[Label]:
    """Return the last run of a column that is not all lane."""
    runs = [past_lane(run)[1] for run in runs_of(even(text[:LONGEST]))]
    return next((run for run in reversed(runs) if run), [])


def _first(labels: list[Label], text: str) -> str:
    return labels[0].text if labels else even(text)[:12]


def _last(labels: list[Label], text: str) -> str:
    return labels[-1].text if labels else even(text)[:12]
