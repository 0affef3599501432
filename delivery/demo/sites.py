"""The district's plan: its compounds before anybody lives there, and its grid cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import cast

from delivery.demo.net import Quarter, Side
from delivery.demo.tables import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A few compounds that one grid worker of the neighbourhood looks after."""

    key: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A compound as the district's plan has it, before anybody lives there.

    Parameters
    ----------
    gates
        The sides on which it has one.
    building
        Units of a building, floors, and flats on each floor of a unit.
    share
        Of the district's households, relative to the other compounds.
    risk
        Level from 0 (none) to 2.
    """

    key: str
    name_zh: str
    name_en: str
    quarter: Quarter
    gates: tuple[Side, ...]
    building: tuple[int, int, int]
    share: int
    risk: int
    cell: str


def cells() -> tuple[GridCell, ...]:
    """Return the neighbourhood's grid cells."""
    return tuple(GridCell(**row) for row in rows("cells"))


def sites() -> tuple[Site, ...]:
    """Return the twelve compounds as planned."""
    return tuple(_site(row) for row in rows("compounds"))


def spread(households: int, over: Sequence[Site]) -> list[int]:
    """Return how many of ``households`` live in each site: near its share, at least one, exact."""
    whole = sum(site.share for site in over)
    spare = households - len(over)
    ends = accumulate((site.share for site in over), initial=0)
    return [1 + spare * end // whole - spare * begin // whole for begin, end in pairwise(ends)]


def _site(row: Mapping[str, str]) -> Site:
    return Site(
        key=row["key"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        quarter=(int(row["column"]), int(row["row"])),
        gates=tuple(cast(Side, side) for side in row["gates"].split()),
        building=(int(row["units"]), int(row["floors"]), int(row["flats"])),
        share=int(row["share"]),
        risk=int(row["risk"]),
        cell=row["cell"],
    )
