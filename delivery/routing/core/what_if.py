"""Tries a change of a plan by hand before it is saved: can it be driven, and what does it cost?

Only the routes that change are driven anew, so that an answer takes milliseconds; it is always
the same as judging the whole plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from delivery.routing.core.assemble import Tour, priced, tours_of
from delivery.routing.core.check import faults_between
from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.driving import Driver
from delivery.routing.core.faults import Fault
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied
from delivery.routing.core.ways import bare, drops_any, fetched, joined, with_drop


@dataclass(frozen=True, slots=True)
class Move:
    """Bring ``loads`` by one unit of a vehicle, or, without a vehicle, leave them out.

    ``position`` is the number of the drop among those still to come of that route, from 0; left
    out, it is where it costs least. Loads of one drop point that is there already join its visit.
    """

    loads: tuple[str, ...]
    vehicle: str | None = None
    unit: int = 0
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move would lead to, and what is wrong with that; differences are after less before."""

    plan: Plan
    faults: tuple[Fault, ...]
    cost: int = 0
    seconds: int = 0

    @property
    def feasible(self) -> bool:
        """Whether the move can be made."""
        return not self.faults


def what_if(problem: Problem, plan: Plan, move: Move) -> Outcome:
    """Return what ``move`` makes of ``plan``, which must be a plan of ``problem`` without fault.

    See `WhatIf.outcome` for what is raised.
    """
    return WhatIf(problem, plan).outcome(move)


class WhatIf:
    """Tries many moves on one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan, self.driver = problem, plan, Driver(problem)
        self.tours = {(tour.vehicle, tour.unit): tour for tour in tours_of(problem, plan)}
        self.order = {vehicle.id: i for i, vehicle in enumerate(problem.vehicles)}

    def outcome(self, move: Move) -> Outcome:
        """Return what ``move`` makes of the plan.

        Raises
        ------
        KeyError
            A load, a vehicle or a unit of it does not exist.
        ValueError
            The loads are not for one drop point, or there are none.
        """
        loads = tuple(self.driver.load_at[name] for name in move.loads)
        if len({self.driver.drop_of[load] for load in loads}) != 1:
            raise ValueError("a move is of loads for one drop point")
        if done := self._done(move.loads):
            return Outcome(self.plan, done)
        changed = {unit: tour for unit, tour in self.tours.items() if drops_any(tour, loads)}
        changed = {unit: bare(self.driver, tour, loads) for unit, tour in changed.items()}
        if move.vehicle is None:
            return self._judged([*changed.values()])
        target = self._unit(move.vehicle, move.unit)
        before = changed.get(target) or self.tours.get(target) or Tour(*target, ())
        tour = self._cheapest(self._inserted(before, loads, move.position))
        return self._judged([*(changed | {target: tour}).values()])

    def _done(self, names: Sequence[str]) -> tuple[Fault, ...]:
        """Return what would be changed that has been done, or is locked as it stands."""
        dropped = (
            (lock, name)
            for lock in self.problem.locked
            for stop in lock.done
            for name in stop.loads
            if stop.kind == "drop"
        )
        units = {f"{lock.vehicle}/{lock.unit}" for lock, name in dropped if name in names}
        return tuple(Fault("done-changed", {"route": unit}) for unit in sorted(units))

    def _unit(self, vehicle: str, unit: int) -> tuple[int, int]:
        at = self.order[vehicle]
        if not 0 <= unit < self.problem.vehicles[at].count:
            raise KeyError(f"{vehicle}/{unit}")
        return at, unit

    def _cheapest(self, tours: Sequence[Tour]) -> Tour:
        """Return the tour that costs least, or the last one if none of them can be driven."""
        best: tuple[int, Tour] | None = None
        least = (
            (self.driver.least_cost(t.vehicle, t.unit, t.visits), i) for i, t in enumerate(tours)
        )
        for cost, at in sorted(least):
            if best is not None and cost >= best[0]:
                break
            route = self._drive(tours[at], late=False)
            if route and (best is None or route.cost < best[0]):
                best = (route.cost, tours[at])
        return best[1] if best else tours[-1]

    def _drive(self, tour: Tour, *, late: bool) -> Route | None:
        return self.driver.drive(tour.vehicle, tour.unit, tour.visits, late=late)

    def _inserted(self, tour: Tour, loads: tuple[int, ...], position: int | None) -> list[Tour]:
        """Return ``tour`` with ``loads``, once for each place in question."""
        there = joined(self.driver, tour.visits, loads)
        if there is not None and position is None:
            return [self._loaded(tour, loads, there, joins=True)]
        gaps = _gaps(tour.visits)
        chosen = gaps if position is None else gaps[min(position, len(gaps) - 1) :][:1]
        return [self._loaded(tour, loads, gap, joins=False) for gap in chosen]

    def _loaded(self, tour: Tour, loads: tuple[int, ...], at: int, *, joins: bool) -> Tour:
        """Return ``tour`` with a drop of ``loads``, and a visit of each store still missing."""
        visits = with_drop(self.driver, tour.visits, loads, at, joins=joins)
        for store in fetched(self.driver, loads):
            if not any(v.is_store and v.at == store for v in visits[:at]):
                visits.insert(0, Visit(True, store, ()))
                at += 1
        return Tour(tour.vehicle, tour.unit, tuple(tidied(self.driver, visits)))

    def _judged(self, tours: Sequence[Tour]) -> Outcome:
        """Return the outcome if ``tours`` take the place of those of the same vehicles."""
        units = {(self.problem.vehicles[tour.vehicle].id, tour.unit) for tour in tours}
        before = [r for r in self.plan.routes if (r.vehicle, r.unit) in units]
        kept = [r for r in self.plan.routes if (r.vehicle, r.unit) not in units]
        routes = [*self._routes(tours)]
        plan = priced(self.problem, sorted([*kept, *routes], key=self._place), seed=self.plan.seed)
        found = [f for route in routes for f in RouteCheck(self.problem, route).faults()]
        found += [*faults_between(self.problem, plan)]
        seconds = sum(r.duration_s for r in routes) - sum(r.duration_s for r in before)
        return Outcome(plan, tuple(found), plan.cost - self.plan.cost, seconds)

    def _routes(self, tours: Iterable[Tour]) -> Iterator[Route]:
        for tour in tours:
            route = self._drive(tour, late=False) or self._drive(tour, late=True)
            if route and (tour.visits or (route.vehicle, route.unit) in self.driver.locks):
                yield route

    def _place(self, route: Route) -> tuple[int, int]:
        return self.order[route.vehicle], route.unit


def _gaps(visits: Sequence[Visit]) -> list[int]:
    """Return where a drop can go: behind each visit from the last of the first loadings on."""
    first = next((i for i, visit in enumerate(visits) if not visit.is_store), len(visits))
    drops = [i for i, visit in enumerate(visits) if not visit.is_store]
    return [first, *(i + 1 for i in drops)]
