"""Makes a plan for a problem: the one call that the rest of Menkou needs."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from delivery.routing.core.assemble import Tour, assemble
from delivery.routing.core.clockwork import portions, rounds_for
from delivery.routing.core.explain import with_reasons
from delivery.routing.core.partition import Effort
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.search.engine import Search
from delivery.routing.core.stopping import Iterations, Seconds, StoppingRule

RECOMBINE_AT = (0.25, 0.5, 0.7, 0.85)
"""How far a search of one round is when all routes come by are put together anew."""

RECOMBINE_SHARE = 0.2
"""How much of the time all of these together may take."""


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
    start: Iterable[Tour] = (),
) -> Plan:
    """Return the best plan found until ``stop``.

    There always is one: loads that fit nowhere are skipped, with the reasons. With the same
    ``seed``, `Iterations` gives the same plan on any machine.

    Parameters
    ----------
    progress
        Called after each improvement.
    cancelled
        Asked every 50 ms or so; once it says yes, the best plan so far is returned.
    start
        Tours to begin from, e.g. those of a former plan; what cannot be kept of them is not.
    """
    began = time.perf_counter()
    search = Search(problem, seed, start=start)
    if search.worthwhile:
        _Solve(search, stop, began, progress, cancelled).run()
    plan = with_reasons(problem, assemble(problem, search.tours(), seed=seed))
    return replace(plan, seconds=round(time.perf_counter() - began, 3))


class _Solve:
    """One solve under way: who is told, and when to stop."""

    def __init__(
        self,
        search: Search,
        stop: StoppingRule,
        began: float,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.search, self.stop, self.began = search, stop, began
        self.progress, self.cancelled = progress, cancelled or (lambda: False)
        self.told: int | None = None

    def run(self) -> None:
        self._tell()
        loads = len(self.search.given.load)
        rounds, number = rounds_for(self.stop, loads), 0
        moments = [*RECOMBINE_AT] if rounds == 1 else []
        for portion in portions(self._search_until(), rounds, self.began):
            if portion.round > number:
                number = portion.round
                self._recombine(rounds)
                self._next_round(last=number == rounds - 1)
            self.search.run(portion.steps, portion.begin, portion.end)
            self._tell()
            if self.cancelled():
                return
            if moments and portion.end >= moments[0]:
                del moments[0]
                self._recombine(len(RECOMBINE_AT))
        self._recombine(max(rounds, len(RECOMBINE_AT)))
        self.search.finish()
        self._tell()

    def _search_until(self) -> StoppingRule:
        """Return the rule for the search alone, which leaves time to recombine once more."""
        if isinstance(self.stop, Iterations):
            return self.stop
        return Seconds((1 - 2 * RECOMBINE_SHARE / len(RECOMBINE_AT)) * self.stop.seconds)

    def _next_round(self, *, last: bool) -> None:
        if last:
            self.search.return_to_best()
        else:
            self.search.start_again()

    def _recombine(self, times: int) -> None:
        """Put all routes come by together anew, with a fair part of the time for one of ``times``."""
        if isinstance(self.stop, Iterations):
            effort = Effort(0.1, 3600.0, self.cancelled)
        else:
            seconds = self.stop.seconds * RECOMBINE_SHARE / times
            effort = Effort(3600.0, seconds, self.cancelled)
        self.search.recombine(effort)
        self._tell()

    def _tell(self) -> None:
        if self.progress is not None and self.search.cost != self.told:
            self.told = self.search.cost
            self.progress(Progress(self.told, None, time.perf_counter() - self.began))


def solve_json(
    problem: Mapping[str, Any],
    *,
    seconds: float,
    seed: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Return the plan for a problem, both as JSON-able data; for a pool of processes.

    Raises
    ------
    InvalidProblem
        ``problem`` is not of the format; it can be pickled, with its ``fields``.
    """
    given = Problem.from_json(problem)
    return solve(given, stop=Seconds(seconds), seed=seed, cancelled=cancelled).to_json()


def warm_up() -> None:
    """Do once, where a process starts, what would make its first plan late: load or compile."""
    solve(Problem.from_json(WARM_UP), stop=Iterations(50))


WARM_UP: dict[str, Any] = {
    "version": 1,
    "places": [{"id": "s"}, {"id": "d"}],
    "travel": [{"id": "walk", "distance_m": [[0, 1], [1, 0]], "time_s": [[0, 1], [1, 0]]}],
    "stores": [{"id": "s", "place": 0, "opens_s": 0, "closes_s": 9, "loading_s": 0}],
    "drop_points": [
        {"id": "d", "place": 1, "opens_s": 0, "closes_s": 9, "service_s": 0, "risk": 0}
    ],
    "loads": [
        {"id": "l", "store": "s", "drop_point": "d", "mass_g": 1, "crates": 1, "cold_crates": 0}
        | {"handling_s": 0, "skip_cost": 9}
    ],
    "vehicles": [
        {"id": "v", "kind": "van", "count": 1, "travel": "walk", "start": 0, "end": 0}
        | {"mass_g": 9, "crates": 9, "cold_crates": 9, "shift_s": [0, 9], "max_risk": 0}
        | {"fixed_cost": 1, "cost_per_m": 1, "cost_per_s": 0}
    ],
}
"""The smallest problem that passes through all of the search."""
