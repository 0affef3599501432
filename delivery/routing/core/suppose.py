"""A problem as it would be if facts were otherwise: each fact by its code, and whom it is of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from delivery.routing.core.problem import Problem

FAR = 10**9
"""More than any time, mass or count of a problem."""

Lifted = Callable[[Problem, str], Problem]


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that can be in the way; ``of`` names a place, a load or a vehicle, or nothing."""

    code: str
    of: str = ""


def without(problem: Problem, facts: Iterable[Fact]) -> Problem:
    """Return ``problem`` as it would be if none of ``facts`` held."""
    for fact in facts:
        problem = LIFTED[fact.code](problem, fact.of)
    return problem


def _each(part: str, change: Callable[[Any], Any], problem: Problem, name: str) -> Problem:
    items = (change(item) if item.id == name else item for item in getattr(problem, part))
    changes: dict[str, Any] = {part: tuple(items)}
    return replace(problem, **changes)


def _set(part: str, **changes: Any) -> Lifted:
    return partial(_each, part, lambda item: replace(item, **changes))


def _any_order(problem: Problem, _name: str) -> Problem:
    return replace(problem, rules=replace(problem.rules, risk_must_not_fall=False))


def _any_time(problem: Problem, _name: str) -> Problem:
    return replace(problem, now_s=None)


LIFTED: Mapping[str, Lifted] = {
    "gate-closes": _set("drop_points", closes_s=FAR),
    "gate-opens": _set("drop_points", opens_s=0),
    "store-closes": _set("stores", closes_s=FAR),
    "store-opens": _set("stores", opens_s=0),
    "not-ready": _set("loads", ready_s=None),
    "ride-too-long": _set("loads", max_ride_s=None),
    "over-mass": _set("vehicles", mass_g=FAR),
    "over-crates": _set("vehicles", crates=FAR),
    "over-cold-crates": _set("vehicles", cold_crates=FAR),
    "shift-ends": partial(_each, "vehicles", lambda v: replace(v, shift_s=(v.shift_s[0], FAR))),
    "shift-begins": partial(_each, "vehicles", lambda v: replace(v, shift_s=(0, v.shift_s[1]))),
    "not-before-now": _any_time,
    "out-of-range": _set("vehicles", max_distance_m=None),
    "too-many-stops": _set("vehicles", max_stops=None),
    "too-many-loadings": _set("vehicles", max_loadings=FAR),
    "risk-falls": _any_order,
    "risk-too-high": _set("vehicles", max_risk=FAR),
    "kind-not-allowed": _set("drop_points", allowed_kinds=None),
    "no-vehicle-left": partial(_each, "vehicles", lambda v: replace(v, count=v.count + 1)),
}
"""What takes each fact away."""
