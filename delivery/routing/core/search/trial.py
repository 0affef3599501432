"""Judges one insertion: whether it fits, what it costs, and the cheapest so far."""

from delivery.routing.core.search.columns import (
    DROP_FIRST,
    I_DELTA,
    I_DROP_GAP,
    I_KIND,
    I_SLOT,
    I_STORE_GAP,
    JOIN,
    L_DROP,
    L_MASS,
    L_STORE,
    M_BLINK,
    M_RANDOM,
    M_THOROUGH,
    P_LOW,
    R_COST,
    R_COUNT,
    R_METRES,
    R_SECONDS,
    STORE_JOIN,
    U_DONE_S,
    U_MASS,
    U_OFF,
    U_PER_M,
    U_RANGE,
    V_AHEAD,
    V_CEILING,
    V_ENDS,
    V_LATE,
    V_LEVEL,
    V_MASS,
    V_NODE,
    V_PLACE,
)
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.lay import change_cost, cost_of, lay
from delivery.routing.core.search.tables import Given, State, Table

BLINK_EVERY = 100
"""Every so many places, on average, one is overlooked; the search is the better for it."""


@compiled
def draw(mind: Table) -> int:
    """Return the next number of a xorshift generator: 1 to 2**32 - 1."""
    x = mind[M_RANDOM]
    x ^= (x << 13) & 0xFFFFFFFF
    x ^= x >> 17
    x ^= (x << 5) & 0xFFFFFFFF
    mind[M_RANDOM] = x
    return x


@compiled
def fits(given: Given, state: State, load: int, slot: int, i: int) -> bool:
    """Say whether there is room for ``load`` on board after visit ``i``."""
    for k in range(3):
        carried = state.visit[slot, i, V_MASS + k] + given.load[load, L_MASS + k]
        if carried > given.slot[slot, U_MASS + k]:
            return False
    return True


@compiled
def blinks(mind: Table) -> bool:
    """Say whether to overlook this place."""
    mind[M_BLINK] -= 1
    if mind[M_BLINK] > 0 or mind[M_THOROUGH] == 1:
        return False
    mind[M_BLINK] = 1 + draw(mind) % (2 * BLINK_EVERY)
    return True


@compiled
def in_order(given: Given, state: State, slot: int, gap: int, risk: int) -> bool:
    """Say whether a drop of ``risk`` in ``gap`` keeps the order of risks."""
    if given.risk_order == 0:
        return True
    visit = state.visit[slot]
    return visit[gap, V_LEVEL] <= risk <= visit[gap + 1, V_CEILING]


@compiled
def hopeless(given: Given, state: State, slot: int, metres: int) -> bool:
    """Say whether so many metres more are too many, or cost too much whatever the times are."""
    unit = given.slot[slot]
    if state.route[slot, R_METRES] + metres > unit[U_RANGE]:
        return True
    return unit[U_OFF] == 0 and unit[U_PER_M] * metres >= state.mind[I_DELTA]


@compiled
def step(
    legs: Table,
    a: int,
    leaves: int,
    spent: int,
    start_by: int,
    b: int,
    opens: int,
    closes: int,
    stay: int,
) -> tuple[int, int, int]:
    """Go on from place ``a`` to a visit at ``b``; a negative first number means: too late."""
    way = legs[a, b, 1]
    begins = max(leaves + way, opens)
    if begins > closes:
        return -1, 0, 0
    return begins + stay, spent + way + stay, min(start_by, closes - spent - way)


@compiled
def joined(
    legs: Table, visit: Table, a: int, leaves: int, spent: int, start_by: int, k: int
) -> int:
    """Return the duration when the rest of the route, from visit ``k``, follows; -1 if too late."""
    way = legs[a, visit[k, V_PLACE], 1]
    arrives = leaves + way
    if arrives > visit[k, V_LATE]:
        return -1
    ends = max(visit[k, V_ENDS], arrives + visit[k, V_AHEAD])
    starts = min(start_by, visit[k, V_LATE] - way - spent)
    return max(spent + way + visit[k, V_AHEAD], ends - starts)


@compiled
def consider(
    given: Given,
    state: State,
    load: int,
    slot: int,
    kind: int,
    store_gap: int,
    drop_gap: int,
    metres: int,
    seconds: int,
) -> None:
    """Remember an insertion if it can be driven and is the cheapest yet."""
    route, unit = state.route[slot], given.slot[slot]
    if seconds < 0 or route[R_METRES] + metres > unit[U_RANGE]:
        return
    total = seconds + unit[U_DONE_S]
    cost = cost_of(given, slot, route[R_METRES] + metres, total, 1)
    delta = cost - cost_of(given, slot, route[R_METRES], route[R_SECONDS], route[R_COUNT])
    delta += change_cost(given, slot, load)
    if delta >= state.mind[I_DELTA]:
        return
    if given.exact == 1:
        row = len(given.slot)
        write(given, state, load, slot, row, kind, store_gap, drop_gap)
        if not lay(given, state, slot, row, load):
            return
        delta = state.route[row, R_COST] - route[R_COST] + change_cost(given, slot, load)
        if delta >= state.mind[I_DELTA]:
            return
    state.mind[I_DELTA], state.mind[I_SLOT], state.mind[I_KIND] = delta, slot, kind
    state.mind[I_STORE_GAP], state.mind[I_DROP_GAP] = store_gap, drop_gap


@compiled
def write(
    given: Given,
    state: State,
    load: int,
    slot: int,
    row: int,
    kind: int,
    store_gap: int,
    drop_gap: int,
) -> None:
    """Write the order of visits of ``slot`` with ``load`` inserted down as route ``row``."""
    source, target = state.visit[slot], state.visit[row]
    drop, store = given.load[load, L_DROP], len(given.drop) + given.load[load, L_STORE]
    n = 0
    for gap in range(state.route[slot, R_COUNT] + 1):
        if gap > 0:
            n += 1
            state.line[n, P_LOW] = source[gap, V_NODE]
        new_drop = gap == drop_gap and kind != JOIN and kind != STORE_JOIN
        new_store = gap == store_gap
        if new_store and kind != DROP_FIRST:
            n += 1
            state.line[n, P_LOW] = store
        if new_drop:
            n += 1
            state.line[n, P_LOW] = drop
        if new_store and kind == DROP_FIRST:
            n += 1
            state.line[n, P_LOW] = store
    for i in range(1, n + 1):
        target[i, V_NODE] = state.line[i, P_LOW]
    state.route[row, R_COUNT] = n
