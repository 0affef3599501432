"""Who lives where in a compound: buildings, households and their groups of ten (十户)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from math import ceil
from operator import attrgetter

from delivery.demo.people import Person

FULL = 0.95
GROUP_SIZE = 10
DOOR_DROP_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """Building ``number`` of a compound; its flats take their bags at ``drop_point``."""

    compound: str
    number: int
    units: int
    floors: int
    flats: int
    drop_point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A flat with people in it.

    Parameters
    ----------
    room
        As on the door: the floor and a number of two digits, such as ``1101``.
    group
        Key of its household group.
    drop_point
        Key of where its bags are put down unless it chooses otherwise.
    resident
        The one who orders.
    needs_door_drop
        Cannot come to the gate for now.
    """

    key: str
    compound: str
    building: int
    unit: int
    floor: int
    room: str
    group: str
    drop_point: str
    resident: Person
    needs_door_drop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdGroup:
    """About ten neighbouring households of one building; ``leader`` is the key of one of them."""

    key: str
    compound: str
    building: int
    number: int
    drop_point: str
    leader: str
    households: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flat:
    """A door of a building, whether anybody lives behind it or not."""

    building: Building
    unit: int
    floor: int
    door: int

    @property
    def room(self) -> str:
        """The number on the door."""
        return f"{self.floor}{self.door:02}"


def build(
    compound: str, households: int, size: tuple[int, int, int], drop_points: Sequence[str]
) -> list[Building]:
    """Return as many buildings as ``households`` need when nearly every flat is lived in.

    Parameters
    ----------
    size
        Units of a building, floors, and flats on each floor of a unit.
    drop_points
        Keys of the compound's drop points; neighbouring buildings share one.
    """
    units, floors, flats = size
    count = ceil(households / (units * floors * flats * FULL))
    return [
        Building(
            compound=compound,
            number=number,
            units=units,
            floors=floors,
            flats=flats,
            drop_point=drop_points[(number - 1) * len(drop_points) // count],
        )
        for number in range(1, count + 1)
    ]


def settle(
    buildings: Sequence[Building], households: int, people: Iterator[Person], rng: random.Random
) -> tuple[list[Household], list[HouseholdGroup]]:
    """Let ``households`` move into ``buildings`` and form groups; both come in order of address."""
    doors = [flat for building in buildings for flat in _flats(building)]
    lived_in = [doors[n] for n in sorted(rng.sample(range(len(doors)), households))]
    homes: list[Household] = []
    groups: list[HouseholdGroup] = []
    for _number, neighbours in groupby(lived_in, attrgetter("building.number")):
        for flats in _tens(list(neighbours)):
            group = f"{flats[0].building.compound}-g{len(groups) + 1}"
            members = [_household(flat, group, people, rng) for flat in flats]
            groups.append(_group(group, len(groups) + 1, members, rng))
            homes += members
    return homes, groups


def _flats(building: Building) -> Iterator[Flat]:
    for unit in range(1, building.units + 1):
        for floor in range(1, building.floors + 1):
            for door in range(1, building.flats + 1):
                yield Flat(building, unit, floor, door)


def _tens(flats: Sequence[Flat]) -> Iterator[Sequence[Flat]]:
    """Cut ``flats`` into runs of ten, or as near as equal runs come to it."""
    parts = max(1, round(len(flats) / GROUP_SIZE))
    rest = iter(flats)
    for part in range(parts):
        size = len(flats) * (part + 1) // parts - len(flats) * part // parts
        yield list(islice(rest, size))


def _household(flat: Flat, group: str, people: Iterator[Person], rng: random.Random) -> Household:
    building = flat.building
    return Household(
        key=f"{building.compound}-{building.number}-{flat.unit}-{flat.room}",
        compound=building.compound,
        building=building.number,
        unit=flat.unit,
        floor=flat.floor,
        room=flat.room,
        group=group,
        drop_point=building.drop_point,
        resident=next(people),
        needs_door_drop=rng.random() < DOOR_DROP_SHARE,
    )


def _group(
    key: str, number: int, members: Sequence[Household], rng: random.Random
) -> HouseholdGroup:
    first = members[0]
    return HouseholdGroup(
        key=key,
        compound=first.compound,
        building=first.building,
        number=number,
        drop_point=first.drop_point,
        leader=rng.choice(members).key,
        households=tuple(home.key for home in members),
    )
