"""A route as it is driven, for the checker: what is where, how far, how long, at what cost."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from delivery.routing.core.faults import Fault
from delivery.routing.core.parts import DropPoint, Load, Stop, Store
from delivery.routing.core.plan import Route
from delivery.routing.core.problem import Problem


class Driven:
    """One route of a plan beside the problem's rules; the names in it must be known ones."""

    def __init__(self, problem: Problem, route: Route) -> None:
        self.problem, self.route, self.stops = problem, route, route.stops
        self.name = f"{route.vehicle}/{route.unit}"
        self.vehicle = next(v for v in problem.vehicles if v.id == route.vehicle)
        self.travel = next(t for t in problem.travel if t.id == self.vehicle.travel)
        units = {(lock.vehicle, lock.unit): lock for lock in problem.locked}
        self.lock = units.get((route.vehicle, route.unit))
        self.done = len(self.lock.done) if self.lock else 0

    def cost(self) -> int:
        """Return what the route costs as it is driven."""
        vehicle = self.vehicle
        cost = vehicle.fixed_cost + vehicle.cost_per_m * self.distance_m
        cost += vehicle.cost_per_s * self.duration_s
        if vehicle.target_s is not None and vehicle.cost_per_s_off_target is not None:
            cost += vehicle.cost_per_s_off_target * abs(self.duration_s - vehicle.target_s)
        return cost + sum(self._change_cost(load) for load in self._dropped())

    @cached_property
    def loads(self) -> dict[str, Load]:
        """The problem's loads by name."""
        return {load.id: load for load in self.problem.loads}

    @cached_property
    def stores(self) -> dict[str, Store]:
        """The problem's stores by name."""
        return {store.id: store for store in self.problem.stores}

    @cached_property
    def drop_points(self) -> dict[str, DropPoint]:
        """The problem's drop points by name."""
        return {point.id: point for point in self.problem.drop_points}

    @cached_property
    def distance_m(self) -> int:
        """Metres driven, by the matrix."""
        return sum(max(0, int(self.travel.distance_m[leg])) for leg in self._legs())

    @property
    def duration_s(self) -> int:
        """Seconds from leaving the start to arriving at the end."""
        return self.stops[-1].arrives_s - self.stops[0].leaves_s if self.stops else 0

    def _legs(self) -> Iterator[tuple[int, int]]:
        places = [stop.place for stop in self.stops]
        if self.lock and not self.lock.whole and self.lock.done:
            places.insert(self.done, self.lock.at_place)
        yield from pairwise(places)

    def _change_cost(self, load: Load) -> int:
        former = self.problem.former.get(load.id)
        changed = former is not None and former != (self.route.vehicle, self.route.unit)
        return load.change_cost or 0 if changed else 0

    def _dropped(self) -> Iterator[Load]:
        for stop in self.stops:
            yield from ((self.loads[n] for n in stop.loads) if stop.kind == "drop" else ())

    def _fault(self, code: str, **facts: str | int) -> Fault:
        return Fault(code, {"route": self.name, "vehicle": self.vehicle.id, **facts})

    def _side(self, stop: Stop) -> Store | DropPoint:
        load = self.loads[stop.loads[0]]
        if stop.kind == "load":
            return self.stores[load.store]
        return self.drop_points[load.drop_point]

    def _before(self, at: int) -> int:
        """Return the place from which stop ``at`` is driven to."""
        if self.lock and at == self.done:
            return self.lock.at_place
        return self.stops[at - 1].place

    @property
    def _disinfect_s(self) -> int:
        return self.problem.rules.disinfect_s or 0

    def _returns(self, at: int) -> bool:
        earlier = (stop.kind == "drop" for stop in self.stops[:at])
        return self.stops[at].kind == "load" and any(earlier)

    def _takes_s(self, at: int) -> int:
        side = self._side(self.stops[at])
        if isinstance(side, DropPoint):
            return side.service_s + sum(self.loads[n].handling_s for n in self.stops[at].loads)
        before = self.stops[at - 1]
        same = before.kind == "load" and at != self.done and self._side(before) == side
        return 0 if same else side.loading_s
