"""Proves how good a search's best plan is, and finds a better one where there is one."""

import time
from collections.abc import Callable, Sequence

from delivery.routing.core.bound.close import close
from delivery.routing.core.bound.fleet import Node, Tree
from delivery.routing.core.bound.master import Path
from delivery.routing.core.bound.relaxation import Relaxation
from delivery.routing.core.pool import Column, pooled
from delivery.routing.core.recombine import FEW
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.engine import Search

LABELS = 250_000
"""So many partial routes at most are kept in each direction."""

BEGIN_WITH = 4_000
"""So many of the routes that the search came by last are given to the first master problem."""

ROUTES_MOST = 60_000
CLOSING_SHARE = 0.5
"""Of the time left, the choice among all routes of a node may take so much."""

IMPROVE_S, IMPROVE_SHARE = 2.0, 0.15
"""A look for a better plan among the routes known takes so long at most, all of them so much of the time."""


class Proof:
    """The proof for the best plan of ``search``, which it makes better if it can.

    Parameters
    ----------
    ends_at
        When to give up, as `time.perf_counter` says it.
    cancelled
        Asked often; once it says yes, what is proved by then stands.
    told
        Called with the bound after each step.
    gap
        How near the bound may be to the cost to be enough, e.g. 0.01.
    """

    def __init__(
        self,
        search: Search,
        ends_at: float,
        cancelled: Callable[[], bool],
        told: Callable[[int], None] | None = None,
        gap: float = 0.0,
    ) -> None:
        self.search, self.ends_at, self.cancelled = search, ends_at, cancelled
        self.told, self.gap = told, gap
        self.relaxation = Relaxation(search.rows, search.cost, self.left, self.over, LABELS)
        self.tree = Tree(self.relaxation, self._close)
        self.bound = self.looked_at = 0
        self.began, self.improving = time.perf_counter(), 0.0

    def left(self) -> float:
        """Return how many seconds are left."""
        return self.ends_at - time.perf_counter()

    def over(self) -> bool:
        """Say whether the time is up."""
        return self.left() <= 0 or self.cancelled()

    def run(self) -> int:
        """Work until the plan is proved near enough or the time is up; return the bound."""
        state = self.search.state
        begin = max(0, int(state.mind[col.M_POOLED]) - BEGIN_WITH)
        self.relaxation.add_columns(pooled(state, begin))
        for bound in self.tree.run():
            self._improve()
            self.bound = max(self.bound, min(bound, self.search.cost))
            if self.told is not None:
                self.told(self.bound)
            if self.search.cost <= self.bound * (1 + self.gap):
                break
        self.bound = max(self.bound, min(self.tree.bound, self.search.cost))
        return self.bound

    def rehearse(self) -> None:
        """Run, and do too what a proof this short has no need of, so that all of it is compiled."""
        self.run()
        if self.relaxation.priced is not None:
            self.relaxation.every(self.relaxation.priced, self.tree.whole, 0, 1)

    def _improve(self) -> None:
        """Look for a better plan among the routes that the proof came by."""
        known = len(self.relaxation.master.paths)
        if known == self.looked_at or not self._drivable():
            return
        self.looked_at = known
        began = time.perf_counter()
        until = began + min(IMPROVE_S, IMPROVE_SHARE * (began - self.began) - self.improving)
        useful, few = self.relaxation.useful(), FEW
        while not self.over() and time.perf_counter() < until:
            seconds = until - time.perf_counter()
            found = close(self.relaxation, useful[:few], self.tree.whole, 0, seconds, self.over)
            self._adopt(found.routes)
            if found.bound < self.relaxation.upper or few >= len(useful):
                break
            few *= 2
        self.improving += time.perf_counter() - began

    def _drivable(self) -> bool:
        return all(network.exact for network in self.relaxation.networks)

    def _close(self, node: Node) -> int | None:
        """Return what the best plan of ``node`` costs at least, if all its routes can be listed.

        Routes of a relaxed network are not: one that is cheaper than a plan's own may hide it.
        """
        found = node.found
        if found is None or found.solved is None or self.over() or not self._drivable():
            return None
        routes = self.relaxation.every(found.solved, node.fleet, found.proved, ROUTES_MOST)
        if routes is None:
            return None
        seconds = CLOSING_SHARE * self.left()
        closed = close(self.relaxation, routes, node.fleet, found.bound, seconds, self.over)
        self._adopt(closed.routes)
        return closed.bound

    def _adopt(self, routes: Sequence[Path]) -> None:
        """Go on from ``routes`` if they are cheaper; those of a relaxed network cannot be driven."""
        if not routes or not self._drivable():
            return
        if self.search.adopt([self._column(path) for path in routes]):
            self.relaxation.upper = self.search.cost

    def _column(self, path: Path) -> Column:
        """Return a path as a route of the search."""
        given, loads = self.search.given, self.relaxation.loads
        nodes: list[int] = []
        for node in path.nodes:
            at = node - loads + len(given.drop)
            if node < loads:
                at = int(given.load[node, col.L_DROP])
            if not nodes or nodes[-1] != at:
                nodes.append(at)
        mine = tuple(load for load, _ in path.loads)
        return Column(path.of, path.cost + self.relaxation.rows.saved(path.of), mine, tuple(nodes))
