"""Judges a plan from the problem alone, sharing no code with what made it."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.faults import Fault
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Locked, Problem

__all__ = ["Fault", "evaluate", "faults", "faults_between"]


def faults(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Return what is wrong with ``plan``; nothing means that it can be driven as it says.

    Judges routes and figures, not whether a better plan exists.
    """
    unknown = tuple(_unknown(problem, plan))
    if unknown:
        return unknown
    routes = chain.from_iterable(RouteCheck(problem, route).faults() for route in plan.routes)
    return (*routes, *faults_between(problem, plan), *_total(problem, plan))


def faults_between(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Return what is wrong with the routes of ``plan`` together, each of them being sound.

    Every name in ``plan`` must be one of ``problem``'s; what the plan costs is not looked at.
    """
    loads = chain(_loads(problem, plan), _shelves(problem, plan))
    return (*_units(plan), *loads, *_locks(problem, plan))


def evaluate(problem: Problem, plan: Plan) -> int:
    """Return what ``plan`` costs: its routes as they drive, and what it leaves out.

    Every name in ``plan`` must be one of ``problem``'s.
    """
    skip_cost = {load.id: load.skip_cost for load in problem.loads}
    routes = sum(RouteCheck(problem, route).cost() for route in plan.routes)
    return routes + sum(skip_cost[skipped.load] for skipped in plan.skipped)


def _unknown(problem: Problem, plan: Plan) -> Iterator[Fault]:
    loads = {load.id for load in problem.loads}
    count = {vehicle.id: vehicle.count for vehicle in problem.vehicles}
    for route in plan.routes:
        if route.vehicle not in count:
            yield Fault("vehicle-unknown", {"vehicle": route.vehicle})
        elif route.unit >= count[route.vehicle]:
            yield Fault("unit-unknown", {"vehicle": route.vehicle, "unit": route.unit})
        for stop in route.stops:
            if stop.place >= len(problem.places):
                yield Fault("place-unknown", {"route": _name(route), "place": stop.place})
            yield from (Fault("load-unknown", {"load": n}) for n in stop.loads if n not in loads)
    named = (skipped.load for skipped in plan.skipped)
    yield from (Fault("load-unknown", {"load": name}) for name in named if name not in loads)


def _units(plan: Plan) -> Iterator[Fault]:
    used = Counter(_name(route) for route in plan.routes)
    yield from (Fault("unit-twice", {"route": name}) for name, times in used.items() if times > 1)


def _dropped(plan: Plan) -> Iterator[str]:
    for route in plan.routes:
        for stop in route.stops:
            yield from stop.loads if stop.kind == "drop" else ()


def _loads(problem: Problem, plan: Plan) -> Iterator[Fault]:
    seen = Counter(_dropped(plan))
    seen.update(skipped.load for skipped in plan.skipped)
    for load in problem.loads:
        if seen[load.id] != 1:
            yield Fault("load-twice" if seen[load.id] else "load-missing", {"load": load.id})


def _shelves(problem: Problem, plan: Plan) -> Iterator[Fault]:
    loads = {load.id: load for load in problem.loads}
    crates: Counter[str] = Counter()
    for name in _dropped(plan):
        crates[loads[name].drop_point] += loads[name].crates
    for point in problem.drop_points:
        if point.shelf_crates is not None and crates[point.id] > point.shelf_crates:
            facts = {"crates": crates[point.id], "shelf_crates": point.shelf_crates}
            yield Fault("shelf-over", {"drop_point": point.id, **facts})


def _locks(problem: Problem, plan: Plan) -> Iterator[Fault]:
    routes = {(route.vehicle, route.unit): route for route in plan.routes}
    for locked in problem.locked:
        route = routes.get((locked.vehicle, locked.unit))
        stops = route.stops if route else ()
        if locked.whole and stops != locked.done:
            yield Fault("route-changed", {"route": f"{locked.vehicle}/{locked.unit}"})
        elif stops[: len(locked.done)] != locked.done:
            yield Fault("done-changed", {"route": f"{locked.vehicle}/{locked.unit}"})
        yield from _taken(locked, plan)


def _taken(locked: Locked, plan: Plan) -> Iterator[Fault]:
    for route in plan.routes:
        if (route.vehicle, route.unit) != (locked.vehicle, locked.unit):
            carried = {name for stop in route.stops for name in stop.loads}
            for name in sorted(carried.intersection(locked.on_board)):
                yield Fault("load-taken", {"load": name, "route": _name(route)})


def _total(problem: Problem, plan: Plan) -> Iterator[Fault]:
    true = evaluate(problem, plan)
    if true != plan.cost:
        yield Fault("total-wrong", {"said": plan.cost, "true": true})
    if plan.bound is not None and plan.bound > true:
        yield Fault("bound-above-cost", {"cost": true, "bound": plan.bound})


def _name(route: Route) -> str:
    return f"{route.vehicle}/{route.unit}"
