"""Makes a better plan of the routes that a search has come by, and of their neighbours.

GLOP says what each load is worth at the margin; `widen` finds the routes that are a bargain at
those prices; and once there are no more, CP-SAT chooses among the best plan's routes and a few with
the lowest reduced costs, then among twice as many, as long as that is soon decided. A route whose
reduced cost is above what the best plan costs more than the relaxation can be in no better plan.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from delivery.routing.core.master import Master, Relaxed
from delivery.routing.core.partition import Effort, partition
from delivery.routing.core.pool import Column, refresh
from delivery.routing.core.rows import Rows
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import State
from delivery.routing.core.search.widen import clear, take_in, widen

TIMES = 2
"""How often prices are asked for anew, at most."""

WIDENED = 60
"""How many routes are widened at each time: those with the lowest reduced cost."""

FEW = 250
"""Among how many routes CP-SAT chooses at first. All at once are too many to decide anything."""


class Recombination:
    """The routes come by in one search, and the linear program over them."""

    def __init__(self, rows: Rows, state: State) -> None:
        self.rows, self.state, self.pool = rows, state, list[Column]()
        self.master = Master(rows)
        self.firsts = np.array([slots[0] for slots in rows.classes], dtype=np.int64)

    def better(self, best: Sequence[Column], cost: int, effort: Effort) -> list[Column] | None:
        """Return the columns of a plan cheaper than ``cost``, that of the plan ``best``."""
        now = time.perf_counter()
        until, half = now + effort.seconds, now + effort.seconds / 2
        relaxed = self._relax(until)
        for _ in range(TIMES):
            if relaxed is None or effort.cancelled():
                return None
            if not self._widen(relaxed, half):
                break
            relaxed = self._relax(until)
        if relaxed is None:
            return None
        left = Effort(effort.work, max(0.01, until - time.perf_counter()), effort.cancelled)
        return self._choose(relaxed, best, cost, left)

    def _choose(
        self, relaxed: Relaxed, best: Sequence[Column], cost: int, effort: Effort
    ) -> list[Column] | None:
        """Choose among more and more routes, until there are no more or the effort is spent."""
        until, work = time.perf_counter() + effort.seconds, effort.work
        at = {(column.of, frozenset(column.loads)): j for j, column in enumerate(self.pool)}
        mine = {at.get((column.of, frozenset(column.loads)), -1) for column in best}
        found, few, order = None, FEW, np.argsort(relaxed.reduced, kind="stable").tolist()
        while relaxed.value < cost - 1:
            useful = [j for j in order[:few] if relaxed.reduced[j] < cost - relaxed.value]
            useful += sorted(j for j in mine - set(useful) if j >= 0)
            left = Effort(work, max(0.01, until - time.perf_counter()), effort.cancelled)
            choice = partition(self.rows, self.pool, useful, mine, cost, left)
            if choice.columns is not None:
                found, mine, cost = choice.columns, set(choice.columns), choice.cost
            work -= choice.work
            if not choice.decided or len(useful) < few or work <= 0:
                break
            few *= 2
        return None if found is None else [self.pool[j] for j in found]

    def _relax(self, until: float) -> Relaxed | None:
        self.master.update(self.pool, refresh(self.state, self.pool))
        return self.master.solve(max(0.01, until - time.perf_counter()))

    def learn(self, routes: Iterable[Column]) -> None:
        """Take in routes that others came by; their cost is worked out, and need not be given."""
        with self._apart() as state:
            for route in routes:
                slot, count = int(self.firsts[route.of]), len(route.nodes)
                state.route[slot, col.R_COUNT] = count
                state.visit[slot, 1 : count + 1, col.V_NODE] = route.nodes
                state.fate[list(route.loads), col.F_WHERE] = slot
                take_in(self.rows.given, state, slot)

    @contextmanager
    def _apart(self) -> Iterator[State]:
        """Lend the search's tables, with every route empty, and put back all but the pool."""
        state = self.state
        kept = [table.copy() for table in state[:8]]
        clear(self.rows.given, state)
        state.mind[col.M_THOROUGH] = 1
        yield state
        pooled, end = state.mind[col.M_POOLED], state.mind[col.M_POOL_END]
        for table, before in zip(state[:8], kept, strict=True):
            table[:] = before
        state.mind[col.M_POOLED], state.mind[col.M_POOL_END] = pooled, end

    def _widen(self, relaxed: Relaxed, until: float) -> int:
        """Widen the routes with the lowest reduced cost; return how many new ones that gives."""
        found = 0
        worth = np.rint(relaxed.loads).astype(np.int64)
        saved = [self.rows.saved(k) for k in range(len(self.firsts))]
        hire = -np.rint(relaxed.classes).astype(np.int64) - saved
        with self._apart() as state:
            for row in np.argsort(relaxed.reduced, kind="stable")[:WIDENED].tolist():
                if time.perf_counter() > until:
                    break
                found += widen(self.rows.given, state, row, self.firsts, worth, hire)
        return found
