"""Ways of moving: matrices of metres and seconds, given or reckoned from the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.parts import Place
from delivery.routing.core.reading import Faulty, Refused, read, shown
from delivery.routing.core.units import NO_WAY, PLACES_MOST, Name, Speed

EARTH_RADIUS_M = 6_371_009
DETOUR = 1.35
"""How much longer a way through streets is than the straight line, on average."""

LONGEST = 10**7
"""No entry of a matrix is above this, in metres or seconds."""

Matrix = NDArray[np.int64]


def _nothing() -> Matrix:
    return np.zeros((0, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """One way of moving between the places.

    ``distance_m`` and ``time_s`` have shape (places, places), from row to column, and may be
    asymmetric; `units.NO_WAY` stands where there is no way. Staying at a place takes nothing,
    whatever the diagonal said. If ``speed_mm_s`` is given they are
    reckoned by `with_matrices` and not written back.
    """

    id: Name
    speed_mm_s: Speed | None = None
    distance_m: Matrix = field(default_factory=_nothing)
    time_s: Matrix = field(default_factory=_nothing)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Travel):
            return NotImplemented
        same = (self.id, self.speed_mm_s) == (other.id, other.speed_mm_s)
        return (
            same
            and np.array_equal(self.distance_m, other.distance_m)
            and np.array_equal(self.time_s, other.time_s)
        )

    def __hash__(self) -> int:
        return hash((self.id, self.speed_mm_s, self.distance_m.shape))

    @classmethod
    def read(cls, value: object, path: str, faulty: Faulty) -> "Travel":
        """Return the way of moving that JSON says: either a speed or both matrices."""
        if not isinstance(value, Mapping):
            raise Refused(f"must be an object, not {shown(value)}")
        keys = set(value) - {"id"}
        if keys not in ({"speed_mm_s"}, {"distance_m", "time_s"}):
            raise Refused("must have id, and either speed_mm_s or distance_m and time_s")
        name = read(Name, value.get("id"), f"{path}.id", faulty)
        if "speed_mm_s" in value:
            return cls(name, read(Speed, value["speed_mm_s"], f"{path}.speed_mm_s", faulty))
        metres, seconds = (_matrix(value[key], key) for key in ("distance_m", "time_s"))
        if metres.shape != seconds.shape:
            raise Refused("distance_m and time_s must have the same shape")
        missing = (metres == NO_WAY) | (seconds == NO_WAY)
        metres[missing] = seconds[missing] = NO_WAY
        np.fill_diagonal(metres, 0)
        np.fill_diagonal(seconds, 0)
        return cls(name, None, metres, seconds)

    def written(self) -> dict[str, Any]:
        """Return JSON-able data, in the form it was read from."""
        if self.speed_mm_s is not None:
            return {"id": self.id, "speed_mm_s": self.speed_mm_s}
        return {
            "id": self.id,
            "distance_m": _rows(self.distance_m),
            "time_s": _rows(self.time_s),
        }


def with_matrices(travel: Travel, places: Sequence[Place]) -> Travel:
    """Return ``travel`` with the matrices that its speed makes between ``places``."""
    if travel.speed_mm_s is None:
        return travel
    metres = metres_between(places)
    seconds = -(-metres * 1000 // travel.speed_mm_s)
    return Travel(travel.id, travel.speed_mm_s, metres, seconds)


def metres_between(places: Sequence[Place]) -> Matrix:
    """Return metres through streets, shape (places, places): haversine × ``DETOUR``, rounded up.

    Every place must have ``lat`` and ``lon``, in degrees.
    """
    lat = np.radians(np.array([place.lat for place in places], dtype=np.float64))
    lon = np.radians(np.array([place.lon for place in places], dtype=np.float64))
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    line = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1)))
    metres: Matrix = np.ceil(line * DETOUR - 1e-6).astype(np.int64)
    return metres


def _matrix(value: object, key: str) -> Matrix:
    if not isinstance(value, list | tuple) or len(value) > PLACES_MOST:
        raise Refused(f"{key} must be a list of rows, at most {PLACES_MOST}")
    table = np.empty((len(value), len(value)), dtype=np.int64)
    for at, row in enumerate(value):
        if not isinstance(row, list | tuple) or len(row) != len(value):
            raise Refused(f"{key}[{at}] must be a list of {len(value)} numbers")
        table[at] = [_entry(item, key, at) for item in row]
    return table


def _entry(item: object, key: str, row: int) -> int:
    if type(item) is int and 0 <= item <= LONGEST:
        return item
    if item is None:
        return NO_WAY
    raise Refused(f"{key}[{row}] holds {shown(item)}: must be 0 to {LONGEST}, or null for no way")


def _rows(matrix: Matrix) -> list[list[int | None]]:
    return [[None if item == NO_WAY else item for item in row] for row in matrix.tolist()]
