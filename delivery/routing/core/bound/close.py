"""Closes a node: the best plan among all routes that a cheaper plan can have, by CP-SAT."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from delivery.routing.core.bound.master import Path
from delivery.routing.core.bound.relaxation import Bounds, Relaxation
from delivery.routing.core.partition import watched


@dataclass(frozen=True, slots=True)
class Closed:
    """What is proved of a node, and the routes of the plan that shows it, if one was found."""

    bound: int
    routes: tuple[Path, ...] = ()


def close(
    relaxation: Relaxation,
    routes: Sequence[Path],
    bounds: Bounds,
    bound: int,
    seconds: float,
    cancelled: Callable[[], bool],
) -> Closed:
    """Return the best plan of ``routes`` in ``bounds`` that is cheaper than the known one.

    ``routes`` are all that such a plan can have. If there is none, the bound is the known cost.
    """
    upper, fixed = relaxation.upper, relaxation.fixed
    best = _cheapest(routes)
    model = cp_model.CpModel()
    take = [model.new_bool_var("") for _ in best]
    skip = [model.new_bool_var("") for _ in relaxation.skip]
    cover: list[list[cp_model.IntVar]] = [[variable] for variable in skip]
    fleet: list[list[cp_model.IntVar]] = [[] for _ in bounds]
    for route, variable in zip(best, take, strict=True):
        fleet[route.of].append(variable)
        for load, _ in route.loads:
            cover[load].append(variable)
    for row in cover:
        model.add_exactly_one(row)
    for (least, most), row in zip(bounds, fleet, strict=True):
        model.add_linear_constraint(sum(row), least, most)
    for room, crates in relaxation.shelves:
        put = [sum(crates.get(load, 0) for load, _ in route.loads) for route in best]
        model.add(cp_model.LinearExpr.weighted_sum(take, put) <= room)
    cost = cp_model.LinearExpr.weighted_sum(
        [*take, *skip], [*(route.cost for route in best), *relaxation.skip]
    )
    model.add(cost <= upper - 1 - fixed)
    model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    with watched(solver, cancelled):
        status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Closed(upper)
    chosen: tuple[Path, ...] = ()
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        chosen = tuple(r for r, variable in zip(best, take, strict=True) if solver.value(variable))
    proved = -int(-solver.best_objective_bound // 1) + fixed
    return Closed(min(upper, max(bound, proved)), chosen)


def _cheapest(routes: Sequence[Path]) -> list[Path]:
    """Return for each class and set of loads the cheapest route."""
    best: dict[tuple[int, tuple[tuple[int, int], ...]], Path] = {}
    for route in routes:
        key = (route.of, route.loads)
        if key not in best or best[key].cost > route.cost:
            best[key] = route
    return [*best.values()]
