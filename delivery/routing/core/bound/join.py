"""Joins labels of both directions to whole routes."""

from delivery.routing.core.bound.grow import (
    G_BELOW,
    G_ROOM,
    G_SPAN,
    G_UNTIL,
    G_WHAT,
    NOTHING,
    PLENTY,
    SHARES,
    SLICES,
    Book,
    Prices,
)
from delivery.routing.core.bound.labels import (
    B_BEFORE,
    B_COST,
    B_LEVEL,
    B_MASS,
    B_MEMORY,
    B_METRES,
    B_MISSING,
    B_NEXT,
    B_NODE,
    B_SPENT,
    B_START_BY,
    B_STOPS,
    B_TIME,
    B_TRIPS,
    shared,
)
from delivery.routing.core.bound.network import (
    HORIZON,
    P_FREE,
    P_FROM,
    P_LOADS,
    P_MASS,
    P_PER_S,
    P_RANGE,
    P_SINK,
    P_STOPS,
    P_TRIPS,
    Graph,
)
from delivery.routing.core.search.columns import FAR
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.tables import Table

# a route found: its cost, the label it goes out with and the one it comes home with
J_COST, J_AHEAD, J_BACK, J_COLUMNS = range(4)


@entry
def join(
    graph: Graph,
    mirror: Graph,
    prices: Prices,
    ahead: Book,
    back: Book,
    how: Table,
    home: Table,
    node: int,
    found: Table,
) -> int:
    """Write routes by way of ``node`` that cost less than ``how[G_BELOW]`` into ``found``.

    ``how`` is that of the labels ahead, ``home`` that of the way back, on ``mirror``. Each label
    ahead has its cheapest way home; as many are kept as there is space for. Returns how many.
    """
    kept, each = 0, len(found)
    for s in range(ahead.head.shape[1]):
        at = ahead.head[node, s]
        while at != NOTHING:
            worst = how[G_BELOW] if kept < each else found[0, J_COST]
            cost, other = _cheapest(
                graph, mirror, prices, ahead.rows[at], back, how[G_UNTIL], home, worst
            )
            if cost < worst:
                kept = _enter(found, kept, cost, at, other)
            at = ahead.rows[at, B_NEXT]
    return kept


@entry
def join_all(
    graph: Graph, prices: Prices, ahead: Book, back: Book, below: int, found: Table
) -> int:
    """Write every route below ``below`` that label 0 of ``back`` ends; return how many, or -1.

    -1 says that there are more than there is space for.
    """
    total, end = 0, back.rows[0]
    for node in range(graph.limit[P_LOADS]):
        for s in range(ahead.head.shape[1]):
            at = ahead.head[node, s]
            while at != NOTHING:
                cost = _joined(graph, prices, ahead.rows[at], end)
                if cost < below:
                    if total >= len(found):
                        return -1
                    row = found[total]
                    row[J_COST], row[J_AHEAD], row[J_BACK] = cost, at, 0
                    total += 1
                at = ahead.rows[at, B_NEXT]
    return total


@compiled
def _cheapest(
    graph: Graph,
    mirror: Graph,
    prices: Prices,
    a: Table,
    back: Book,
    until: int,
    home: Table,
    worst: int,
) -> tuple[int, int]:
    """Return what the cheapest way home of label ``a`` makes of it, and the label of that way.

    Where the next stay is over by ``until`` too, there is a label ahead for it. Only lists are
    looked through in which there is time and room enough.
    """
    node, best, other = a[B_NODE], worst, NOTHING
    room = SHARES - 1
    if node < graph.limit[P_LOADS] and graph.limit[P_MASS + home[G_WHAT]] < FAR:
        left = graph.limit[P_MASS + home[G_WHAT]] - a[B_MASS + home[G_WHAT]]
        room = min(room, left * SHARES // home[G_ROOM])
    for k in range(graph.follows[node]):
        after = graph.follow[node, k]
        begins = max(a[B_TIME] + graph.time[node, after], graph.opens[after])
        if begins + graph.stay[after] <= until and after != graph.limit[P_SINK]:
            continue
        since = HORIZON - a[B_TIME] - graph.time[node, after] - mirror.limit[P_FROM]
        latest = min(SLICES - 1, since * SLICES // home[G_SPAN])
        share = room if after < graph.limit[P_LOADS] else SHARES - 1
        leg = a[B_COST] + graph.cost[node, after]
        for s in range(latest + 1):
            for q in range(share + 1):
                if leg + back.least[after, s * SHARES + q] >= best:
                    continue
                at = back.head[after, s * SHARES + q]
                while at != NOTHING:
                    if leg + back.rows[at, B_COST] < best:
                        cost = _joined(graph, prices, a, back.rows[at])
                        if cost < best:
                            best, other = cost, at
                    at = back.rows[at, B_NEXT]
    return best, other


@compiled
def _joined(graph: Graph, prices: Prices, a: Table, b: Table) -> int:
    """Return what the route of both labels costs, or ``PLENTY`` if there is no such route."""
    i, j, limit, words = a[B_NODE], b[B_NODE], graph.limit, prices.near.shape[1]
    way, late = graph.time[i, j], HORIZON - b[B_TIME]
    if a[B_TIME] + way > late or b[B_MISSING] & a[B_MISSING] != 0:
        return PLENTY
    if max(i, j) < limit[P_LOADS]:
        for d in range(3):
            if a[B_MASS + d] + b[B_MASS + d] > limit[P_MASS + d]:
                return PLENTY
    for w in range(words):
        if a[B_MEMORY + w] & b[B_MEMORY + w] != 0:
            return PLENTY
    stops = a[B_STOPS] + b[B_STOPS]
    if stops > limit[P_STOPS] or stops == 0 or a[B_TRIPS] + b[B_TRIPS] > limit[P_TRIPS]:
        return PLENTY
    if limit[P_FREE] == 0 and a[B_LEVEL] > -b[B_LEVEL]:
        return PLENTY
    if a[B_METRES] + graph.metres[i, j] + b[B_METRES] > limit[P_RANGE]:
        return PLENTY
    cost = a[B_COST] + graph.cost[i, j] + b[B_COST] + shared(a, b, words, prices.penalty)
    if limit[P_PER_S] > 0:
        spent = a[B_SPENT] + way + b[B_SPENT]
        starts = min(a[B_START_BY], late - way - a[B_SPENT])
        ends = max(HORIZON - b[B_START_BY], a[B_TIME] + way + b[B_SPENT])
        cost += limit[P_PER_S] * max(0, ends - starts - spent)
    return int(cost)


@compiled
def _enter(found: Table, kept: int, cost: int, at: int, other: int) -> int:
    """Enter a route into the heap ``found``, the dearest on top; return its new size."""
    k, each = 0, len(found)
    if kept < each:
        k = kept
        kept += 1
        while k > 0 and found[(k - 1) // 2, J_COST] < cost:
            _copy(found, (k - 1) // 2, k)
            k = (k - 1) // 2
    else:
        while 2 * k + 1 < each:
            child = 2 * k + 1
            if child + 1 < each and found[child + 1, J_COST] > found[child, J_COST]:
                child += 1
            if found[child, J_COST] <= cost:
                break
            _copy(found, child, k)
            k = child
    found[k, J_COST], found[k, J_AHEAD], found[k, J_BACK] = cost, at, other
    return kept


@compiled
def _copy(found: Table, source: int, target: int) -> None:
    for k in range(J_COLUMNS):
        found[target, k] = found[source, k]


def nodes_of(ahead: Book, back: Book, row: Table) -> list[int]:
    """Return the nodes of a route found, in the order of visits, without start and end."""
    out = [*_chain(ahead, int(row[J_AHEAD]))]
    return [*reversed(out), *_chain(back, int(row[J_BACK]))]


def _chain(book: Book, label: int) -> list[int]:
    nodes: list[int] = []
    while book.rows[label, B_BEFORE] != NOTHING:
        nodes.append(int(book.rows[label, B_NODE]))
        label = int(book.rows[label, B_BEFORE])
    return nodes
