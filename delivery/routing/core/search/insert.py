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
    F_WHERE,
    I_DELTA,
    I_SLOT,
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
    M_STAMP,
    M_THOROUGH,
    PLAIN,
    R_COLUMNS,
    R_COUNT,
    R_STOPS,
    U_ADMITS,
    U_CLASS,
    U_DONE_STOPS,
    U_LOADINGS,
    U_MASS,
    U_STOPS,
    U_TRAVEL,
    U_UNDER_WAY,
    V_LEAVES,
    V_NODE,
    V_PLACE,
    V_SPENT,
    V_START_BY,
    V_STAY,
)
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.pairs import drop_first, store_first
from delivery.routing.core.search.tables import Given, State
from delivery.routing.core.search.trial import (
    blinks,
    consider,
    fits,
    hopeless,
    in_order,
    joined,
    step,
)

NEIGHBOURS = 20
"""A load is put only into routes that visit one of so many nearest drop points, or into empty ones."""


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
            seek_in(given, state, load, slot)
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
def seek_in(given: Given, state: State, load: int, slot: int) -> None:
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
        store_first(given, state, load, slot, at)
        if at < 0 and state.route[slot, R_COLUMNS + facts[L_STORE]] > 0:
            drop_first(given, state, load, slot)


@compiled
def _visit_of(state: State, slot: int, drop: int) -> int:
    for i in range(1, state.route[slot, R_COUNT] + 1):
        if state.visit[slot, i, V_NODE] == drop:
            return i
    return -1


@compiled
def _plain(given: Given, state: State, load: int, slot: int, at: int) -> bool:
    """Try all places behind a visit of the store; say whether a new one may be of use."""
    visit, store = state.visit[slot], len(given.drop) + given.load[load, L_STORE]
    held = given.load[load, L_HELD] == slot
    seen, room, blocked = (
        held,
        True,
        not held and state.route[slot, R_COLUMNS + given.load[load, L_STORE]] == 0,
    )
    for gap in range(state.route[slot, R_COUNT] + 1):
        if not held:
            if visit[gap, V_NODE] == store:
                seen, room = True, fits(given, state, load, slot, gap)
            elif seen and room:
                room = fits(given, state, load, slot, gap)
            blocked = blocked or not room
        if not seen or not room or blinks(state.mind):
            continue
        if at < 0:
            _new_visit(given, state, load, slot, gap)
        elif gap == at - 1:
            _join_visit(given, state, load, slot, at)
    return blocked or given.exact == 1


@compiled
def _new_visit(given: Given, state: State, load: int, slot: int, gap: int) -> None:
    visit, unit, drop = state.visit[slot], given.slot[slot], given.drop[given.load[load, L_DROP]]
    legs = given.legs[unit[U_TRAVEL]]
    a, b, x = visit[gap, V_PLACE], visit[gap + 1, V_PLACE], drop[D_PLACE]
    metres = legs[a, x, 0] + legs[x, b, 0] - legs[a, b, 0]
    if hopeless(given, state, slot, metres) or not in_order(given, state, slot, gap, drop[D_RISK]):
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
        seconds = joined(legs, visit, x, leaves, spent, start_by, gap + 1)
        consider(given, state, load, slot, PLAIN, -1, gap, metres, seconds)


@compiled
def _join_visit(given: Given, state: State, load: int, slot: int, at: int) -> None:
    visit, legs = state.visit[slot], given.legs[given.slot[slot, U_TRAVEL]]
    handling = given.load[load, L_HANDLING]
    leaves, spent = visit[at, V_LEAVES] + handling, visit[at, V_SPENT] + handling
    late = visit[at, V_LEAVES] - visit[at, V_STAY] > given.load[load, L_DEADLINE]
    if not late:
        seconds = joined(
            legs, visit, visit[at, V_PLACE], leaves, spent, visit[at, V_START_BY], at + 1
        )
        consider(given, state, load, slot, JOIN, -1, at, 0, seconds)
