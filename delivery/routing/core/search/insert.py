"""Finds the cheapest way to insert a load, and does it.

A load joins the visit of its drop point if there is one, or makes a new one, after a visit of
its store. Where no such visit is, or what is on board leaves no room, a new visit of the store
goes in with it: before it, or after it to take over what is dropped later.
"""

from delivery.routing.core.search.columns import (
    D_CLOSES,
    D_END,
    D_FIRST,
    D_OPENS,
    D_PLACE,
    D_RISK,
    D_SERVICE,
    D_SHELF,
    DROP_FIRST,
    F_WHERE,
    FAR,
    I_DELTA,
    I_DROP_GAP,
    I_KIND,
    I_SLOT,
    I_STORE_GAP,
    JOIN,
    K_NEAR,
    K_SEEN,
    L_CRATES,
    L_DEADLINE,
    L_DROP,
    L_HANDLING,
    L_HELD,
    L_MASS,
    L_STORE,
    M_BLINK,
    M_RANDOM,
    M_STAMP,
    M_THOROUGH,
    P_LOW,
    PLAIN,
    R_COLUMNS,
    R_COST,
    R_COUNT,
    R_METRES,
    R_SECONDS,
    R_STOPS,
    S_CLOSES,
    S_OPENS,
    S_PLACE,
    S_STAY,
    STORE_FIRST,
    STORE_JOIN,
    U_ADMITS,
    U_CLASS,
    U_DONE_S,
    U_DONE_STOPS,
    U_LOADINGS,
    U_MASS,
    U_OFF,
    U_PER_M,
    U_RANGE,
    U_STOPS,
    U_TRAVEL,
    U_UNDER_WAY,
    V_AHEAD,
    V_CEILING,
    V_CLOSES,
    V_ENDS,
    V_LATE,
    V_LEAVES,
    V_LEVEL,
    V_MASS,
    V_NODE,
    V_OPENS,
    V_PLACE,
    V_SPENT,
    V_START_BY,
    V_STAY,
)
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.lay import change_cost, cost_of, lay
from delivery.routing.core.search.tables import Given, State, Table

NOT_FOUND = 4 * 10**18
NEIGHBOURS = 20
"""A load is put only into routes that visit one of so many nearest drop points, or into empty ones."""

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


@entry
def seek(given: Given, state: State, load: int, limit: int) -> bool:
    """Put the cheapest insertion of ``load`` that costs less than ``limit`` in ``state.mind``."""
    state.mind[I_DELTA] = limit
    state.mind[I_SLOT] = -1
    state.mind[M_STAMP] += 1
    drop = given.load[load, L_DROP]
    if state.shelf[drop] + given.load[load, L_CRATES] > given.drop[drop, D_SHELF]:
        return False
    _mark_near(given, state, drop)
    for slot in range(len(given.slot)):
        if _in_question(given, state, slot):
            _seek_in(given, state, load, slot)
    return state.mind[I_SLOT] >= 0


@compiled
def _mark_near(given: Given, state: State, drop: int) -> None:
    """Mark the routes that visit one of the nearest drop points."""
    for k in range(min(NEIGHBOURS, given.near.shape[1])):
        other = given.near[drop, k]
        for load in range(given.drop[other, D_FIRST], given.drop[other, D_END]):
            slot = state.fate[load, F_WHERE]
            if slot >= 0:
                state.mark[slot, K_NEAR] = state.mind[M_STAMP]


@compiled
def _in_question(given: Given, state: State, slot: int) -> bool:
    """Say whether a route is near, or empty and the first such one of its class.

    A thorough look, which is not for the search but for what is told, takes in all routes.
    """
    if given.slot[slot, U_UNDER_WAY] == 1:
        return True
    if state.route[slot, R_COUNT] > 0:
        near = state.mark[slot, K_NEAR] == state.mind[M_STAMP]
        return near or state.mind[M_THOROUGH] == 1
    klass = given.slot[slot, U_CLASS]
    if state.mark[klass, K_SEEN] == state.mind[M_STAMP]:
        return False
    state.mark[klass, K_SEEN] = state.mind[M_STAMP]
    return True


@compiled
def _seek_in(given: Given, state: State, load: int, slot: int) -> None:
    """Try every way to insert ``load`` in one route."""
    facts, unit = given.load[load], given.slot[slot]
    if given.slot[slot, U_ADMITS + facts[L_DROP]] == 0 or (
        facts[L_HELD] >= 0 and facts[L_HELD] != slot
    ):
        return
    for k in range(3):
        if facts[L_MASS + k] > unit[U_MASS + k]:
            return
    at = _visit_of(state, slot, facts[L_DROP])
    if at < 0 and state.route[slot, R_STOPS] + unit[U_DONE_STOPS] >= unit[U_STOPS]:
        return
    if not _plain(given, state, load, slot, at) or facts[L_HELD] == slot:
        return
    most = unit[U_LOADINGS] - given.slot[slot, U_ADMITS + len(given.drop) + facts[L_STORE]]
    if state.route[slot, R_COLUMNS + facts[L_STORE]] < most:
        _store_first(given, state, load, slot, at)
        if at < 0 and state.route[slot, R_COLUMNS + facts[L_STORE]] > 0:
            _drop_first(given, state, load, slot)


@compiled
def _visit_of(state: State, slot: int, drop: int) -> int:
    for i in range(1, state.route[slot, R_COUNT] + 1):
        if state.visit[slot, i, V_NODE] == drop:
            return i
    return -1


@compiled
def _fits(given: Given, state: State, load: int, slot: int, i: int) -> bool:
    for k in range(3):
        carried = state.visit[slot, i, V_MASS + k] + given.load[load, L_MASS + k]
        if carried > given.slot[slot, U_MASS + k]:
            return False
    return True


@compiled
def _least_gap(given: Given, state: State, slot: int) -> int:
    """Return the first gap for a drop: where stores disinfect, not before the first loadings."""
    if given.risk_order == 0 or given.disinfect_s < 0 or given.slot[slot, U_DONE_STOPS] > 0:
        return 0
    gap = 0
    while gap < state.route[slot, R_COUNT] and state.visit[slot, gap + 1, V_NODE] >= len(
        given.drop
    ):
        gap += 1
    return gap


@compiled
def _blinks(mind: Table) -> bool:
    mind[M_BLINK] -= 1
    if mind[M_BLINK] > 0 or mind[M_THOROUGH] == 1:
        return False
    mind[M_BLINK] = 1 + draw(mind) % (2 * BLINK_EVERY)
    return True


@compiled
def _plain(given: Given, state: State, load: int, slot: int, at: int) -> bool:
    """Try all places behind a visit of the store; say whether a new one may be of use."""
    visit, store = state.visit[slot], len(given.drop) + given.load[load, L_STORE]
    held = given.load[load, L_HELD] == slot
    seen, fits, blocked = (
        held,
        True,
        not held and state.route[slot, R_COLUMNS + given.load[load, L_STORE]] == 0,
    )
    least = _least_gap(given, state, slot)
    for gap in range(state.route[slot, R_COUNT] + 1):
        if not held:
            if visit[gap, V_NODE] == store:
                seen, fits = True, _fits(given, state, load, slot, gap)
            elif seen and fits:
                fits = _fits(given, state, load, slot, gap)
            blocked = blocked or not fits
        if gap < least or not seen or not fits or _blinks(state.mind):
            continue
        if at < 0:
            _new_visit(given, state, load, slot, gap)
        elif gap == at - 1:
            _join_visit(given, state, load, slot, at)
    free = given.risk_order == 1 and given.disinfect_s >= 0
    return blocked or free or given.exact == 1


@compiled
def _new_visit(given: Given, state: State, load: int, slot: int, gap: int) -> None:
    visit, unit, drop = state.visit[slot], given.slot[slot], given.drop[given.load[load, L_DROP]]
    legs = given.legs[unit[U_TRAVEL]]
    a, b, x = visit[gap, V_PLACE], visit[gap + 1, V_PLACE], drop[D_PLACE]
    metres = legs[a, x, 0] + legs[x, b, 0] - legs[a, b, 0]
    if _hopeless(given, state, slot, metres) or not _in_order(
        given, state, slot, gap, drop[D_RISK]
    ):
        return
    closes = min(drop[D_CLOSES], given.load[load, L_DEADLINE])
    stay = drop[D_SERVICE] + given.load[load, L_HANDLING]
    leaves, spent, start_by = step(
        legs,
        a,
        visit[gap, V_LEAVES],
        visit[gap, V_SPENT],
        visit[gap, V_START_BY],
        x,
        drop[D_OPENS],
        closes,
        stay,
    )
    if leaves >= 0:
        seconds = _joined(legs, visit, x, leaves, spent, start_by, gap + 1)
        _consider(given, state, load, slot, PLAIN, -1, gap, metres, seconds)


@compiled
def _join_visit(given: Given, state: State, load: int, slot: int, at: int) -> None:
    visit, legs = state.visit[slot], given.legs[given.slot[slot, U_TRAVEL]]
    handling = given.load[load, L_HANDLING]
    leaves, spent = visit[at, V_LEAVES] + handling, visit[at, V_SPENT] + handling
    late = visit[at, V_LEAVES] - visit[at, V_STAY] > given.load[load, L_DEADLINE]
    if not late:
        seconds = _joined(
            legs, visit, visit[at, V_PLACE], leaves, spent, visit[at, V_START_BY], at + 1
        )
        _consider(given, state, load, slot, JOIN, -1, at, 0, seconds)


@compiled
def _in_order(given: Given, state: State, slot: int, gap: int, risk: int) -> bool:
    if given.risk_order == 0:
        return True
    visit = state.visit[slot]
    return visit[gap, V_LEVEL] <= risk <= visit[gap + 1, V_CEILING]


@compiled
def _hopeless(given: Given, state: State, slot: int, metres: int) -> bool:
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
def _joined(
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
def _consider(
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
def _store_first(given: Given, state: State, load: int, slot: int, at: int) -> None:
    """Try a new visit of the store in each gap, with the drop in any gap from there on."""
    for gap in range(state.route[slot, R_COUNT] + 1):
        if (at < 0 or gap < at) and _fits(given, state, load, slot, gap):
            _store_at(given, state, load, slot, gap, at)


@compiled
def _store_at(given: Given, state: State, load: int, slot: int, gap: int, at: int) -> None:
    visit, unit, drop = state.visit[slot], given.slot[slot], given.drop[given.load[load, L_DROP]]
    legs, store = given.legs[unit[U_TRAVEL]], given.store[given.load[load, L_STORE]]
    node = len(given.drop) + given.load[load, L_STORE]
    if visit[gap, V_NODE] == node or visit[gap + 1, V_NODE] == node:
        return
    a, b, s, x = visit[gap, V_PLACE], visit[gap + 1, V_PLACE], store[S_PLACE], drop[D_PLACE]
    extra = legs[a, s, 0] + legs[s, b, 0] - legs[a, b, 0]
    if b != s and _hopeless(
        given,
        state,
        slot,
        min(extra, legs[a, s, 0] + legs[s, x, 0] + legs[x, b, 0] - legs[a, b, 0]),
    ):
        return
    stay, level = store[S_STAY], visit[gap, V_LEVEL]
    if given.disinfect_s >= 0 and gap > _least_gap(given, state, slot):
        stay, level = stay + given.disinfect_s, 0
    leaves, spent, start_by = step(
        legs,
        a,
        visit[gap, V_LEAVES],
        visit[gap, V_SPENT],
        visit[gap, V_START_BY],
        s,
        store[S_OPENS],
        store[S_CLOSES],
        stay,
    )
    closes = min(drop[D_CLOSES], given.load[load, L_DEADLINE])
    service = drop[D_SERVICE] + given.load[load, L_HANDLING]
    least, k, here = _least_gap(given, state, slot), gap, s
    while leaves >= 0:
        # the vehicle leaves `here`, with visit k + 1 next
        b = visit[k + 1, V_PLACE]
        ordered = given.risk_order == 0 or level <= drop[D_RISK] <= visit[k + 1, V_CEILING]
        if at < 0 and k >= least and ordered and not _blinks(state.mind):
            there, more, by = step(
                legs, here, leaves, spent, start_by, x, drop[D_OPENS], closes, service
            )
            before = legs[a, s, 0] + legs[s, b, 0] - legs[a, b, 0] if k == gap else extra
            metres = before + legs[here, x, 0] + legs[x, b, 0] - legs[here, b, 0]
            if there >= 0:
                seconds = _joined(legs, visit, x, there, more, by, k + 1)
                _consider(given, state, load, slot, STORE_FIRST, gap, k, metres, seconds)
        k += 1
        if k > state.route[slot, R_COUNT] or visit[k, V_NODE] == node:
            return
        stay = visit[k, V_STAY] + (given.load[load, L_HANDLING] if k == at else 0)
        if leaves + legs[here, visit[k, V_PLACE], 1] > visit[k, V_LATE]:
            return
        leaves, spent, start_by = step(
            legs,
            here,
            leaves,
            spent,
            start_by,
            visit[k, V_PLACE],
            visit[k, V_OPENS],
            min(visit[k, V_CLOSES], given.load[load, L_DEADLINE])
            if k == at
            else visit[k, V_CLOSES],
            stay,
        )
        here, level = visit[k, V_PLACE], _level_after(given, state, slot, k, level)
        if k == at:
            if leaves >= 0:
                seconds = _joined(legs, visit, here, leaves, spent, start_by, k + 1)
                _consider(given, state, load, slot, STORE_JOIN, gap, at, extra, seconds)
            return
        if not _fits(given, state, load, slot, k):
            return


@compiled
def _level_after(given: Given, state: State, slot: int, k: int, level: int) -> int:
    """Return the highest risk after visit ``k`` if it was ``level`` before."""
    node = state.visit[slot, k, V_NODE]
    if node < len(given.drop):
        return max(level, given.drop[node, D_RISK])
    return 0 if given.disinfect_s >= 0 else level


@compiled
def _drop_first(given: Given, state: State, load: int, slot: int) -> None:
    """Try the drop in each gap and a new visit of the store behind it, to make room before it."""
    node, count = len(given.drop) + given.load[load, L_STORE], state.route[slot, R_COUNT]
    taken = -1
    for gap in range(count + 1):
        if state.visit[slot, gap, V_NODE] == node:
            taken = gap
        if taken >= 0 and gap >= _least_gap(given, state, slot):
            _drop_at(given, state, load, slot, gap, taken)


@compiled
def _drop_at(given: Given, state: State, load: int, slot: int, gap: int, taken: int) -> None:
    visit, unit, drop = state.visit[slot], given.slot[slot], given.drop[given.load[load, L_DROP]]
    legs, store = given.legs[unit[U_TRAVEL]], given.store[given.load[load, L_STORE]]
    node, count = len(given.drop) + given.load[load, L_STORE], state.route[slot, R_COUNT]
    a, b, s, x = visit[gap, V_PLACE], visit[gap + 1, V_PLACE], store[S_PLACE], drop[D_PLACE]
    extra = legs[a, x, 0] + legs[x, b, 0] - legs[a, b, 0]
    if drop[D_RISK] < visit[gap, V_LEVEL] and given.risk_order == 1:
        return
    closes = min(drop[D_CLOSES], given.load[load, L_DEADLINE])
    leaves, spent, start_by = step(
        legs,
        a,
        visit[gap, V_LEAVES],
        visit[gap, V_SPENT],
        visit[gap, V_START_BY],
        x,
        drop[D_OPENS],
        closes,
        drop[D_SERVICE] + given.load[load, L_HANDLING],
    )
    stay = store[S_STAY] + max(0, given.disinfect_s)
    k, here = gap, x
    while leaves >= 0:
        b = visit[k + 1, V_PLACE]
        if _room_before(given, state, load, slot, gap, taken, k) and not _blinks(state.mind):
            there, more, by = step(
                legs, here, leaves, spent, start_by, s, store[S_OPENS], store[S_CLOSES], stay
            )
            before = legs[a, x, 0] + legs[x, b, 0] - legs[a, b, 0] if k == gap else extra
            metres = before + legs[here, s, 0] + legs[s, b, 0] - legs[here, b, 0]
            ceiling = FAR if given.disinfect_s >= 0 else visit[k + 1, V_CEILING]
            if there >= 0 and (given.risk_order == 0 or drop[D_RISK] <= ceiling):
                seconds = _joined(legs, visit, s, there, more, by, k + 1)
                _consider(given, state, load, slot, DROP_FIRST, k, gap, metres, seconds)
        k += 1
        if k > count or visit[k, V_NODE] == node:
            return
        if leaves + legs[here, visit[k, V_PLACE], 1] > visit[k, V_LATE]:
            return
        if given.risk_order == 1 and _falls(given, visit[k, V_NODE], drop[D_RISK]):
            return
        leaves, spent, start_by = step(
            legs,
            here,
            leaves,
            spent,
            start_by,
            visit[k, V_PLACE],
            visit[k, V_OPENS],
            visit[k, V_CLOSES],
            visit[k, V_STAY],
        )
        here = visit[k, V_PLACE]


@compiled
def _falls(given: Given, node: int, risk: int) -> bool:
    """Say whether a visit after a drop of ``risk`` would be one of a lower risk."""
    return node < len(given.drop) and given.drop[node, D_RISK] < risk


@compiled
def _room_before(
    given: Given, state: State, load: int, slot: int, gap: int, taken: int, behind: int
) -> bool:
    """Say whether ``load`` fits up to ``gap`` if a store visit after ``behind`` takes over the rest."""
    visit, unit = state.visit[slot], given.slot[slot]
    for k in range(3):
        moved = _moved(given, state, load, slot, behind, k)
        for i in range(taken, gap + 1):
            carried = visit[i, V_MASS + k] - moved + given.load[load, L_MASS + k]
            if carried > unit[U_MASS + k]:
                return False
    return True


@compiled
def _moved(given: Given, state: State, load: int, slot: int, behind: int, k: int) -> int:
    """Return how much of the store's goods is dropped after ``behind`` and before its next visit."""
    store, drops, moved = given.load[load, L_STORE], len(given.drop), 0
    for i in range(behind + 1, state.route[slot, R_COUNT] + 1):
        node = state.visit[slot, i, V_NODE]
        if node == drops + store:
            return moved
        if node >= drops:
            continue
        for other in range(given.drop[node, D_FIRST], given.drop[node, D_END]):
            here = state.fate[other, F_WHERE] == slot and given.load[other, L_HELD] != slot
            if here and given.load[other, L_STORE] == store:
                moved += given.load[other, L_MASS + k]
    return moved


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
