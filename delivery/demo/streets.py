"""The town's map as GeoJSON, for a vector layer that needs no tile server.

Every feature has a ``class``: ``block``, ``building``, ``park`` and ``water`` are areas, ``street``
and ``main`` are lines. What has a name has it as ``name`` (Chinese) and ``name_en``.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import ceil, sin, sqrt
from typing import Any

from delivery.demo.district import Compound, District
from delivery.demo.net import (
    COLUMNS,
    MARGIN,
    QUARTER_M,
    RIVER_ROW,
    ROWS,
    Net,
    Point,
    Quarter,
    lat_lon,
    quarters,
)
from delivery.demo.tables import rows

Json = dict[str, Any]
Edge = tuple[Quarter, Quarter]

BANKS, WINDING = (0.24, 0.72), 0.1
ALLEY_CLOSED = 0.12
BEYOND_M = 450
"""How far main streets and the river run on past the town."""

WHOLE = ((MARGIN, MARGIN), (1 - MARGIN, 1 - MARGIN))


def streets(district: District, rng: random.Random) -> Json:
    """Return the map of ``district``, a FeatureCollection on the same streets as its places.

    ``rng`` draws the houses outside the compounds, and which alleys lead nowhere.
    """
    net, parks = district.net, rows("parks")
    built = {compound.site.quarter for compound in district.compounds}
    green = {quarter: park["key"] for park in parks for quarter in _in_park(park)}
    other = [quarter for quarter in quarters() if quarter not in built | green.keys()]
    return {
        "type": "FeatureCollection",
        "features": [
            _areas("block", [[net.box(quarter, *WHOLE)] for quarter in other]),
            *(_compound(net, compound) for compound in district.compounds),
            *(_park(net, park) for park in parks),
            _areas("water", [[_river(net)]], name="南明河", name_en="Nanming River"),
            _areas("building", [[ring] for ring in _buildings(district, other, rng)]),
            *_ways(net, built, green, rng),
        ],
    }


def _compound(net: Net, compound: Compound) -> Json:
    ring = net.box(compound.site.quarter, *WHOLE)
    return _areas("block", [[ring]], name=compound.name_zh, name_en=compound.name_en)


def _park(net: Net, park: Mapping[str, str]) -> Json:
    corners = list(_in_park(park))
    first, last = corners[0], corners[-1]
    ring = [
        net.at(first, MARGIN, MARGIN),
        net.at((last[0], first[1]), 1 - MARGIN, MARGIN),
        net.at(last, 1 - MARGIN, 1 - MARGIN),
        net.at((first[0], last[1]), MARGIN, 1 - MARGIN),
        net.at(first, MARGIN, MARGIN),
    ]
    return _areas("park", [[ring]], name=park["name_zh"], name_en=park["name_en"])


def _in_park(park: Mapping[str, str]) -> Iterator[Quarter]:
    """Yield the quarters of ``park``, from the south-west to the north-east."""
    west, east = (int(park[edge]) for edge in ("west", "east"))
    south, north = (int(park[edge]) for edge in ("south", "north"))
    yield from product(range(west, east + 1), range(south, north + 1))


def _river(net: Net) -> list[Point]:
    """Return the ring of the river's banks, which wind between the streets along it."""
    south, north = (
        _run_on([net.at((c, RIVER_ROW), 0.5, bank + WINDING * sin(c)) for c in range(COLUMNS)])
        for bank in BANKS
    )
    return [*south, *reversed(north), south[0]]


def _buildings(
    district: District, other: Iterable[Quarter], rng: random.Random
) -> Iterator[list[Point]]:
    for compound in district.compounds:
        yield from _rows_of(district.net, compound.site.quarter, len(compound.buildings))
    for quarter in other:
        for _house in range(rng.randint(2, 4)):
            yield _house_in(district.net, quarter, rng)


def _rows_of(net: Net, quarter: Quarter, count: int) -> Iterator[list[Point]]:
    """Yield ``count`` slabs in rows, as compounds are built."""
    across = ceil(sqrt(count))
    down = ceil(count / across)
    for number in range(count):
        west = 0.16 + 0.7 * (number % across) / across
        south = 0.16 + 0.7 * (number // across) / down
        corner = (west + 0.56 / across, south + 0.34 / down)
        yield net.box(quarter, (west, south), corner)


def _house_in(net: Net, quarter: Quarter, rng: random.Random) -> list[Point]:
    west, south = rng.uniform(0.14, 0.66), rng.uniform(0.14, 0.66)
    corner = (west + rng.uniform(0.1, 0.2), south + rng.uniform(0.08, 0.2))
    return net.box(quarter, (west, south), corner)


def _ways(
    net: Net, built: set[Quarter], green: Mapping[Quarter, str], rng: random.Random
) -> Iterator[Json]:
    for way in rows("ways"):
        main = way["main"] == "1"
        line = _line(way)
        open_ = [main or _passes(edge, built, green, rng) for edge in pairwise(line)]
        runs = [[net.crossings[crossing] for crossing in run] for run in _runs(line, open_)]
        yield _feature(
            "main" if main else "street",
            "MultiLineString",
            [_degrees(_run_on(run) if main else run) for run in runs],
            name=way["name_zh"],
            name_en=way["name_en"],
        )


def _line(way: Mapping[str, str]) -> list[Quarter]:
    number = int(way["line"])
    if way["runs"] == "north":
        return [(number, r) for r in range(ROWS + 1)]
    return [(c, number) for c in range(COLUMNS + 1)]


def _passes(
    edge: Edge, built: set[Quarter], green: Mapping[Quarter, str], rng: random.Random
) -> bool:
    """Tell whether a side street leads from crossing to crossing.

    It crosses no water and no park, and never fails a compound, whose gate may be on it.
    """
    (c, r), (c_to, _r_to) = edge
    along = c_to > c
    one, two = ((c, r - 1), (c, r)) if along else ((c - 1, r), (c, r))
    if not along and r == RIVER_ROW:
        return False
    if one in green and green[one] == green.get(two):
        return False
    return bool({one, two} & built) or rng.random() >= ALLEY_CLOSED


def _runs(line: Sequence[Quarter], open_: Sequence[bool]) -> Iterator[list[Quarter]]:
    """Yield the stretches of ``line`` between those edges that are not open."""
    run = [line[0]]
    for crossing, passes in zip(line[1:], open_, strict=True):
        if not passes:
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(crossing)
    yield from [run] if len(run) > 1 else []


def _run_on(line: Sequence[Point]) -> list[Point]:
    """Return ``line`` with both ends drawn out past the town."""
    return [_beyond(line[1], line[0]), *line, _beyond(line[-2], line[-1])]


def _beyond(before: Point, end: Point) -> Point:
    part = BEYOND_M / QUARTER_M
    return end[0] + (end[0] - before[0]) * part, end[1] + (end[1] - before[1]) * part


def _areas(kind: str, polygons: Iterable[Iterable[Sequence[Point]]], **names: str) -> Json:
    coordinates = [[_degrees(ring) for ring in polygon] for polygon in polygons]
    return _feature(kind, "MultiPolygon", coordinates, **names)


def _feature(kind: str, shape: str, coordinates: list[Any], **names: str) -> Json:
    return {
        "type": "Feature",
        "properties": {"class": kind, **names},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _degrees(line: Iterable[Point]) -> list[list[float]]:
    """Return ``line`` as GeoJSON has it: longitude first, to about a metre."""
    return [[round(lon, 5), round(lat, 5)] for lat, lon in map(lat_lon, line)]
