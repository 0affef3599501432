"""Small problems for the planner's tests: places on a line, one metre a second, one store at 0."""

from typing import Any

from delivery.routing.core.problem import Problem

Data = dict[str, Any]


def line(*at: int) -> Data:
    """A way of moving between points of a line: as many seconds as metres."""
    table = [[abs(a - b) for b in at] for a in at]
    return {"id": "walk", "distance_m": table, "time_s": [row[:] for row in table]}


def data(*at: int, **changes: Any) -> Data:
    """A problem with its store at 0, a drop point at each of ``at`` and a load for each.

    One vehicle called ``van`` takes ten crates and may be out for 1,000 s; ``changes`` replace
    whole keys.
    """
    points = range(1, len(at) + 1)
    return {
        "version": 1,
        "name": "line",
        "places": [{"id": f"p{i}"} for i in range(len(at) + 1)],
        "travel": [line(0, *at)],
        "stores": [store()],
        "drop_points": [drop_point(i) for i in points],
        "loads": [load(i) for i in points],
        "vehicles": [vehicle()],
        "rules": {"risk_must_not_fall": False},
        "locked": [],
    } | changes


def store(**changes: Any) -> Data:
    """The store ``s`` at place 0."""
    base = {"id": "s", "place": 0, "opens_s": 0, "closes_s": 1000, "loading_s": 0}
    return base | changes


def drop_point(number: int, **changes: Any) -> Data:
    """The drop point ``d{number}`` at the place of that number, always open."""
    base = {"id": f"d{number}", "place": number, "opens_s": 0, "closes_s": 1000}
    return base | {"service_s": 0, "risk": 0} | changes


def load(number: int, **changes: Any) -> Data:
    """The load ``l{number}`` for the drop point of that number: one crate of a kilogram."""
    base = {"id": f"l{number}", "store": "s", "drop_point": f"d{number}", "mass_g": 1000}
    return base | {"crates": 1, "cold_crates": 0, "handling_s": 0, "skip_cost": 10_000} | changes


def vehicle(name: str = "van", **changes: Any) -> Data:
    """One vehicle that starts and ends at place 0 and pays one a metre."""
    base = {"id": name, "kind": "van", "count": 1, "travel": "walk", "start": 0, "end": 0}
    room = {"mass_g": 10_000, "crates": 10, "cold_crates": 10, "max_risk": 2}
    costs = {"fixed_cost": 0, "cost_per_m": 1, "cost_per_s": 0, "shift_s": [0, 1000]}
    return base | room | costs | changes


def problem(*at: int, **changes: Any) -> Problem:
    """The problem that `data` says."""
    return Problem.from_json(data(*at, **changes))
