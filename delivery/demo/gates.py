"""Gates and the drop points inside them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from math import ceil

from delivery.demo.net import Net, Side, lat_lon
from delivery.demo.sites import Site

GATES: Mapping[Side, tuple[str, str]] = {
    "east": ("东门", "East Gate"),
    "south": ("南门", "South Gate"),
    "west": ("西门", "West Gate"),
    "north": ("北门", "North Gate"),
}
DROP_POINT_DEPTH = 0.1
"""A few steps inside the gate."""

SHELF_CRATES_PER_HOUSEHOLD = 0.6
SMALLEST_SHELF_CRATES = 12
MANY_HOUSEHOLDS = 80  # at one gate: they are served at two desks
COLD_SHARE = 0.4

HOURS = ((9, 20), (9, 20), (14, 17), (15, 17), (15, 18), (16, 18))
"""When goods may be put down, drawn for each drop point; a third are open all day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Where people pass into a compound, named after its side."""

    key: str
    compound: str
    side: Side
    name_zh: str
    name_en: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPoint:
    """Where bags are put down and wait, inside a gate.

    Parameters
    ----------
    opens, closes
        Between which unloading may begin, on the district's clocks.
    shelf_crates, shelf_cold_crates
        What the shelves hold in all, and what of it can be kept cold.
    service_s, handling_s
        What a visit takes, and what each crate adds.
    desks
        At how many places bags are handed over at once; households come in slots.
    """

    key: str
    gate: str
    name_zh: str
    name_en: str
    lat: float
    lon: float
    opens: time
    closes: time
    shelf_crates: int
    shelf_cold_crates: int
    service_s: int
    handling_s: int
    desks: int


def gates(site: Site, net: Net) -> list[Gate]:
    """Return the gates of ``site``, each on the street along that side."""
    return [_gate(site, side, net) for side in site.gates]


def desk_of(gate: Gate) -> str:
    """Return the key of the drop point inside ``gate``."""
    return f"{gate.key}-desk"


def drop_point(gate: Gate, site: Site, households: int, net: Net, rng: random.Random) -> DropPoint:
    """Return the drop point inside ``gate``, with shelves for ``households``."""
    lat, lon = lat_lon(net.middle(site.quarter, gate.side, DROP_POINT_DEPTH))
    opens, closes = rng.choice(HOURS)
    crates = max(SMALLEST_SHELF_CRATES, ceil(households * SHELF_CRATES_PER_HOUSEHOLD))
    return DropPoint(
        key=desk_of(gate),
        gate=gate.key,
        name_zh=gate.name_zh,
        name_en=gate.name_en,
        lat=lat,
        lon=lon,
        opens=time(opens),
        closes=time(closes),
        shelf_crates=crates,
        shelf_cold_crates=ceil(crates * COLD_SHARE),
        service_s=rng.choice((90, 120, 150)),
        handling_s=rng.choice((6, 8, 10)),
        desks=2 if households > MANY_HOUSEHOLDS else 1,
    )


def _gate(site: Site, side: Side, net: Net) -> Gate:
    lat, lon = lat_lon(net.middle(site.quarter, side))
    name_zh, name_en = GATES[side]
    return Gate(
        key=f"{site.key}-{side}",
        compound=site.key,
        side=side,
        name_zh=name_zh,
        name_en=name_en,
        lat=lat,
        lon=lon,
    )
