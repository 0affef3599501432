"""The routing problem: what is to be brought where, by what, within which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from delivery.routing.core import reading
from delivery.routing.core.parts import (
    DropPoint,
    Load,
    Locked,
    Place,
    Rules,
    Stop,
    Store,
    Vehicle,
)
from delivery.routing.core.reading import Faulty, InvalidProblem
from delivery.routing.core.travel import Travel, with_matrices
from delivery.routing.core.units import Index, Name, Seconds, Title
from delivery.routing.core.validate import note_faults

__all__ = [
    "DropPoint",
    "InvalidProblem",
    "Load",
    "Locked",
    "Place",
    "Problem",
    "Rules",
    "Stop",
    "Store",
    "Travel",
    "Vehicle",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the planner knows of a wave, in format version 1."""

    version: Literal[1]
    places: tuple[Place, ...]
    travel: tuple[Travel, ...]
    stores: tuple[Store, ...]
    drop_points: tuple[DropPoint, ...]
    loads: tuple[Load, ...]
    vehicles: tuple[Vehicle, ...]
    name: Title = "wave"
    now_s: Seconds | None = None
    rules: Rules = field(default_factory=Rules)
    former: Mapping[Name, tuple[Name, Index]] = field(default_factory=dict)
    locked: tuple[Locked, ...] = ()

    @classmethod
    def from_json(cls, data: object) -> "Problem":
        """Return the problem that ``data``, read from JSON, says.

        Raises
        ------
        InvalidProblem
            A key is unknown or missing, a value of the wrong kind or out of bounds, or a name
            points nowhere. Its ``fields`` say what is wrong, by path.
        """
        problem = checked(reading.read_whole(cls, data))
        return replace(
            problem, travel=tuple(with_matrices(t, problem.places) for t in problem.travel)
        )

    def to_json(self) -> dict[str, Any]:
        """Return JSON-able data, from which ``from_json`` makes an equal problem."""
        data: dict[str, Any] = reading.written(self)
        return data


def checked(problem: Problem) -> Problem:
    """Return ``problem`` if its parts fit together, or raise `InvalidProblem` with what does not."""
    faulty = Faulty()
    note_faults(problem, faulty)
    faulty.raise_any()
    return problem
