"""What the rest of a route costs at least, from each node, moment and amount on board.

Walks back through time in moments of equal length, rounding in the route's favour: whoever leaves a
node within a moment is taken to leave at its begin. The rest may visit a load again, but not straight
after the next one. What is on board is counted in the capacity that binds first, in steps.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from delivery.routing.core.bound.network import (
    P_AHEAD,
    P_FROM,
    P_LOADS,
    P_MASS,
    P_SINK,
    P_SOURCE,
    Graph,
)
from delivery.routing.core.search.columns import FAR
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.tables import Table

WORK_MOST = 60_000_000
"""Tables are as fine as so many comparisons allow."""

MOMENTS_MOST, STEPS_MOST = 240, 128
"""Days are cut into so many moments at most, capacities into so many steps."""

NEVER = 2 * 10**18


class Rest(NamedTuple):
    """The least costs, of shape (nodes, moments, steps); ``other`` for another next node than ``next``.

    ``by`` has the entries that ``R_*`` name.
    """

    least: Table
    other: Table
    next: Table
    by: Table


R_FROM, R_MOMENT, R_WHAT, R_STEP, R_COLUMNS = range(5)


@dataclass(frozen=True, slots=True)
class Grain:
    """How finely the tables of one graph are cut: their shape, and the entries of ``Rest.by``."""

    shape: tuple[int, int, int]
    by: tuple[int, int, int, int]

    def rest(self, space: Table) -> Rest:
        """Return tables of this grain in ``space``, of shape (3, numbers), which others use too."""
        size = self.shape[0] * self.shape[1] * self.shape[2]
        least, other, after = (row[:size].reshape(self.shape) for row in space)
        return Rest(least, other, after, np.array(self.by, dtype=np.int64))


def grain_of(graph: Graph) -> Grain:
    """Return the grain for ``graph``; it says nothing where times are too short to be told apart."""
    nodes = len(graph.opens)
    first, last = int(graph.limit[P_FROM]), int(graph.closes[graph.limit[P_SINK]])
    what = next((d for d in (1, 0, 2) if graph.limit[P_MASS + d] < FAR), 1)
    room = min(int(graph.limit[P_MASS + what]), int(graph.demand[:, what].sum()))
    step = max(1, -(-room // STEPS_MOST))
    steps = room // step + 1
    work = max(1, int(graph.follows.sum()) * steps)
    wanted = max(60, min(MOMENTS_MOST, WORK_MOST // work))
    moment = min(_shortest(graph), -(-max(1, last - first) // wanted))
    if moment < max(1, (last - first) // (4 * MOMENTS_MOST)):
        return Grain((nodes, 1, 1), (first, 0, 1, 1))
    moments = max(1, last - first) // moment + 2
    return Grain((nodes, moments, steps), (first, moment, what, step))


def _shortest(graph: Graph) -> int:
    """Return the least seconds from leaving one node to leaving another that is walked before it."""
    least, loads = FAR, int(graph.limit[P_LOADS])
    for node in range(len(graph.opens) - 2):
        for after in graph.follow[node, : graph.follows[node]].tolist():
            walked = max(node, after) < loads and graph.time[node, after] == 0
            if after != graph.limit[P_SINK] and not walked and not node >= loads > after:
                least = min(least, int(graph.time[node, after] + graph.stay[after]))
    return least


@entry
def complete(graph: Graph, dual: Table, rest: Rest) -> int:
    """Fill ``rest`` for these duals; return what a whole route costs at least beyond its base."""
    nodes, moments, steps = rest.least.shape
    end, loads = graph.limit[P_SINK], graph.limit[P_LOADS]
    if rest.by[R_MOMENT] == 0:
        return -NEVER
    for t in range(moments - 1, -1, -1):
        leaves = rest.by[R_FROM] + t * rest.by[R_MOMENT]
        for n in range(nodes):
            # those of one place in the order in which they are walked, then stores, then the ends
            node = loads - 1 - n if n < loads and graph.limit[P_AHEAD] == 1 else n
            for q in range(steps):
                rest.least[node, t, q] = rest.other[node, t, q] = NEVER
                rest.next[node, t, q] = -1
            if node == end:
                continue
            for k in range(graph.follows[node]):
                after = graph.follow[node, k]
                begins = max(leaves + graph.time[node, after], graph.opens[after])
                if begins > graph.closes[after]:
                    continue
                if after == end:
                    _go_home(rest, node, t, end, graph.cost[node, end])
                    continue
                later = (begins + graph.stay[after] - rest.by[R_FROM]) // rest.by[R_MOMENT]
                if later < moments:
                    _go_on(
                        graph, rest, node, t, after, later, graph.cost[node, after] - dual[after]
                    )
    return int(rest.least[graph.limit[P_SOURCE], 0, 0])


@compiled
def _go_home(rest: Rest, node: int, t: int, end: int, cost: int) -> None:
    for q in range(rest.least.shape[2]):
        _enter(rest, node, t, q, cost, end)


@compiled
def _go_on(graph: Graph, rest: Rest, node: int, t: int, after: int, later: int, cost: int) -> None:
    """Consider going on to ``after``, which is left in moment ``later``."""
    loads, steps = graph.limit[P_LOADS], rest.least.shape[2]
    if after >= loads:
        value = cost + rest.least[after, later, 0]
        for q in range(steps):
            _enter(rest, node, t, q, value, after)
        return
    more = graph.demand[after, rest.by[R_WHAT]] // rest.by[R_STEP]
    for q in range(steps - more):
        value = rest.least[after, later, q + more]
        if rest.next[after, later, q + more] == node:
            value = rest.other[after, later, q + more]
        _enter(rest, node, t, q, cost + value, after)


@compiled
def _enter(rest: Rest, node: int, t: int, q: int, value: int, after: int) -> None:
    if value >= NEVER // 2:
        return
    if value < rest.least[node, t, q]:
        rest.other[node, t, q] = rest.least[node, t, q]
        rest.least[node, t, q] = value
        rest.next[node, t, q] = after
    elif value < rest.other[node, t, q]:
        rest.other[node, t, q] = value


@compiled
def at_least(rest: Rest, node: int, time: int, carried: int, words: Table, bits: int) -> int:
    """Return what the rest of a route costs at least that leaves ``node`` at ``time``.

    ``words`` are the nodes that it may not come back to, by ``bits``.
    """
    if rest.by[R_MOMENT] == 0:
        return -NEVER
    t = (time - rest.by[R_FROM]) // rest.by[R_MOMENT]
    q = min(carried // rest.by[R_STEP], rest.least.shape[2] - 1)
    after = rest.next[node, t, q]
    if 0 <= after < len(words) * bits and words[after // bits] >> (after % bits) & 1 == 1:
        return rest.other[node, t, q]
    return rest.least[node, t, q]
