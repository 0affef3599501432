"""Chooses the best routes among many: a plan is a set of routes that drops each load once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.sat.python import cp_model

from delivery.routing.core.pool import Column
from delivery.routing.core.rows import Rows
from delivery.routing.core.search import columns as col

WATCH_S = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to try: CP-SAT's own measure of work, seconds, and who may stop it before."""

    work: float
    seconds: float
    cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns of a cheaper plan, if one was found, and its cost; the work that it took.

    ``decided`` says that no choice among the given columns costs less.
    """

    columns: list[int] | None
    cost: int
    work: float
    decided: bool


def partition(
    rows: Rows,
    pool: Sequence[Column],
    useful: Sequence[int],
    best: set[int],
    cost: int,
    effort: Effort,
) -> Choice:
    """Look for a plan cheaper than ``cost``; its columns are indexes of ``pool``.

    ``useful`` are those to choose among; ``best`` are the columns of the best plan so far.
    """
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
        for drop, crates in rows.shelved(pool[j]).items():
            shelf[drop].append((x, crates))
        model.add_hint(x, j in best)
    for row in cover:
        model.add_exactly_one(row)
    for slots, row in zip(rows.classes, fleet, strict=True):
        model.add(sum(row) <= len(slots))
    for drop, items in shelf.items():
        model.add(sum(x * crates for x, crates in items) <= int(given.drop[drop, col.D_SHELF]))
    costs = [rows.cost(pool[j]) for j in take]
    skips = given.load[:, col.L_SKIP].tolist()
    total = cp_model.LinearExpr.weighted_sum([*take.values(), *skip], [*costs, *skips])
    model.add(total + sum(rows.idle_cost) <= cost - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = effort.seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2  # its own relaxation is what decides a set partition
    with watched(solver, effort.cancelled):
        status = solver.solve(model)
    work = solver.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Choice(None, cost, work, status == cp_model.INFEASIBLE)
    chosen = [j for j, x in take.items() if solver.value(x)]
    found = round(solver.objective_value) + sum(rows.idle_cost)
    return Choice(chosen, found, work, status == cp_model.OPTIMAL)


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
