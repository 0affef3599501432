"""Grows all labels of one direction, keeping only those that can become a route of use."""

from typing import NamedTuple

from delivery.routing.core.bound.complete import R_WHAT, Rest, at_least
from delivery.routing.core.bound.labels import (
    B_ALIVE,
    B_BEFORE,
    B_COST,
    B_LEVEL,
    B_MASS,
    B_MEMORY,
    B_METRES,
    B_MISSING,
    B_NEXT,
    B_NODE,
    B_QUEUE,
    B_SPENT,
    B_START_BY,
    B_STOPS,
    B_TIME,
    B_TRIPS,
    BITS,
    EVERY,
    dominates,
)
from delivery.routing.core.bound.network import (
    P_AHEAD,
    P_FREE,
    P_FROM,
    P_LEVEL,
    P_LOADS,
    P_MASS,
    P_RANGE,
    P_RESETS,
    P_SINK,
    P_SOURCE,
    P_START_BY,
    P_STOPS,
    P_STORES,
    P_TRIPS,
    Graph,
)
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.tables import Table


class Prices(NamedTuple):
    """What the master problem says of nodes and cuts, in scaled units of cost.

    ``dual`` has an entry a node. ``near`` says by bits which nodes each node remembers, ``hits``
    which cuts it takes part in, ``penalty`` what a hit of each cut costs.
    """

    dual: Table
    near: Table
    hits: Table
    penalty: Table


class Book(NamedTuple):
    """Where labels are written: rows, lists by node, and which are still to be grown.

    ``head`` and ``least`` have shape (nodes, `LISTS`): the first label and the least cost of each
    list. A node has one for each slice of time and of what is on board. ``queue`` has a list for each moment,
    ``mind`` the number of labels.
    """

    rows: Table
    head: Table
    least: Table
    queue: Table
    mind: Table


G_BASE, G_BELOW, G_HOW, G_SPAN, G_ROOM, G_WHAT, G_UNTIL, G_COLUMNS = range(8)

SLICES, SHARES = 24, 12
LISTS = SLICES * SHARES
"""Labels are looked for in lists by time and by what is on board."""

NOTHING = -1
PLENTY = 4 * 10**18


@compiled
def _clear(book: Book) -> None:
    book.mind[0] = book.mind[1] = 0
    for node in range(book.head.shape[0]):
        for s in range(book.head.shape[1]):
            book.head[node, s] = NOTHING
            book.least[node, s] = PLENTY
    for t in range(len(book.queue)):
        book.queue[t] = NOTHING


GROWN, FULL, UNDER_WAY = range(3)


@entry
def begin(graph: Graph, book: Book, how: Table) -> None:
    """Empty the book but for the label that all others come from."""
    _clear(book)
    _begin(graph, book, how)


@entry
def grow(graph: Graph, prices: Prices, rest: Rest, book: Book, how: Table, labels: int) -> int:
    """Write down every label that can become a route of cost below ``how[G_BELOW]``.

    ``how`` has the entries that ``G_*`` name. Ahead, stays are over by ``G_UNTIL``; on the way back,
    they begin before it, both counted as the graph does. Looks up after so many ``labels`` gone
    on from, `UNDER_WAY`; the next call goes on. `FULL` says that the book is.
    """
    done = 0
    for t in range(book.mind[1], len(book.queue)):
        book.mind[1] = t
        while book.queue[t] != NOTHING:
            at = book.queue[t]
            if book.rows[at, B_ALIVE] == 1:
                done += 1
                if done > labels:
                    return UNDER_WAY
                node = book.rows[at, B_NODE]
                for k in range(graph.follows[node]):
                    if book.mind[0] >= len(book.rows):
                        return FULL
                    after = graph.follow[node, k]
                    if _extended(graph, prices, book, at, after, how) and _of_use(
                        graph, rest, book, how
                    ):
                        _keep(graph, prices, rest, book, how)
            _gone_on_from(book, t, at)
    return GROWN


@compiled
def _gone_on_from(book: Book, t: int, at: int) -> None:
    """Strike ``at`` out of the list of moment ``t``; others may have come before it."""
    if book.queue[t] == at:
        book.queue[t] = book.rows[at, B_QUEUE]
        return
    before = book.queue[t]
    while book.rows[before, B_QUEUE] != at:
        before = book.rows[before, B_QUEUE]
    book.rows[before, B_QUEUE] = book.rows[at, B_QUEUE]


@compiled
def _begin(graph: Graph, book: Book, how: Table) -> None:
    row, limit = book.rows[0], graph.limit
    source = limit[P_SOURCE]
    for k in range(len(row)):
        row[k] = 0
    row[B_NODE], row[B_BEFORE], row[B_COST] = source, NOTHING, how[G_BASE]
    row[B_TIME], row[B_START_BY] = limit[P_FROM], limit[P_START_BY]
    row[B_LEVEL], row[B_ALIVE] = limit[P_LEVEL], 1
    row[B_MISSING] = (1 << limit[P_STORES]) - 1 if limit[P_AHEAD] == 1 else 0
    row[B_NEXT] = row[B_QUEUE] = NOTHING
    book.mind[0] = 1
    book.queue[0] = 0
    book.head[source, 0], book.least[source, 0] = 0, how[G_BASE]


@compiled
def _extended(graph: Graph, prices: Prices, book: Book, at: int, node: int, how: Table) -> bool:
    """Write label ``at`` gone on to ``node`` behind the others; say whether that may be."""
    a, row, limit = book.rows[at], book.rows[book.mind[0]], graph.limit
    before, loads = a[B_NODE], limit[P_LOADS]
    if node == limit[P_SINK]:
        return False
    way = graph.time[before, node]
    begins = max(a[B_TIME] + way, graph.opens[node])
    if begins > graph.closes[node]:
        return False
    if begins + limit[P_AHEAD] * graph.stay[node] > how[G_UNTIL]:
        return False
    row[B_METRES] = a[B_METRES] + graph.metres[before, node]
    if row[B_METRES] > limit[P_RANGE]:
        return False
    row[B_NODE], row[B_BEFORE], row[B_ALIVE] = node, at, 1
    row[B_TIME] = begins + graph.stay[node]
    row[B_START_BY] = min(a[B_START_BY], graph.closes[node] - a[B_SPENT] - way)
    row[B_SPENT] = a[B_SPENT] + way + graph.stay[node]
    row[B_COST] = a[B_COST] + graph.cost[before, node] - prices.dual[node]
    row[B_MISSING], row[B_LEVEL], row[B_TRIPS] = a[B_MISSING], a[B_LEVEL], a[B_TRIPS]
    if node < loads:
        return _to_load(graph, prices, a, row, node)
    return _to_store(graph, a, row, node)


@compiled
def _to_load(graph: Graph, prices: Prices, a: Table, row: Table, node: int) -> bool:
    word, bit, words = node // BITS, 1 << (node % BITS), prices.near.shape[1]
    if a[B_MEMORY + word] & bit != 0 or graph.risk[node] < a[B_LEVEL]:
        return False
    limit = graph.limit
    row[B_STOPS] = a[B_STOPS] + 1
    if row[B_STOPS] > limit[P_STOPS]:
        return False
    if limit[P_AHEAD] == 0:
        row[B_MISSING] = a[B_MISSING] | graph.need[node]
    elif a[B_MISSING] & graph.need[node] != 0:
        return False
    for d in range(3):
        row[B_MASS + d] = a[B_MASS + d] + graph.demand[node, d]
        if row[B_MASS + d] > limit[P_MASS + d]:
            return False
    if limit[P_FREE] == 0:
        row[B_LEVEL] = graph.risk[node]
    for w in range(words):
        row[B_MEMORY + w] = a[B_MEMORY + w] & prices.near[node, w]
    row[B_MEMORY + word] |= bit
    for w in range(prices.hits.shape[1]):
        open_, hits = a[B_MEMORY + words + w], prices.hits[node, w]
        row[B_MEMORY + words + w] = open_ ^ hits
        closed, k = open_ & hits, w * BITS
        while closed != 0:
            if closed & 1 == 1:
                row[B_COST] += prices.penalty[k]
            closed >>= 1
            k += 1
    return True


@compiled
def _to_store(graph: Graph, a: Table, row: Table, node: int) -> bool:
    limit = graph.limit
    row[B_TRIPS] = a[B_TRIPS] + 1
    if row[B_TRIPS] > limit[P_TRIPS]:
        return False
    row[B_STOPS], row[B_MISSING] = a[B_STOPS], a[B_MISSING] & ~graph.need[node]
    for d in range(3):
        row[B_MASS + d] = 0
    if limit[P_RESETS] == 1:
        row[B_LEVEL] = limit[P_LEVEL]
    for w in range(B_MEMORY, len(row)):
        row[w] = a[w]
    return True


@compiled
def _of_use(graph: Graph, rest: Rest, book: Book, how: Table) -> bool:
    """Say whether the label behind the others can become a route that costs little enough."""
    row = book.rows[book.mind[0]]
    carried = row[B_MASS + rest.by[R_WHAT]]
    least = at_least(rest, row[B_NODE], row[B_TIME], carried, row[B_MEMORY:], BITS)
    return bool(row[B_COST] + least < how[G_BELOW])


@compiled
def _keep(graph: Graph, prices: Prices, rest: Rest, book: Book, how: Table) -> None:
    """Keep the label behind the others if none makes it needless; drop those that it does."""
    rows, n = book.rows, book.mind[0]
    row, node = rows[n], rows[n, B_NODE]
    since = row[B_TIME] - graph.limit[P_FROM]
    mine = min(SLICES - 1, since * SLICES // how[G_SPAN])
    share = min(SHARES - 1, row[B_MASS + rest.by[R_WHAT]] * SHARES // how[G_ROOM])
    if how[G_HOW] == EVERY:
        list_ = _hashed(row, prices.near.shape[1])
        if _needless(graph, prices, book, node, list_, n, how):
            return
        _drop(graph, prices, book, node, list_, n, how[G_HOW])
    else:
        list_ = mine * SHARES + share
        for s in range(mine, -1, -1):
            for q in range(share + 1):
                if _needless(graph, prices, book, node, s * SHARES + q, n, how):
                    return
        for s in range(mine, SLICES):
            for q in range(share, SHARES):
                _drop(graph, prices, book, node, s * SHARES + q, n, how[G_HOW])
    row[B_NEXT] = book.head[node, list_]
    book.head[node, list_] = n
    book.least[node, list_] = min(book.least[node, list_], row[B_COST])
    moment = min(len(book.queue) - 1, since * len(book.queue) // how[G_SPAN])
    row[B_QUEUE] = book.queue[moment]
    book.queue[moment] = n
    book.mind[0] = n + 1


@compiled
def _hashed(row: Table, words: int) -> int:
    """Return in which list labels of just these loads are."""
    key = 0
    for w in range(words):
        key = (key * 1_000_003) ^ row[B_MEMORY + w]
    key ^= key >> 29
    return int((key * 2_654_435_761 & 0x7FFFFFFFFFFF) % LISTS)


@compiled
def _needless(
    graph: Graph, prices: Prices, book: Book, node: int, list_: int, n: int, how: Table
) -> bool:
    """Say whether a label of that list makes label ``n`` needless."""
    rows, words = book.rows, prices.near.shape[1]
    if book.least[node, list_] > rows[n, B_COST]:
        return False
    other = book.head[node, list_]
    while other != NOTHING:
        if dominates(graph, rows[other], rows[n], words, prices.penalty, how[G_HOW]):
            return True
        other = rows[other, B_NEXT]
    return False


@compiled
def _drop(
    graph: Graph, prices: Prices, book: Book, node: int, list_: int, by: int, how: int
) -> None:
    """Drop what label ``by`` makes needless from a list of its node."""
    rows, words = book.rows, prices.near.shape[1]
    before, at = NOTHING, book.head[node, list_]
    while at != NOTHING:
        after = rows[at, B_NEXT]
        if dominates(graph, rows[by], rows[at], words, prices.penalty, how):
            rows[at, B_ALIVE] = 0
            if before == NOTHING:
                book.head[node, list_] = after
            else:
                rows[before, B_NEXT] = after
        else:
            before = at
        at = after
