"""Makes a better plan of the routes that a search has come by, and of their neighbours.

GLOP says what each load is worth at the margin; `widen` finds the routes that are a bargain at
those prices; and once there are no more, CP-SAT chooses. A route whose reduced cost is above what
the best plan costs more than the relaxation can be in no better plan, and is left out before.
"""

import time
from collections.abc import Sequence

import numpy as np

from delivery.routing.core.master import Master, Relaxed
from delivery.routing.core.partition import Effort, partition
from delivery.routing.core.pool import Column, refresh
from delivery.routing.core.rows import Rows
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import State
from delivery.routing.core.search.widen import clear, widen

TIMES = 8
"""How often prices are asked for anew, at most."""

WIDENED = 60
"""How many routes are widened at each time: those with the lowest reduced cost."""


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
        if relaxed is None or relaxed.value >= cost - 1:
            return None
        useful = [j for j, r in enumerate(relaxed.reduced) if r < cost - relaxed.value]
        at = {(column.of, frozenset(column.loads)): j for j, column in enumerate(self.pool)}
        mine = {at.get((column.of, frozenset(column.loads)), -1) for column in best}
        left = Effort(effort.work, max(0.01, until - time.perf_counter()), effort.cancelled)
        chosen = partition(self.rows, self.pool, useful, mine, cost, left)
        return None if chosen is None else [self.pool[j] for j in chosen]

    def _relax(self, until: float) -> Relaxed | None:
        self.master.update(self.pool, refresh(self.state, self.pool))
        return self.master.solve(max(0.01, until - time.perf_counter()))

    def _widen(self, relaxed: Relaxed, until: float) -> int:
        """Widen the routes with the lowest reduced cost; return how many new ones that gives."""
        state, found = self.state, 0
        kept = [table.copy() for table in state[:8]]
        clear(self.rows.given, state)
        state.mind[col.M_THOROUGH] = 1
        worth = np.rint(relaxed.loads).astype(np.int64)
        saved = [self.rows.saved(k) for k in range(len(self.firsts))]
        hire = -np.rint(relaxed.classes).astype(np.int64) - saved
        for row in np.argsort(relaxed.reduced, kind="stable")[:WIDENED].tolist():
            if time.perf_counter() > until:
                break
            found += widen(self.rows.given, state, row, self.firsts, worth, hire)
        pooled, end = state.mind[col.M_POOLED], state.mind[col.M_POOL_END]
        for table, before in zip(state[:8], kept, strict=True):
            table[:] = before
        state.mind[col.M_POOLED], state.mind[col.M_POOL_END] = pooled, end
        return found
