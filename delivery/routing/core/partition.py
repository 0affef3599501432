"""Chooses the best routes among many: GLOP sees which can be of use, CP-SAT decides.

A plan is a set of routes that drops each load once. The linear relaxation gives each route a
reduced cost; one whose reduced cost is above what the best plan costs more than the relaxation
can be in no better plan, and is left out before CP-SAT begins.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from delivery.routing.core.pool import Column
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import Given

WATCH_S = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to try: CP-SAT's own measure of work, seconds, and who may stop it before."""

    work: float
    seconds: float
    cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Rows:
    """What a choice of columns must keep: each load once, so many vehicles a class, full shelves."""

    given: Given
    classes: tuple[tuple[int, ...], ...]
    idle_cost: tuple[int, ...]
    shelves: tuple[int, ...]


def rows_of(given: Given, idle_cost: Sequence[int]) -> Rows:
    """Return the rows for ``given``; ``idle_cost`` is what each slot costs with nothing to do."""
    count = int(given.slot[:, col.U_CLASS].max()) + 1 if len(given.slot) else 0
    of = given.slot[:, col.U_CLASS]
    classes = tuple(tuple(np.flatnonzero(of == k).tolist()) for k in range(count))
    wanted = np.zeros(len(given.drop), dtype=np.int64)
    np.add.at(wanted, given.load[:, col.L_DROP], given.load[:, col.L_CRATES])
    shelves = np.flatnonzero(wanted > given.drop[:, col.D_SHELF])
    idle = tuple(sum(idle_cost[slot] for slot in slots) for slots in classes)
    return Rows(given, classes, idle, tuple(shelves.tolist()))


def partition(
    rows: Rows, pool: Sequence[Column], best: Sequence[int], cost: int, effort: Effort
) -> list[int] | None:
    """Return the columns of a plan cheaper than ``cost``, as indexes of ``pool``, or ``None``.

    ``best`` are the columns of the best plan so far.
    """
    reduced, bound = _relaxed(rows, pool, effort)
    if reduced is None or bound >= cost - 1:
        return None
    useful = [j for j in range(len(pool)) if reduced[j] < cost - bound]
    return _chosen(rows, pool, useful, set(best), cost, effort)


def _cost(rows: Rows, column: Column) -> int:
    """Return what choosing ``column`` costs beyond an idle vehicle."""
    slots = rows.classes[column.of]
    under_way = len(slots) == 1 and rows.given.slot[slots[0], col.U_UNDER_WAY]
    return column.cost - (rows.idle_cost[column.of] if under_way else 0)


def _relaxed(
    rows: Rows, pool: Sequence[Column], effort: Effort
) -> tuple[list[float] | None, float]:
    """Return the reduced cost of each column and the value of the linear relaxation."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.SetTimeLimit(max(1, int(effort.seconds * 1000)))
    given, unbounded = rows.given, solver.infinity()
    cover = [solver.Constraint(1, 1) for _ in range(len(given.load))]
    fleet = [solver.Constraint(-unbounded, len(slots)) for slots in rows.classes]
    shelf = {
        d: solver.Constraint(-unbounded, int(given.drop[d, col.D_SHELF])) for d in rows.shelves
    }
    objective = solver.Objective()
    objective.SetOffset(sum(rows.idle_cost))
    variables = []
    for column in pool:
        x = solver.NumVar(0, unbounded, "")
        objective.SetCoefficient(x, _cost(rows, column))
        fleet[column.of].SetCoefficient(x, 1)
        for load in column.loads:
            cover[load].SetCoefficient(x, 1)
        for drop, crates in _shelved(rows, column).items():
            shelf[drop].SetCoefficient(x, crates)
        variables.append(x)
    for load, row in enumerate(cover):
        skip = solver.NumVar(0, 1, "")
        objective.SetCoefficient(skip, int(given.load[load, col.L_SKIP]))
        row.SetCoefficient(skip, 1)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None, 0.0
    return [x.reduced_cost() for x in variables], objective.Value()


def _shelved(rows: Rows, column: Column) -> dict[int, int]:
    """Return how many crates the column puts on each shelf that could be too small."""
    found: dict[int, int] = {}
    if rows.shelves:
        for load in column.loads:
            drop = int(rows.given.load[load, col.L_DROP])
            if drop in rows.shelves:
                crates = int(rows.given.load[load, col.L_CRATES])
                found[drop] = found.get(drop, 0) + crates
    return found


def _chosen(
    rows: Rows,
    pool: Sequence[Column],
    useful: Sequence[int],
    best: set[int],
    cost: int,
    effort: Effort,
) -> list[int] | None:
    model, given = cp_model.CpModel(), rows.given
    take = {j: model.new_bool_var("") for j in useful}
    skip = [model.new_bool_var("") for _ in range(len(given.load))]
    cover: list[list[cp_model.IntVar]] = [[s] for s in skip]
    fleet: list[list[cp_model.IntVar]] = [[] for _ in rows.classes]
    shelf: dict[int, list[tuple[cp_model.IntVar, int]]] = {d: [] for d in rows.shelves}
    for j, x in take.items():
        for load in pool[j].loads:
            cover[load].append(x)
        fleet[pool[j].of].append(x)
        for drop, crates in _shelved(rows, pool[j]).items():
            shelf[drop].append((x, crates))
        model.add_hint(x, j in best)
    for row in cover:
        model.add_exactly_one(row)
    for slots, row in zip(rows.classes, fleet, strict=True):
        model.add(sum(row) <= len(slots))
    for drop, items in shelf.items():
        model.add(sum(x * crates for x, crates in items) <= int(given.drop[drop, col.D_SHELF]))
    costs = [_cost(rows, pool[j]) for j in take]
    skips = given.load[:, col.L_SKIP].tolist()
    total = cp_model.LinearExpr.weighted_sum([*take.values(), *skip], [*costs, *skips])
    model.add(total + sum(rows.idle_cost) <= cost - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = effort.seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    with watched(solver, effort.cancelled):
        status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [j for j, x in take.items() if solver.value(x)]


@contextmanager
def watched(solver: cp_model.CpSolver, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Stop ``solver`` from another thread once ``cancelled`` says so; it lets threads run."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(WATCH_S):
            if cancelled():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
