"""The figures of a fact: where its limit lies, and how far it would have to go for a route."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from delivery.routing.core.parts import Load, Stop, Vehicle
from delivery.routing.core.plan import Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.suppose import Fact


def limit(problem: Problem, fact: Fact) -> Any:
    """Return what ``fact`` says: a time, a size, a number, a kind; ``None`` if it has no figure."""
    part, what = LIMITS.get(fact.code, ("", ""))
    if fact.code == "not-before-now":
        return problem.now_s
    if not part:
        return None
    value = getattr(next(x for x in getattr(problem, part) if x.id == fact.of), what)
    return value[fact.code == "shift-ends"] if what == "shift_s" else value


LIMITS: Mapping[str, tuple[str, str]] = {
    "gate-closes": ("drop_points", "closes_s"),
    "gate-opens": ("drop_points", "opens_s"),
    "store-closes": ("stores", "closes_s"),
    "store-opens": ("stores", "opens_s"),
    "not-ready": ("loads", "ready_s"),
    "ride-too-long": ("loads", "max_ride_s"),
    "over-mass": ("vehicles", "mass_g"),
    "over-crates": ("vehicles", "crates"),
    "over-cold-crates": ("vehicles", "cold_crates"),
    "shift-ends": ("vehicles", "shift_s"),
    "shift-begins": ("vehicles", "shift_s"),
    "out-of-range": ("vehicles", "max_distance_m"),
    "too-many-stops": ("vehicles", "max_stops"),
    "too-many-loadings": ("vehicles", "max_loadings"),
    "risk-too-high": ("vehicles", "max_risk"),
    "kind-not-allowed": ("drop_points", "allowed_kinds"),
    "no-vehicle-left": ("vehicles", "count"),
}


def needed(problem: Problem, fact: Fact, route: Route) -> Any:
    """Return what ``fact`` would have to say for ``route``, or ``None`` if it has no figure."""
    reckon = NEEDED.get(fact.code)
    return reckon(problem, fact, route) if reckon else None


def _of_drop(problem: Problem, fact: Fact, route: Route) -> int:
    loads = {load.id for load in problem.loads if load.drop_point == fact.of}
    return next(s.starts_s for s in route.stops if s.kind == "drop" and loads.intersection(s.loads))


def _of_store(which: Callable[[Iterable[int]], int]) -> Callable[[Problem, Fact, Route], int]:
    def reckon(problem: Problem, fact: Fact, route: Route) -> int:
        loads = {load.id for load in problem.loads if load.store == fact.of}
        stops = (s for s in route.stops if s.kind == "load" and loads.intersection(s.loads))
        return which(stop.starts_s for stop in stops)

    return reckon


def _visits(route: Route, name: str) -> tuple[Stop | None, Stop]:
    """Return where the load called ``name`` is taken, if it is on this route, and dropped."""
    stops = [stop for stop in route.stops if name in stop.loads]
    return stops[0] if stops[0].kind == "load" else None, stops[-1]


def _ready(_problem: Problem, fact: Fact, route: Route) -> int:
    taken, dropped = _visits(route, fact.of)
    return (taken or dropped).starts_s


def _ride(_problem: Problem, fact: Fact, route: Route) -> int:
    taken, dropped = _visits(route, fact.of)
    return dropped.starts_s - taken.leaves_s if taken else 0


def _carried(what: str) -> Callable[[Problem, Fact, Route], int]:
    def reckon(problem: Problem, _fact: Fact, route: Route) -> int:
        size = {load.id: getattr(load, what) for load in problem.loads}
        taken = {name for stop in route.stops if stop.kind == "load" for name in stop.loads}
        dropped = [name for stop in route.stops if stop.kind == "drop" for name in stop.loads]
        board = most = sum(size[name] for name in dropped if name not in taken)
        for stop in route.stops:
            board += (stop.kind == "load" or -1) * sum(size[name] for name in stop.loads)
            most = max(most, board)
        return most

    return reckon


def _drops(_problem: Problem, _fact: Fact, route: Route) -> int:
    return sum(stop.kind == "drop" for stop in route.stops)


def _loadings(problem: Problem, _fact: Fact, route: Route) -> int:
    store = {load.id: load.store for load in problem.loads}
    return max(Counter(store[s.loads[0]] for s in route.stops if s.kind == "load").values())


def _risk(problem: Problem, _fact: Fact, route: Route) -> int:
    point: dict[str, Load] = {load.id: load for load in problem.loads}
    risk = {drop_point.id: drop_point.risk for drop_point in problem.drop_points}
    return max(risk[point[s.loads[0]].drop_point] for s in route.stops if s.kind == "drop")


def _kind(problem: Problem, _fact: Fact, route: Route) -> str:
    return _vehicle(problem, route).kind


def _vehicle(problem: Problem, route: Route) -> Vehicle:
    return next(vehicle for vehicle in problem.vehicles if vehicle.id == route.vehicle)


NEEDED: Mapping[str, Callable[[Problem, Fact, Route], Any]] = {
    "gate-closes": _of_drop,
    "gate-opens": _of_drop,
    "store-closes": _of_store(max),
    "store-opens": _of_store(min),
    "not-ready": _ready,
    "ride-too-long": _ride,
    "over-mass": _carried("mass_g"),
    "over-crates": _carried("crates"),
    "over-cold-crates": _carried("cold_crates"),
    "shift-ends": lambda _problem, _fact, route: route.stops[-1].arrives_s,
    "shift-begins": lambda _problem, _fact, route: route.stops[0].leaves_s,
    "not-before-now": lambda _problem, _fact, route: route.stops[0].leaves_s,
    "out-of-range": lambda _problem, _fact, route: route.distance_m,
    "too-many-stops": _drops,
    "too-many-loadings": _loadings,
    "risk-too-high": _risk,
    "kind-not-allowed": _kind,
    "no-vehicle-left": lambda problem, _fact, route: _vehicle(problem, route).count + 1,
}
