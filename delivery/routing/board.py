"""A plan as the coordinator sees it: routes, times, what is left out and why, and at what cost."""

from dataclasses import dataclass
from datetime import datetime

from delivery.merchants.catalogue.models import Store
from delivery.places.models import DropPoint
from delivery.routing.models import Plan
from delivery.routing.naming import spot


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a route; ``label`` numbers the drops: ``A1``. ``state`` is done, now or to."""

    kind: str
    label: str
    name: str
    lat: float
    lon: float
    arrives_at: datetime
    bags: int
    crates: int
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """One route: who drives what, where to, and for how long; ``shift`` is whose it is, by id."""

    letter: str
    shift: str
    name: str
    driver: str
    vehicle: str
    leaves_at: datetime
    back_at: datetime
    distance_m: int
    cost_fen: int
    visits: tuple[Visit, ...]
    path: tuple[tuple[float, float], ...]

    @property
    def drops(self) -> tuple[Visit, ...]:
        """Return the visits that bring something."""
        return tuple(visit for visit in self.visits if visit.kind == "drop")

    @property
    def bags(self) -> int:
        """Return how many bags this route brings."""
        return sum(visit.bags for visit in self.drops)

    @property
    def next(self) -> Visit | None:
        """Return where it goes next; None once all is done."""
        return next((visit for visit in self.visits if visit.state != "done"), None)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Goods of one store for one drop point that no route brings, and why."""

    point: DropPoint
    store: Store
    orders: int
    reasons: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return where they should have gone."""
        return spot(self.point)


@dataclass(frozen=True, slots=True)
class Board:
    """All that a plan says. Costs are in fen, without what leaving goods out is reckoned at."""

    plan: Plan
    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    stores: tuple[Store, ...]
    shut: tuple[DropPoint, ...]
    cost_fen: int
    saving_fen: int | None

    @property
    def distance_m(self) -> int:
        """Return the metres of all routes."""
        return sum(line.distance_m for line in self.lines)

    @property
    def drops(self) -> int:
        """Return how many drops all routes make."""
        return sum(len(line.drops) for line in self.lines)

    @property
    def bags(self) -> int:
        """Return how many bags all routes bring."""
        return sum(line.bags for line in self.lines)

    @property
    def last(self) -> Visit | None:
        """Return the last drop of the day."""
        drops = [visit for line in self.lines for visit in line.drops]
        return max(drops, key=lambda visit: visit.arrives_at, default=None)

    @property
    def gap_percent(self) -> float | None:
        """Return how far above the best possible plan this one is at most; None if nobody knows.

        What goods that are left out are reckoned at counts on both sides.
        """
        bound, cost = self.plan.answer.get("bound"), self.plan.answer["cost"]
        if bound is None:
            return None
        return 100 * (cost - bound) / bound if bound else 0.0 if not cost else None
