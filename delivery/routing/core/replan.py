"""Makes a plan anew while vehicles are out: what is begun stays, and little else changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from delivery.routing.core.assemble import tours_of
from delivery.routing.core.parts import Load, Locked
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem, checked
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Seconds, StoppingRule

SENTENCES: Mapping[str, str] = {
    "moved": "{load} goes with {to} instead of {before}.",
    "added": "{load} goes with {to}.",
    "left-out": "{load} is left out.",
    "later": "{drop_point} is reached {seconds} s later by {to}.",
    "earlier": "{drop_point} is reached {seconds} s earlier by {to}.",
    "route-new": "{to} is new.",
    "route-gone": "{before} is not needed.",
}

NOTABLE_S = 60
"""A drop that moves by less is not worth a word."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two plans: a code of ``SENTENCES`` and the names and figures for it."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.facts)


def under_way(problem: Problem, plan: Plan, now_s: int, change_cost: int) -> Problem:
    """Return ``problem`` as it is at ``now_s`` if ``plan`` has been followed until then.

    A stop is begun, and stays, once the vehicle has left for it. Loads on board stay there. A
    load that changes its vehicle pays its own ``change_cost``, or ``change_cost``.

    Raises
    ------
    InvalidProblem
        ``problem`` no longer has a load or a vehicle with which a route of ``plan`` has begun.
    """
    former = {name: (r.vehicle, r.unit) for r in plan.routes for name in _dropped(r)}
    known = {load.id for load in problem.loads}
    return checked(
        replace(
            problem,
            now_s=now_s,
            locked=tuple(lock for r in plan.routes if (lock := _lock(r, now_s)) is not None),
            former={name: unit for name, unit in former.items() if name in known},
            loads=tuple(_with_change_cost(load, change_cost) for load in problem.loads),
        )
    )


def replan(
    problem: Problem,
    plan: Plan,
    *,
    now_s: int,
    change_cost: int,
    stop: StoppingRule = Seconds(2.7),
    seed: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Problem, Plan]:
    """Return the problem as it is now, and a plan for what is still to be done.

    ``problem`` may have other loads, windows and vehicles than ``plan`` was made for.
    """
    now = under_way(problem, plan, now_s, change_cost)
    start = tours_of(now, plan)
    return now, solve(now, stop=stop, seed=seed, cancelled=cancelled, start=start)


def differences(before: Plan, after: Plan, problem: Problem) -> tuple[Change, ...]:
    """Return what ``after`` has otherwise than ``before``; ``problem`` is that of ``after``."""
    return (*_vehicles(before, after), *_loads(before, after), *_times(before, after, problem))


def _with_change_cost(load: Load, change_cost: int) -> Load:
    return load if load.change_cost is not None else replace(load, change_cost=change_cost)


def _lock(route: Route, now_s: int) -> Locked | None:
    begun = sum(stop.leaves_s <= now_s for stop in route.stops)
    if begun == 0:
        return None
    done = route.stops[: begun + 1]
    if done[-1].kind == "end":
        return Locked(route.vehicle, route.unit, done[-1].place, done[-1].leaves_s, (), True, done)
    loaded = [name for stop in done if stop.kind == "load" for name in stop.loads]
    dropped = {name for stop in done if stop.kind == "drop" for name in stop.loads}
    on_board = tuple(name for name in loaded if name not in dropped)
    last = done[-1]
    return Locked(route.vehicle, route.unit, last.place, last.leaves_s, on_board, False, done)


def _dropped(route: Route) -> Iterator[str]:
    for stop in route.stops:
        yield from stop.loads if stop.kind == "drop" else ()


def _named(route: Route) -> str:
    return f"{route.vehicle}/{route.unit}"


def _by_load(plan: Plan) -> dict[str, str]:
    return {name: _named(route) for route in plan.routes for name in _dropped(route)}


def _vehicles(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = ({_named(route) for route in plan.routes} for plan in (before, after))
    yield from (Change("route-new", {"to": name}) for name in sorted(new - old))
    yield from (Change("route-gone", {"before": name}) for name in sorted(old - new))


def _loads(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = _by_load(before), _by_load(after)
    for name, to in new.items():
        if name not in old:
            yield Change("added", {"load": name, "to": to})
        elif old[name] != to:
            yield Change("moved", {"load": name, "before": old[name], "to": to})
    for skipped in after.skipped:
        if skipped.load in old:
            yield Change("left-out", {"load": skipped.load})


def _times(before: Plan, after: Plan, problem: Problem) -> Iterator[Change]:
    old, new = _arrivals(before, problem), _arrivals(after, problem)
    for visit in sorted(old.keys() & new.keys()):
        later = new[visit] - old[visit]
        if abs(later) >= NOTABLE_S:
            code, facts = "later" if later > 0 else "earlier", {"seconds": abs(later)}
            yield Change(code, {"drop_point": visit[1], "to": visit[0], **facts})


def _arrivals(plan: Plan, problem: Problem) -> dict[tuple[str, str], int]:
    drop_point = {load.id: load.drop_point for load in problem.loads}
    return {
        (_named(route), drop_point[stop.loads[0]]): stop.starts_s
        for route in plan.routes
        for stop in route.stops
        if stop.kind == "drop" and stop.loads[0] in drop_point
    }
