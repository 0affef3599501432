"""Remembers the routes that a search comes by, each set of loads at its least cost.

A row of ``pool`` is class of vehicle, key of the loads, cost, and where in ``pool_data`` the route
is written: how many visits, these, how many loads, and these.
"""

from delivery.routing.core.search.columns import (
    D_END,
    D_FIRST,
    F_WHERE,
    M_POOL_END,
    M_POOLED,
    R_COST,
    R_COUNT,
    R_KEY,
    U_CLASS,
    V_NODE,
)
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Given, State


@compiled
def remember(given: Given, state: State, slot: int) -> None:
    """Put a route into the pool, unless it has one of the same loads that costs no more."""
    route, mind, pool = state.route[slot], state.mind, state.pool
    if route[R_COUNT] == 0:
        return
    klass, key = given.slot[slot, U_CLASS], route[R_KEY]
    at = (key ^ (klass * 7_919)) % len(state.pool_seen)
    while state.pool_seen[at] >= 0:
        row = state.pool_seen[at]
        if pool[row, 0] == klass and pool[row, 1] == key:
            if pool[row, 2] > route[R_COST] and _write(given, state, slot, row):
                pool[row, 2] = route[R_COST]
            return
        at = (at + 1) % len(state.pool_seen)
    row = mind[M_POOLED]
    if row < len(pool) and _write(given, state, slot, row):
        pool[row, 0], pool[row, 1], pool[row, 2] = klass, key, route[R_COST]
        state.pool_seen[at] = row
        mind[M_POOLED] += 1


@compiled
def _write(given: Given, state: State, slot: int, row: int) -> bool:
    """Write the route behind the others; say whether there was space."""
    count, end, data = state.route[slot, R_COUNT], state.mind[M_POOL_END], state.pool_data
    if end + count + 2 + len(given.load) > len(data):
        return False
    state.pool[row, 3] = end
    data[end] = count
    for i in range(1, count + 1):
        data[end + i] = state.visit[slot, i, V_NODE]
    at = end + count + 1
    loads = 0
    for i in range(1, count + 1):
        node = state.visit[slot, i, V_NODE]
        if node < len(given.drop):
            for load in range(given.drop[node, D_FIRST], given.drop[node, D_END]):
                if state.fate[load, F_WHERE] == slot:
                    loads += 1
                    data[at + loads] = load
    data[at] = loads
    state.mind[M_POOL_END] = at + loads + 1
    return True


@compiled
def forget(state: State) -> None:
    """Empty the pool."""
    state.mind[M_POOLED] = state.mind[M_POOL_END] = 0
    for at in range(len(state.pool_seen)):
        state.pool_seen[at] = -1
