"""A question about one stop of a plan: every other way to bring it, and what is in the way of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from delivery.routing.core.assemble import Tour, tours_of
from delivery.routing.core.blocking import NOTHING, Drivers, Facts, blocking
from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.driving import Driver
from delivery.routing.core.figures import limit, needed
from delivery.routing.core.parts import Stop
from delivery.routing.core.plan import Plan, Reason, Route, WouldServe
from delivery.routing.core.problem import Problem
from delivery.routing.core.suppose import Fact
from delivery.routing.core.ways import bare, ways

Way = tuple[Facts, Tour]
"""A tour, and the facts that must go for it to be driven."""


class Asked:
    """A question under way: the stop, and everything but it."""

    def __init__(
        self, problem: Problem, plan: Plan, vehicle: str, unit: int, drop_point: str
    ) -> None:
        self.problem, self.plan, self.drop_point = problem, plan, drop_point
        driver = Driver(problem)
        self.route, self.at = _find(driver, plan, vehicle, unit, drop_point)
        self.stop: Stop = self.route.stops[self.at]
        self.order = {vehicle.id: i for i, vehicle in enumerate(problem.vehicles)}
        self.home = (self.order[vehicle], unit)
        self.loads = tuple(driver.load_at[name] for name in self.stop.loads)
        self.drivers, self.wished = Drivers(problem), NOTHING
        self.lock = driver.locks.get((vehicle, unit))
        self.routes = {(self.order[r.vehicle], r.unit): r for r in plan.routes}
        self.tours = {(t.vehicle, t.unit): t for t in tours_of(problem, plan)}
        self.tours[self.home] = bare(driver, self.tours[self.home], self.loads)

    def fixed(self) -> Reason | None:
        """Return why nothing can change about this stop at all."""
        if self.lock and (self.lock.whole or self.at < len(self.lock.done)):
            return Reason("already-done", {"drop_point": self.drop_point})
        return None

    def aboard(self) -> Reason | None:
        """Return why no other vehicle can bring what this one has on board."""
        aboard = set(self.lock.on_board if self.lock else ()).intersection(self.stop.loads)
        return Reason("on-board", {"loads": sorted(aboard)}) if aboard else None

    def wish(self, by_s: int) -> None:
        """Have the drop begin by ``by_s``; that is no fact, and cannot go."""
        points = (
            replace(p, closes_s=min(p.closes_s, by_s)) if p.id == self.drop_point else p
            for p in self.problem.drop_points
        )
        self.drivers = Drivers(replace(self.problem, drop_points=tuple(points)))
        self.wished = frozenset({Fact("gate-closes", self.drop_point)})

    def units(self) -> Iterator[Tour]:
        """Yield what each vehicle does without the stop; of alike ones that stay at home, one."""
        driver = self.drivers.without(NOTHING)
        for v, vehicle in enumerate(self.problem.vehicles):
            idle = False
            for unit in range(vehicle.count):
                lock = driver.locks.get((vehicle.id, unit))
                if lock and lock.whole:
                    continue
                out = (v, unit) in self.tours or lock
                if out or not idle:
                    yield self.tours.get((v, unit)) or Tour(v, unit, ())
                idle = idle or not out

    def spares(self) -> Iterator[Tour]:
        """Yield one more of each kind of vehicle of which none stays at home."""
        for v, vehicle in enumerate(self.problem.vehicles):
            if all((v, unit) in self.routes for unit in range(vehicle.count)):
                yield Tour(v, vehicle.count, ())

    def ways_by(self, tours: Iterable[Tour]) -> list[Way]:
        """Return the ways of bringing the stop by any of ``tours``, with what blocks them.

        Of the ways of one vehicle that nothing blocks, only the cheapest; and if there is any such
        way, no other.
        """
        driver = self.drivers.without(NOTHING)
        laid = [(self._spare(tour), [*ways(driver, tour, self.loads)]) for tour in tours]
        best = [(spare, self._cheapest(NOTHING, some)) for spare, some in laid]
        free = [(spare, found[2]) for spare, found in best if found]
        if any(not facts for facts, _ in free):
            return [(facts, tour) for facts, tour in free if not facts]
        shut = [some for some, (_, found) in zip(laid, best, strict=True) if not found]
        sets = ((spare, way, blocking(self.drivers, way)) for spare, some in shut for way in some)
        blocked = [(facts | spare, way) for spare, way, found in sets for facts in found]
        return free + [(facts, way) for facts, way in blocked if not facts & self.wished]

    def _spare(self, tour: Tour) -> Facts:
        """Return the fact that there is no such vehicle, if ``tour`` is by one more than there are."""
        vehicle = self.problem.vehicles[tour.vehicle]
        more = {Fact("no-vehicle-left", vehicle.id)} if tour.unit >= vehicle.count else ()
        return frozenset(more)

    def reasons(self, blocked: Sequence[Way]) -> tuple[Reason, ...]:
        """Return what is in the way of all that are ``blocked``: a price, single facts, or one group."""
        by_facts = defaultdict[Facts, list[Tour]](list)
        for facts, tour in blocked:
            by_facts[facts].append(tour)
        for size in sorted({len(facts) for facts in by_facts}):
            some = {facts: tours for facts, tours in by_facts.items() if len(facts) == size}
            best = ((self._cheapest(facts, some[facts]), sorted(facts)) for facts in some)
            driven = [(*found[:2], facts) for found, facts in best if found]
            driven.sort(key=lambda each: (each[0], each[2]))
            if driven and size == 0:
                return (self._price(driven[0][0], driven[0][1]),)
            chosen = driven if size == 1 else driven[:1]
            if chosen:
                return tuple(self._reason(f, fact, c, r) for c, r, f in chosen for fact in f)
        return (Reason("no-way", {"drop_point": self.drop_point}),)

    def _cheapest(self, facts: Facts, tours: Iterable[Tour]) -> tuple[int, Route, Tour] | None:
        """Return what the best of ``tours`` costs more if ``facts`` are gone, and its route."""
        driver, best = self.drivers.without(facts), None
        for least, _, tour in sorted((self._least(x), i, x) for i, x in enumerate(tours)):
            if best is not None and least >= best[0]:
                break
            route = driver.drive(tour.vehicle, tour.unit, tour.visits)
            more = self._costs_more(tour, route) if route else None
            if route is None or more is None or (best is not None and more >= best[0]):
                continue
            if not [*RouteCheck(driver.problem, route).faults()]:
                best = (more, route, tour)
        return best

    def _least(self, tour: Tour) -> int:
        """Return what ``tour`` costs more than the plan at the least."""
        cost = self.drivers.without(NOTHING).least_cost(tour.vehicle, tour.unit, tour.visits)
        return cost + self._besides((tour.vehicle, tour.unit))

    def _costs_more(self, tour: Tour, route: Route) -> int | None:
        """Return the cost of the plan with ``route`` less that of the plan as it is."""
        unit = (tour.vehicle, tour.unit)
        if unit != self.home and self._left is None:
            return None
        return route.cost + self._besides(unit)

    def _besides(self, unit: tuple[int, int]) -> int:
        """Return what else changes in cost when the stop goes to ``unit``: what is left, and was."""
        if unit == self.home:
            return -self.route.cost
        before = self.routes.get(unit)
        return (self._left or 0) - self.route.cost - (before.cost if before else 0)

    @cached_property
    def _left(self) -> int | None:
        """What the stop's route costs without it; ``None`` if that cannot be driven in time."""
        rest = self.tours[self.home]
        if not rest.visits and not self.lock:
            return 0
        left = self.drivers.without(NOTHING).drive(*self.home, rest.visits)
        return None if left is None else left.cost

    def _price(self, cost: int, route: Route) -> Reason:
        facts = {"drop_point": self.drop_point, "cost": cost}
        return Reason("costs-more", facts, WouldServe(self._change(route), max(0, cost)))

    def _reason(self, facts: Sequence[Fact], fact: Fact, cost: int, route: Route) -> Reason:
        lifted, change = self.drivers.without(frozenset(facts)).problem, self._change(route)
        if (far := needed(lifted, fact, route)) is not None:
            change["needed"] = far
        said = {"drop_point": self.drop_point, "of": fact.of, "limit": limit(self.problem, fact)}
        if fact.code == "risk-falls":
            points = {point.id: point for point in self.problem.drop_points}
            said["limit"] = points[self.drop_point].risk
        if len(facts) > 1:
            said["together_with"] = [other.code for other in facts if other != fact]
        return Reason(fact.code, said, WouldServe({"code": fact.code} | change, max(0, cost)))

    def _change(self, route: Route) -> dict[str, object]:
        """Return the way that a reason speaks of: by what, when, and from when."""
        names = set(self.stop.loads)
        drop = next(s for s in route.stops if s.kind == "drop" and names.intersection(s.loads))
        vehicle = self.problem.vehicles[self.order[route.vehicle]]
        when = {"starts_s": drop.starts_s, "from_s": route.stops[0].leaves_s}
        return {"vehicle": route.vehicle, "unit": route.unit, "kind": vehicle.kind} | when


def _find(
    driver: Driver, plan: Plan, vehicle: str, unit: int, drop_point: str
) -> tuple[Route, int]:
    """Return the route of a vehicle, and which of its stops drops something at ``drop_point``."""
    for route in plan.routes:
        if (route.vehicle, route.unit) == (vehicle, unit):
            for at, stop in enumerate(route.stops):
                here = stop.kind == "drop" and driver.load_at[stop.loads[0]]
                if here is not False and driver.problem.loads[here].drop_point == drop_point:
                    return route, at
    raise KeyError(f"{vehicle}/{unit} does not stop at {drop_point}")
