"""The answer to a routing problem as plain data: routes, what is left out, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from delivery.routing.core import reading
from delivery.routing.core.parts import Stop
from delivery.routing.core.units import Bounds, Index, Name

Total = Annotated[int, Bounds(0, 10**17)]
Ratio = Annotated[float, Bounds(0, 10**17)]
Seed = Annotated[int, Bounds(0, 2**31 - 1)]


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of one vehicle, from its start to its end, with what they cost.

    ``duration_s`` runs from leaving the start to arriving at the end. ``cost`` includes what
    the vehicle pays off its target, and what its loads pay for having changed vehicles.
    """

    vehicle: Name
    unit: Index
    distance_m: Total
    duration_s: Total
    cost: Total
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class WouldServe:
    """A change of the problem under which a skipped load is served, and what that costs more."""

    change: Mapping[str, Any]
    cost: Total


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact that keeps a load out, as a code and its figures; sentences are made from these."""

    code: Name
    facts: Mapping[str, Any] = field(default_factory=dict)
    would_serve: WouldServe | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A load that is left out, and why."""

    load: Name
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes for a problem. No plan can cost less than ``bound``; ``None`` if nothing is proved."""

    version: Literal[1]
    cost: Total
    routes: tuple[Route, ...]
    skipped: tuple[Skipped, ...]
    bound: Total | None = None
    gap: Ratio | None = None
    seconds: Ratio = 0.0
    seed: Seed = 0

    @classmethod
    def from_json(cls, data: object) -> "Plan":
        """Return the plan that ``data``, read from JSON, says.

        Raises
        ------
        InvalidProblem
            The data are not of this format; ``fields`` give what is wrong, by path.
        """
        return reading.read_whole(cls, data)

    def to_json(self) -> dict[str, Any]:
        """Return JSON-able data; ``bound`` and ``gap`` are null when nothing is proved."""
        data: dict[str, Any] = reading.written(self)
        return {"version": 1, "cost": self.cost, "bound": None, "gap": None, **data}
