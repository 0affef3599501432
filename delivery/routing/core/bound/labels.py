"""Partial routes as labels, and when one of them makes another needless.

A label is a row of whole numbers. It ends at its node, which it can leave at ``B_TIME`` at the
earliest.
"""

from delivery.routing.core.bound.network import (
    P_FREE,
    P_MASS,
    P_PER_S,
    P_RANGE,
    P_RELOADS,
    P_STOPS,
    P_STORES,
    Graph,
)
from delivery.routing.core.search.columns import FAR
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Table

# a label: first what is looked at most; last, behind these, the nodes that it remembers, and then
# for each cut whether half a hit is open
B_NEXT, B_TIME, B_COST, B_MASS, B_CRATES, B_COLD, B_METRES, B_LEVEL, B_NODE = range(9)
B_MISSING, B_TRIPS, B_STOPS, B_SPENT, B_START_BY, B_BEFORE, B_QUEUE, B_ALIVE, B_MEMORY = range(
    9, 18
)

EXACT, ROUGH, EVERY = range(3)

BITS = 62
"""So many nodes or cuts are told apart by one number."""


@compiled
def dominates(graph: Graph, a: Table, b: Table, words: int, penalty: Table, how: int) -> bool:
    """Say whether all that ``b`` can become, ``a`` can become at no more cost.

    With ``how`` `ROUGH`, only the most telling criteria are looked at, so that few labels stay; with
    `EVERY`, only labels of the same loads are compared, so that every set of loads stays.
    """
    limit = graph.limit
    if a[B_TIME] > b[B_TIME] or a[B_COST] > b[B_COST]:
        return False
    for d in range(3):
        if limit[P_MASS + d] < FAR and a[B_MASS + d] > b[B_MASS + d]:
            return False
    if limit[P_STORES] > 1 and a[B_MISSING] & ~b[B_MISSING] != 0:
        return False
    if how == ROUGH:
        return True
    if limit[P_RANGE] < FAR and a[B_METRES] > b[B_METRES]:
        return False
    if limit[P_RELOADS] == 1 and a[B_TRIPS] > b[B_TRIPS]:
        return False
    if limit[P_FREE] == 0 and a[B_LEVEL] > b[B_LEVEL]:
        return False
    if limit[P_STOPS] < FAR and a[B_STOPS] > b[B_STOPS]:
        return False
    for w in range(words):
        if a[B_MEMORY + w] & ~b[B_MEMORY + w] != 0:
            return False
        if how == EVERY and a[B_MEMORY + w] != b[B_MEMORY + w]:
            return False
    if limit[P_PER_S] > 0 and _waits(limit, a) > _waits(limit, b):
        return False
    return a[B_COST] + owed(a, b, words, penalty) <= b[B_COST]


@compiled
def _waits(limit: Table, label: Table) -> int:
    """Return the cost of a route whose length is set by how late it can start."""
    return label[B_COST] - limit[P_PER_S] * (label[B_SPENT] + label[B_START_BY])


@compiled
def owed(a: Table, b: Table, words: int, penalty: Table) -> int:
    """Return what ``a`` may still have to pay for cuts that are half hit in it, not in ``b``."""
    total, first = 0, B_MEMORY + words
    for w in range(len(a) - first):
        bits = a[first + w] & ~b[first + w]
        k = w * BITS
        while bits != 0:
            if bits & 1 == 1:
                total += penalty[k]
            bits >>= 1
            k += 1
    return total


@compiled
def shared(a: Table, b: Table, words: int, penalty: Table) -> int:
    """Return what a route of both halves pays for cuts that are half hit in each."""
    total, first = 0, B_MEMORY + words
    for w in range(len(a) - first):
        bits = a[first + w] & b[first + w]
        k = w * BITS
        while bits != 0:
            if bits & 1 == 1:
                total += penalty[k]
            bits >>= 1
            k += 1
    return total
