"""Makes a plan for a problem: the one call that the rest of Menkou needs."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from delivery.routing.core.assemble import Tour, assemble, tours_of
from delivery.routing.core.bound.prove import Proof
from delivery.routing.core.clockwork import portions
from delivery.routing.core.explain import with_reasons
from delivery.routing.core.head_start import GENTLE, HeadStart, head_start
from delivery.routing.core.partition import Effort
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.search.engine import Cooling, Search
from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.stopping import Gap, Iterations, Seconds, StoppingRule

RECOMBINE_AT = (0.4, 0.7)
"""How far a search is when all routes come by are put together anew; that is done in the end too."""

RECOMBINE_SHARE = 0.1
"""How much of the time each of these may take."""

MARGIN = 0.05
"""So much of the time is left to write the plan down."""

SEARCH_AT_LEAST_S, SMALL = 10.0, 60
"""The search has so many seconds before the proof begins; among fewer loads, a part of them."""

SEARCH_SHARE = 0.15
"""Of a longer time, the search has so much; the proof looks for better plans too."""

PROVE_MOST = 200
"""Among more loads nothing of use is proved within minutes; all the time is the search's."""

PROOF_MARGIN = 0.03
"""So much of the time is left to write the plan down."""


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
        Asked every 50 ms or so; once it says yes, the best plan so far is returned. Without numba a
        solve that may be cancelled does without OR-Tools' routing library, which nothing can stop.
    start
        Tours to begin from, e.g. those of a former plan; what cannot be kept of them is not.
    """
    began = time.perf_counter()
    tours = [*start]
    alone = cancelled is None and not tours
    first = head_start(problem, stop) if alone else HeadStart()
    cooling = GENTLE if first.tours else Cooling()
    search = Search(problem, seed, cooling, first.tours or tours)
    search.learn(first.seen)
    under_way = _Solve(search, stop, began, progress, cancelled)
    if search.worthwhile:
        under_way.run()
    else:
        under_way.bound = search.cost  # nothing is left to decide
    plan = with_reasons(problem, assemble(problem, search.tours(), seed=seed))
    if under_way.bound is not None:
        plan = with_bound(plan, under_way.bound + _locked_cost(search))
    return replace(plan, seconds=round(time.perf_counter() - began, 3))


def _locked_cost(search: Search) -> int:
    """Return what the routes cost that are locked whole, of which the search knows nothing."""
    whole = (lock for lock in search.driver.problem.locked if lock.whole)
    return sum(search.driver.whole(lock).cost for lock in whole)


def with_bound(plan: Plan, bound: int) -> Plan:
    """Return ``plan`` with what is proved of it; a plan that costs nothing has no gap."""
    gap = plan.cost / bound - 1 if bound > 0 else (0.0 if plan.cost == bound else None)
    return replace(plan, bound=bound, gap=gap)


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
        self.bound: int | None = None
        self.told: tuple[int, int | None] | None = None

    def run(self) -> None:
        """Search, and then prove how good the plan is if there is time for that."""
        self._search()
        ends_at = self._prove_until()
        if ends_at is None or self.cancelled():
            return
        gap = self.stop.gap if isinstance(self.stop, Gap) else 0.0
        bound = Proof(self.search, ends_at, self.cancelled, self._tell_bound, gap).run()
        self.bound = bound or None  # that no plan costs less than nothing goes without saying
        self.search.finish()
        self._tell()

    def _prove_until(self) -> float | None:
        """Return when the proof must be over, or ``None`` if there is not to be one."""
        if isinstance(self.stop, Iterations) or not self._provable:
            return None
        whole, part = self.stop.seconds, self._search_for(self.stop.seconds)
        return self.began + (1 - PROOF_MARGIN) * whole if part < whole else None

    @property
    def _provable(self) -> bool:
        """Whether a proof is worth its time: compiled, and not among too many loads."""
        return COMPILES and len(self.search.given.load) <= PROVE_MOST

    def _search_for(self, seconds: float) -> float:
        """Return how many of the ``seconds`` are for the search: it comes first, if time is short."""
        loads = len(self.search.given.load)
        if not self._provable:
            return seconds
        first = SEARCH_AT_LEAST_S * min(1.0, loads / SMALL)
        share = 0.0 if isinstance(self.stop, Gap) else SEARCH_SHARE
        return min(seconds, max(first, share * seconds))

    def _tell_bound(self, bound: int) -> None:
        self.bound = bound or None
        self._tell()

    def _search(self) -> None:
        self._tell()
        moments = [*RECOMBINE_AT]
        for portion in portions(self._search_until(), self.began):
            self.search.run(portion.steps, portion.begin, portion.end)
            self._tell()
            if self.cancelled():
                return
            if moments and portion.end >= moments[0]:
                del moments[0]
                self._recombine()
        self._recombine()
        self.search.finish()
        self._tell()

    def _search_until(self) -> StoppingRule:
        """Return the rule for the search alone, which leaves time to recombine once more."""
        if isinstance(self.stop, Iterations):
            return self.stop
        return Seconds((1 - RECOMBINE_SHARE - MARGIN) * self._search_for(self.stop.seconds))

    def _recombine(self) -> None:
        """Put all routes come by together anew, with a fair part of the time for doing so."""
        if isinstance(self.stop, Iterations):
            effort = Effort(0.1, 3600.0, self.cancelled)
        else:
            whole = self._search_for(self.stop.seconds)
            left = self.began + (1 - MARGIN) * whole - time.perf_counter()
            seconds = max(0.01, min(left, RECOMBINE_SHARE * whole))
            effort = Effort(3600.0, seconds, self.cancelled)
        self.search.recombine(effort)
        self._tell()

    def _tell(self) -> None:
        now = self.search.cost, self.bound
        if self.progress is not None and now != self.told:
            self.told = now
            self.progress(Progress(*now, time.perf_counter() - self.began))


def solve_json(
    problem: Mapping[str, Any],
    *,
    seconds: float,
    seed: int = 1,
    before: Mapping[str, Any] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Return the plan for a problem, both as JSON-able data; for a pool of processes.

    The search begins from what is still to come of the plan ``before``, if there is one.

    Raises
    ------
    InvalidProblem
        ``problem`` is not of the format; it can be pickled, with its ``fields``.
    """
    given = Problem.from_json(problem)
    start = tours_of(given, Plan.from_json(before)) if before else ()
    stop = Seconds(seconds)
    return solve(given, stop=stop, seed=seed, cancelled=cancelled, start=start).to_json()
