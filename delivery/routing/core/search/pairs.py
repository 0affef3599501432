"""Inserts a load together with a new visit of its store, before its drop or after it.

After it, the new visit takes over what is dropped later, and so makes room before it.
"""

from delivery.routing.core.search.columns import (
    D_CLOSES,
    D_END,
    D_FIRST,
    D_OPENS,
    D_PLACE,
    D_RISK,
    D_SERVICE,
    DROP_FIRST,
    F_WHERE,
    FAR,
    L_DEADLINE,
    L_DROP,
    L_HANDLING,
    L_HELD,
    L_MASS,
    L_STORE,
    P_DETOUR,
    R_COUNT,
    S_CLOSES,
    S_OPENS,
    S_PLACE,
    S_STAY,
    STORE_FIRST,
    STORE_JOIN,
    U_MASS,
    U_TRAVEL,
    V_CEILING,
    V_CLOSES,
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
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Given, State
from delivery.routing.core.search.trial import (
    blinks,
    consider,
    fits,
    hopeless,
    joined,
    step,
)


@compiled
def store_first(given: Given, state: State, load: int, slot: int, at: int) -> None:
    """Try a new visit of the store in each gap, with the drop in any gap from there on."""
    _detours(given, state, slot, given.drop[given.load[load, L_DROP], D_PLACE])
    for gap in range(state.route[slot, R_COUNT] + 1):
        if (at < 0 or gap < at) and fits(given, state, load, slot, gap):
            _store_at(given, state, load, slot, gap, at)


@compiled
def _detours(given: Given, state: State, slot: int, x: int) -> None:
    """Note for each gap the least way round by place ``x`` in it or in any later one, in metres."""
    visit, line, legs = state.visit[slot], state.line, given.legs[given.slot[slot, U_TRAVEL]]
    least, after = FAR, state.route[slot, R_COUNT] + 1
    line[after, P_DETOUR] = FAR
    for gap in range(after - 1, -1, -1):
        a, b = visit[gap, V_PLACE], visit[gap + 1, V_PLACE]
        least = min(least, legs[a, x, 0] + legs[x, b, 0] - legs[a, b, 0])
        line[gap, P_DETOUR] = least


@compiled
def _store_at(given: Given, state: State, load: int, slot: int, gap: int, at: int) -> None:
    visit, unit, drop = state.visit[slot], given.slot[slot], given.drop[given.load[load, L_DROP]]
    legs, store = given.legs[unit[U_TRAVEL]], given.store[given.load[load, L_STORE]]
    node = len(given.drop) + given.load[load, L_STORE]
    if visit[gap, V_NODE] == node:
        return
    a, b, s, x = visit[gap, V_PLACE], visit[gap + 1, V_PLACE], store[S_PLACE], drop[D_PLACE]
    extra = legs[a, s, 0] + legs[s, b, 0] - legs[a, b, 0]
    least = extra
    if at < 0:
        straight = legs[a, s, 0] + legs[s, x, 0] + legs[x, b, 0] - legs[a, b, 0]
        least = min(straight, extra + state.line[gap + 1, P_DETOUR])
    if hopeless(given, state, slot, least):
        return
    stay, level = store[S_STAY], 0 if given.disinfect_s >= 0 else visit[gap, V_LEVEL]
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
    k, here = gap, s
    while leaves >= 0:
        # the vehicle leaves `here`, with visit k + 1 next
        b = visit[k + 1, V_PLACE]
        ordered = given.risk_order == 0 or level <= drop[D_RISK] <= visit[k + 1, V_CEILING]
        metres = extra + legs[here, x, 0] + legs[x, b, 0] - legs[here, b, 0]
        if (
            at < 0
            and ordered
            and not hopeless(given, state, slot, metres)
            and not blinks(state.mind)
        ):
            there, more, by = step(
                legs, here, leaves, spent, start_by, x, drop[D_OPENS], closes, service
            )
            if there >= 0:
                seconds = joined(legs, visit, x, there, more, by, k + 1)
                consider(given, state, load, slot, STORE_FIRST, gap, k, metres, seconds)
        k += 1
        if k > state.route[slot, R_COUNT] or visit[k, V_NODE] == node:
            return
        if at < 0 and hopeless(given, state, slot, extra + state.line[k, P_DETOUR]):
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
                seconds = joined(legs, visit, here, leaves, spent, start_by, k + 1)
                consider(given, state, load, slot, STORE_JOIN, gap, at, extra, seconds)
            return
        if not fits(given, state, load, slot, k):
            return


@compiled
def _level_after(given: Given, state: State, slot: int, k: int, level: int) -> int:
    """Return the highest risk after visit ``k`` if it was ``level`` before."""
    node = state.visit[slot, k, V_NODE]
    if node < len(given.drop):
        return max(level, given.drop[node, D_RISK])
    return 0 if given.disinfect_s >= 0 else level


@compiled
def drop_first(given: Given, state: State, load: int, slot: int) -> None:
    """Try the drop in each gap and a new visit of the store behind it, to make room before it."""
    node, count = len(given.drop) + given.load[load, L_STORE], state.route[slot, R_COUNT]
    taken = -1
    _detours(given, state, slot, given.store[given.load[load, L_STORE], S_PLACE])
    for gap in range(count + 1):
        if state.visit[slot, gap, V_NODE] == node:
            taken = gap
        if taken >= 0:
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
    straight = legs[a, x, 0] + legs[x, s, 0] + legs[s, b, 0] - legs[a, b, 0]
    if hopeless(given, state, slot, min(straight, extra + state.line[gap + 1, P_DETOUR])):
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
    stay = store[S_STAY]
    k, here = gap, x
    while leaves >= 0:
        b = visit[k + 1, V_PLACE]
        metres = extra + legs[here, s, 0] + legs[s, b, 0] - legs[here, b, 0]
        if (
            not hopeless(given, state, slot, metres)
            and _room_before(given, state, load, slot, gap, taken, k)
            and not blinks(state.mind)
        ):
            there, more, by = step(
                legs, here, leaves, spent, start_by, s, store[S_OPENS], store[S_CLOSES], stay
            )
            ceiling = FAR if given.disinfect_s >= 0 else visit[k + 1, V_CEILING]
            if there >= 0 and (given.risk_order == 0 or drop[D_RISK] <= ceiling):
                seconds = joined(legs, visit, s, there, more, by, k + 1)
                consider(given, state, load, slot, DROP_FIRST, k, gap, metres, seconds)
        k += 1
        if k > count or visit[k, V_NODE] == node:
            return
        if hopeless(given, state, slot, extra + state.line[k, P_DETOUR]):
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
