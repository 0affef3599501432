"""Loads or compiles all of the planner where a process starts, so that its first plan is not late."""

import time
from typing import Any

from delivery.routing.core.bound.prove import Proof
from delivery.routing.core.problem import Problem
from delivery.routing.core.search.engine import Search
from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations


def warm_up() -> None:
    """Do once, where a process starts, what would make its first plan late: load or compile."""
    problem = Problem.from_json(WARM_UP)
    solve(problem, stop=Iterations(50))
    if COMPILES:
        search = Search(problem, 1)
        Proof(search, time.perf_counter() + 600.0, lambda: False).rehearse()


WARM_UP: dict[str, Any] = {
    "version": 1,
    "places": [{"id": "s"}, {"id": "d"}],
    "travel": [{"id": "walk", "distance_m": [[0, 1], [1, 0]], "time_s": [[0, 1], [1, 0]]}],
    "stores": [{"id": "s", "place": 0, "opens_s": 0, "closes_s": 9, "loading_s": 0}],
    "drop_points": [
        {"id": "d", "place": 1, "opens_s": 0, "closes_s": 9, "service_s": 0, "risk": 0}
    ],
    "loads": [
        {"id": name, "store": "s", "drop_point": "d", "mass_g": 1, "crates": crates}
        | {"cold_crates": 0, "handling_s": 0, "skip_cost": 99}
        for name, crates in (("l", 1), ("too large", 10))
    ],
    "vehicles": [
        {"id": "v", "kind": "van", "count": 1, "travel": "walk", "start": 0, "end": 0}
        | {"mass_g": 9, "crates": 9, "cold_crates": 9, "shift_s": [0, 9], "max_risk": 0}
        | {"fixed_cost": 9, "cost_per_m": 1, "cost_per_s": 0}
    ],
}
"""The smallest problem that passes through all of the search, and has something to explain."""
