"""Tries a change of a plan by hand before it is saved: can it be driven, and what does it cost?

Only the routes that change are driven anew, so that an answer takes milliseconds; it is always
the same as judging the whole plan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from delivery.routing.core.assemble import Tour, priced, tours_of
from delivery.routing.core.check import shelf_faults
from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.driving import Driver
from delivery.routing.core.faults import Fault
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied


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

    Raises
    ------
    KeyError
        A load or a vehicle of the move does not exist.
    """
    return WhatIf(problem, plan).outcome(move)


class WhatIf:
    """Tries many moves on one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan, self.driver = problem, plan, Driver(problem)
        self.tours = {(tour.vehicle, tour.unit): tour for tour in tours_of(problem, plan)}
        self.order = {vehicle.id: i for i, vehicle in enumerate(problem.vehicles)}

    def outcome(self, move: Move) -> Outcome:
        """Return what ``move`` makes of the plan."""
        loads = tuple(self.driver.load_at[name] for name in move.loads)
        changed = {unit: tour for unit, tour in self.tours.items() if _drops_any(tour, loads)}
        changed = {unit: _without(self.driver, tour, loads) for unit, tour in changed.items()}
        if move.vehicle is None:
            return self._judged([*changed.values()])
        target = (self.order[move.vehicle], move.unit)
        bare = changed.get(target) or self.tours.get(target) or Tour(*target, ())
        tour = self._cheapest(self._inserted(bare, loads, move.position))
        return self._judged([*(changed | {target: tour}).values()])

    def _cheapest(self, tours: Sequence[Tour]) -> Tour:
        """Return the tour that costs least, or the last one if none of them can be driven."""
        driven = [(self._drive(tour, late=False), tour) for tour in tours]
        priced_tours = [(route.cost, i) for i, (route, _) in enumerate(driven) if route]
        return tours[min(priced_tours)[1]] if priced_tours else tours[-1]

    def _drive(self, tour: Tour, *, late: bool) -> Route | None:
        return self.driver.drive(tour.vehicle, tour.unit, tour.visits, late=late)

    def _inserted(self, tour: Tour, loads: tuple[int, ...], position: int | None) -> list[Tour]:
        """Return ``tour`` with ``loads``, once for each place in question."""
        drop = self.driver.drop_of[loads[0]]
        there = [i for i, v in enumerate(tour.visits) if not v.is_store and v.at == drop]
        if there and position is None:
            return [self._joined(tour, loads, there[0])]
        gaps = _gaps(tour.visits)
        chosen = gaps if position is None else gaps[min(position, len(gaps) - 1) :][:1]
        return [self._with_visit(tour, loads, gap) for gap in chosen]

    def _joined(self, tour: Tour, loads: tuple[int, ...], at: int) -> Tour:
        visits = list(tour.visits)
        visits[at] = replace(visits[at], loads=visits[at].loads + loads)
        return self._loaded(tour, visits, loads, at)

    def _with_visit(self, tour: Tour, loads: tuple[int, ...], gap: int) -> Tour:
        visits = list(tour.visits)
        visits.insert(gap, Visit(False, self.driver.drop_of[loads[0]], loads))
        return self._loaded(tour, visits, loads, gap)

    def _loaded(self, tour: Tour, visits: list[Visit], loads: tuple[int, ...], at: int) -> Tour:
        """Return ``tour`` along ``visits``, with a visit of each store that is still missing."""
        for store in sorted(
            {self.driver.store_of[load] for load in loads if self._fetched(tour, load)}
        ):
            if not any(v.is_store and v.at == store for v in visits[:at]):
                visits.insert(0, Visit(True, store, ()))
                at += 1
        return Tour(tour.vehicle, tour.unit, tuple(tidied(self.driver, visits)))

    def _fetched(self, tour: Tour, load: int) -> bool:
        """Say whether ``load`` must be fetched from its store, not being on board."""
        lock = self.driver.locks.get((self.problem.vehicles[tour.vehicle].id, tour.unit))
        return lock is None or self.problem.loads[load].id not in lock.on_board

    def _judged(self, tours: Sequence[Tour]) -> Outcome:
        """Return the outcome if ``tours`` take the place of those of the same vehicles."""
        units = {(self.problem.vehicles[tour.vehicle].id, tour.unit) for tour in tours}
        before = [r for r in self.plan.routes if (r.vehicle, r.unit) in units]
        kept = [r for r in self.plan.routes if (r.vehicle, r.unit) not in units]
        routes = [*self._routes(tours)]
        plan = priced(self.problem, sorted([*kept, *routes], key=self._place), seed=self.plan.seed)
        found = [f for route in routes for f in RouteCheck(self.problem, route).faults()]
        found += [*shelf_faults(self.problem, plan)]
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


def _drops_any(tour: Tour, loads: Sequence[int]) -> bool:
    return any(load in visit.loads for visit in tour.visits for load in loads)


def _without(driver: Driver, tour: Tour, loads: Sequence[int]) -> Tour:
    thinned = (replace(v, loads=tuple(x for x in v.loads if x not in loads)) for v in tour.visits)
    visits = [visit for visit in thinned if visit.loads]
    return Tour(tour.vehicle, tour.unit, tuple(tidied(driver, visits)))
