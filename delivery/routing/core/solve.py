"""Makes a plan for a problem: the one call that the rest of Menkou needs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from delivery.routing.core.assemble import assemble
from delivery.routing.core.explain import with_reasons
from delivery.routing.core.library import library_tours
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.stopping import Iterations, Seconds, StoppingRule


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solve is: the cost of the best plan yet, what is proved, and the time it took."""

    cost: int
    bound: int | None
    seconds: float


def solve(
    problem: Problem,
    *,
    stop: StoppingRule = Seconds(3.0),
    seed: int = 1,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Return the best plan found until ``stop``.

    There always is one: loads that fit nowhere are skipped, with the reasons. With the same
    ``seed``, `Iterations` gives the same plan on any machine.

    Parameters
    ----------
    progress
        Called after each improvement.
    cancelled
        Asked every 50 ms; once it says yes, the best plan so far is returned.
    """
    began = time.perf_counter()
    if isinstance(stop, Iterations):
        tours = library_tours(problem, solutions=stop.iterations)
    else:
        tours = library_tours(problem, seconds=stop.seconds)
    plan = with_reasons(problem, assemble(problem, tours, seed=seed))
    return replace(plan, seconds=round(time.perf_counter() - began, 3))


def solve_json(problem: Mapping[str, Any], *, seconds: float, seed: int = 1) -> dict[str, Any]:
    """Return the plan for a problem, both as JSON-able data; for a pool of processes.

    Raises
    ------
    InvalidProblem
        ``problem`` is not of the format; it can be pickled, with its ``fields``.
    """
    return solve(Problem.from_json(problem), stop=Seconds(seconds), seed=seed).to_json()


def warm_up() -> None:
    """Do once, where a process starts, what would make its first plan late."""
