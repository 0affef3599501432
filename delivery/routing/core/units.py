"""The kinds of number and name in a routing problem, with the bounds that keep arithmetic exact.

The bounds are far beyond any delivery, and small enough that no sum of them leaves 64 bits.
"""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a number may be, both included."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters a name may have at most; at least one."""

    most: int


Seconds = Annotated[int, Bounds(0, 10**7)]
Metres = Annotated[int, Bounds(0, 10**8)]
Grams = Annotated[int, Bounds(0, 10**9)]
Crates = Annotated[int, Bounds(0, 10**6)]
Count = Annotated[int, Bounds(0, 10_000)]
Units = Annotated[int, Bounds(1, 2_000)]
Cost = Annotated[int, Bounds(0, 10**12)]
Rate = Annotated[int, Bounds(0, 10**6)]
Speed = Annotated[int, Bounds(1, 10**6)]
Risk = Annotated[int, Bounds(0, 100)]
Index = Annotated[int, Bounds(0, 10_000)]
Latitude = Annotated[float, Bounds(-90, 90)]
Longitude = Annotated[float, Bounds(-180, 180)]
Name = Annotated[str, Length(200)]
Title = Annotated[str, Length(500)]

PLACES_MOST = 2_000
LOADS_MOST = 20_000
NO_WAY = -1
"""In a matrix of metres or seconds: there is no way from the one place to the other."""
