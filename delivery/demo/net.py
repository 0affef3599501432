"""The made-up town's streets: crossings, quarters and houses, on a plane in metres.

The plane's x runs east and its y north, from the south-west corner of the town. Column lines
are the streets that run north, row lines those that run east; the quarter (c, r) lies between
column lines c and c + 1, row lines r and r + 1. Inside a quarter a place is given by (u, v),
from (0, 0) in its south-west to (1, 1) in its north-east.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Literal

Point = tuple[float, float]
Quarter = tuple[int, int]
Side = Literal["east", "south", "west", "north"]

COLUMNS, ROWS = 12, 10
QUARTER_M, WOBBLE_M = 250, 20
RIVER_ROW = 2

SOUTH_WEST_LAT, SOUTH_WEST_LON = 26.57, 106.69
DEGREE_M = 6_371_009 * radians(1)

MARGIN = 0.07
"""The width of a street's half, as a part of a quarter."""

MIDDLES: Mapping[Side, Point] = {
    "east": (1 - MARGIN, 0.5),
    "south": (0.5, MARGIN),
    "west": (MARGIN, 0.5),
    "north": (0.5, 1 - MARGIN),
}


@dataclass(frozen=True, slots=True)
class Net:
    """Where the street lines cross: (column line, row line) → metres."""

    crossings: Mapping[Quarter, Point]

    def at(self, quarter: Quarter, u: float, v: float) -> Point:
        """Return the point (u, v) of ``quarter``, in metres."""
        c, r = quarter
        south = _between(self.crossings[c, r], self.crossings[c + 1, r], u)
        north = _between(self.crossings[c, r + 1], self.crossings[c + 1, r + 1], u)
        return _between(south, north, v)

    def middle(self, quarter: Quarter, side: Side, depth: float = 0.0) -> Point:
        """Return the middle of a side of ``quarter``; ``depth`` 1 is the quarter's own middle."""
        u, v = MIDDLES[side]
        return self.at(quarter, u + (0.5 - u) * depth, v + (0.5 - v) * depth)

    def box(self, quarter: Quarter, south_west: Point, north_east: Point) -> list[Point]:
        """Return the closed ring around the box between two (u, v) of ``quarter``, in metres."""
        (west, south), (east, north) = south_west, north_east
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [self.at(quarter, u, v) for u, v in corners]


def make_net(rng: random.Random) -> Net:
    """Lay out the street lines: a grid, a little crooked."""
    return Net(
        {
            (c, r): (
                c * QUARTER_M + rng.uniform(-WOBBLE_M, WOBBLE_M),
                r * QUARTER_M + rng.uniform(-WOBBLE_M, WOBBLE_M),
            )
            for c in range(COLUMNS + 1)
            for r in range(ROWS + 1)
        }
    )


def quarters() -> Iterator[Quarter]:
    """Yield all quarters but the river's, row by row from the south-west."""
    for r in range(ROWS):
        if r != RIVER_ROW:
            yield from ((c, r) for c in range(COLUMNS))


def lat_lon(point: Point) -> tuple[float, float]:
    """Return the latitude and longitude of ``point``, in degrees to about 10 cm."""
    x_m, y_m = point
    east_m = DEGREE_M * cos(radians(SOUTH_WEST_LAT))
    return round(SOUTH_WEST_LAT + y_m / DEGREE_M, 6), round(SOUTH_WEST_LON + x_m / east_m, 6)


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
