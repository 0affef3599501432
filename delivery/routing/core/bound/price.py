"""Finds routes that would make the master problem cheaper, and proves when there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.bound.complete import R_WHAT, complete, grain_of
from delivery.routing.core.bound.grow import (
    G_BASE,
    G_BELOW,
    G_COLUMNS,
    G_HOW,
    G_ROOM,
    G_SPAN,
    G_UNTIL,
    G_WHAT,
    GROWN,
    LISTS,
    UNDER_WAY,
    Book,
    Prices,
    begin,
    grow,
)
from delivery.routing.core.bound.join import (
    J_COLUMNS,
    J_COST,
    join,
    join_all,
    nodes_of,
)
from delivery.routing.core.bound.labels import B_MEMORY, BITS, EVERY, EXACT, ROUGH
from delivery.routing.core.bound.network import (
    HORIZON,
    P_FROM,
    P_MASS,
    P_PER_S,
    P_SINK,
    Graph,
    Network,
)
from delivery.routing.core.search.tables import Table

MOMENTS = 512
EACH = 8
"""So many routes at most are told for each node before the join."""

PORTION = 400
"""After so many labels the clock is looked at."""


@dataclass(frozen=True, slots=True)
class Priced:
    """A path through the network of class ``of``: nodes in order, and its reduced cost, scaled."""

    of: int
    reduced: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Routes below a price, cheapest first, and what every route of the class costs at least."""

    routes: list[Priced]
    least: int


class Pricer:
    """Prices the routes of all classes, with tables that are used again and again.

    ``scale`` is how many units of scaled cost make one of cost, ``labels`` the most that are kept,
    ``over`` says whether to give up.
    """

    def __init__(
        self, networks: Sequence[Network], scale: int, labels: int, over: Callable[[], bool]
    ) -> None:
        self.scale, self.labels, self.over = scale, labels, over
        self.graphs = [
            (_scaled(network.graph, scale), _scaled(network.back, scale)) for network in networks
        ]
        self.nodes = len(networks[0].graph.opens) if networks else 0
        grains = [(grain_of(ahead), grain_of(back)) for ahead, back in self.graphs]
        sizes = [int(np.prod(grain.shape)) for both in grains for grain in both]
        space = np.zeros((2, 3, max(sizes, default=1)), dtype=np.int64)
        self.rests = [(ahead.rest(space[0]), back.rest(space[1])) for ahead, back in grains]
        self.until = [_half_way(ahead) for ahead, _ in self.graphs]
        self.books: list[Book] = []
        self.how = np.zeros(G_COLUMNS, dtype=np.int64)

    def offer(self, of: int, prices: Prices, base: int, below: int, *, rough: bool) -> Offer:
        """Return routes of class ``of`` whose reduced cost is less than ``below``.

        ``base`` is what a route costs beyond its arcs. With ``rough`` not all are found.
        """
        least = base + complete(self.graphs[of][0], prices.dual, self.rests[of][0])
        if least >= below:
            return Offer([], below)
        complete(self.graphs[of][1], prices.dual, self.rests[of][1])
        how, until = ROUGH if rough else EXACT, self.until[of]
        whole = self._grown(of, 0, prices, (base, below, how, until))
        ahead_how = self.how
        # on the way back, what a route costs beyond its arcs is paid from the start
        whole &= self._grown(of, 1, prices, (0, below - base, how, HORIZON - until - 1))
        self._balance(of)
        rows, all_joined = self._joined(of, prices, ahead_how, self.how)
        routes = self._routes(of, rows[np.argsort(rows[:, J_COST], kind="stable")])
        whole &= all_joined
        if rough or not whole:
            return Offer(routes, least)
        return Offer(routes, routes[0].reduced if routes else below)

    def _joined(self, of: int, prices: Prices, how: Table, home: Table) -> tuple[Table, bool]:
        """Return the routes that labels of both directions make, and whether all were looked at."""
        ahead, back = self.books
        rows = np.zeros((self.nodes, EACH, J_COLUMNS), dtype=np.int64)
        counts = [0] * self.nodes
        for node in range(self.nodes):
            if self.over():
                break
            counts[node] = join(*self.graphs[of], prices, ahead, back, how, home, node, rows[node])
        kept = [row[:count] for row, count in zip(rows, counts, strict=True)]
        return np.concatenate(kept), not self.over()

    def every(
        self, of: int, prices: Prices, base: int, below: int, most: int
    ) -> list[Priced] | None:
        """Return every route of class ``of`` below a price that brings nothing twice.

        Of the same loads ending at the same one, only the cheapest. ``None`` if there are too many.
        """
        every = prices._replace(near=np.full_like(prices.near, (1 << BITS) - 1))
        if base + complete(self.graphs[of][0], prices.dual, self.rests[of][0]) >= below:
            return []
        if not self._grown(of, 0, every, (base, below, EVERY, HORIZON)):
            return None
        self._grown(of, 1, every, (0, below, EVERY, -1))
        found = np.zeros((most, J_COLUMNS), dtype=np.int64)
        count = join_all(self.graphs[of][0], every, self.books[0], self.books[1], below, found)
        return None if count < 0 else self._routes(of, found[:count])

    def _grown(self, of: int, way: int, prices: Prices, task: tuple[int, int, int, int]) -> bool:
        """Grow the labels of class ``of`` ahead (0) or back (1); say whether all found a place."""
        graph, rest = self.graphs[of][way], self.rests[of][way]
        book = self._opened(prices)[way]
        how = np.zeros(G_COLUMNS, dtype=np.int64)
        how[G_BASE], how[G_BELOW], how[G_HOW], how[G_UNTIL] = task
        how[G_SPAN] = max(1, int(graph.closes[graph.limit[P_SINK]] - graph.limit[P_FROM]) + 1)
        how[G_WHAT] = what = rest.by[R_WHAT]
        how[G_ROOM] = min(graph.limit[P_MASS + what], graph.demand[:, what].sum()) + 1
        self.how = how
        begin(graph, book, how)
        while (state := grow(graph, prices, rest, book, how, PORTION)) == UNDER_WAY:
            if self.over():
                return False
        return bool(state == GROWN)

    def _routes(self, of: int, rows: Table) -> list[Priced]:
        ahead, back = self.books
        return [Priced(of, int(row[J_COST]), tuple(nodes_of(ahead, back, row))) for row in rows]

    def _opened(self, prices: Prices) -> list[Book]:
        width = B_MEMORY + prices.near.shape[1] + prices.hits.shape[1]
        if not self.books or self.books[0].rows.shape[1] != width:
            self.books = [self._book(width), self._book(width)]
        return self.books

    def _book(self, width: int) -> Book:
        return Book(
            rows=np.zeros((self.labels, width), dtype=np.int64),
            head=np.zeros((self.nodes, LISTS), dtype=np.int64),
            least=np.zeros((self.nodes, LISTS), dtype=np.int64),
            queue=np.zeros(MOMENTS, dtype=np.int64),
            mind=np.zeros(2, dtype=np.int64),
        )

    def _balance(self, of: int) -> None:
        """Move half of the day so that both directions have about as many labels."""
        graph = self.graphs[of][0]
        first, last = int(graph.limit[P_FROM]), int(graph.closes[graph.limit[P_SINK]])
        out, home = (int(book.mind[0]) for book in self.books)
        step = (last - first) // 25
        if out > 1.5 * home:
            self.until[of] = max(first, self.until[of] - step)
        elif home > 1.5 * out:
            self.until[of] = min(last, self.until[of] + step)


def words_for(count: int) -> int:
    """Return how many numbers tell ``count`` nodes or cuts apart by bits."""
    return -(-count // BITS)


def _scaled(graph: Graph, scale: int) -> Graph:
    limit = graph.limit.copy()
    limit[P_PER_S] *= scale
    return graph._replace(cost=graph.cost * scale, limit=limit)


def _half_way(graph: Graph) -> int:
    first, last = int(graph.limit[P_FROM]), int(graph.closes[graph.limit[P_SINK]])
    return (first + max(first, last)) // 2
