"""Lays a route out: from the order of its visits to times, loads on board, figures and cost."""

from delivery.routing.core.search.columns import (
    D_CLOSES,
    D_END,
    D_FIRST,
    D_OPENS,
    D_PLACE,
    D_RISK,
    D_SERVICE,
    F_RIDE,
    F_WHERE,
    FAR,
    L_CHANGE,
    L_DEADLINE,
    L_FORMER,
    L_HANDLING,
    L_HELD,
    L_KEY,
    L_MASS,
    L_READY,
    L_RIDE,
    L_STORE,
    R_COLUMNS,
    R_COST,
    R_COUNT,
    R_KEY,
    R_METRES,
    R_SECONDS,
    R_STOPS,
    S_CLOSES,
    S_OPENS,
    S_PLACE,
    S_STAY,
    U_ADMITS,
    U_BACK_BY,
    U_DONE_M,
    U_DONE_S,
    U_DONE_STOPS,
    U_END,
    U_FIXED,
    U_FROM,
    U_HELD_MASS,
    U_LEVEL,
    U_LOADINGS,
    U_MASS,
    U_OFF,
    U_PER_M,
    U_PER_S,
    U_RANGE,
    U_START,
    U_START_BY,
    U_STOPS,
    U_TARGET,
    U_TRAVEL,
    U_UNDER_WAY,
    V_CEILING,
    V_CLOSES,
    V_LEVEL,
    V_MASS,
    V_NODE,
    V_OPENS,
    V_PLACE,
    V_STAY,
)
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Given, State
from delivery.routing.core.search.times import backwards, forwards, shortest, shortest_with_rides


@compiled
def lay(given: Given, state: State, slot: int, row: int, extra: int) -> bool:
    """Work out route ``row`` as one of ``slot``, with load ``extra`` in it if that is not -1.

    Returns whether the route can be driven. If not, its figures mean nothing.
    """
    rides = _visits(given, state, slot, row, extra)
    if rides < 0 or not _board(given, state, slot, row):
        return False
    idle = state.route[row, R_COUNT] == 0
    if not _risks(given, state, slot, row) or not (forwards(given, state, slot, row) or idle):
        return False
    backwards(given, state, slot, row)
    seconds = shortest(given, state, slot, row)
    if rides > 0:
        seconds = shortest_with_rides(given, state, slot, row, rides)
    return seconds >= 0 and _figures(given, state, slot, row, seconds)


@compiled
def _visits(given: Given, state: State, slot: int, row: int, extra: int) -> int:
    """Write down each visit's place, window and stay; return how many rides are limited, or -1."""
    visit, count, unit = state.visit[row], state.route[row, R_COUNT], given.slot[slot]
    drops, rides = len(given.drop), 0
    key, stops = 0, 0
    for s in range(len(given.store)):
        state.last[s] = -1
        state.route[row, R_COLUMNS + s] = 0
    for k in range(3):
        visit[0, V_MASS + k] = unit[U_HELD_MASS + k]
    for i in range(1, count + 1):
        node = visit[i, V_NODE]
        for k in range(3):
            visit[i, V_MASS + k] = 0
        if node >= drops:
            s = node - drops
            state.last[s] = i
            state.route[row, R_COLUMNS + s] += 1
            visit[i, V_PLACE], visit[i, V_OPENS] = given.store[s, S_PLACE], given.store[s, S_OPENS]
            visit[i, V_CLOSES], visit[i, V_STAY] = given.store[s, S_CLOSES], given.store[s, S_STAY]
            continue
        stops += 1
        visit[i, V_PLACE], visit[i, V_OPENS] = given.drop[node, D_PLACE], given.drop[node, D_OPENS]
        visit[i, V_CLOSES], visit[i, V_STAY] = (
            given.drop[node, D_CLOSES],
            given.drop[node, D_SERVICE],
        )
        for load in range(given.drop[node, D_FIRST], given.drop[node, D_END]):
            if state.fate[load, F_WHERE] != slot and load != extra:
                continue
            facts = given.load[load]
            taken = 0 if facts[L_HELD] == slot else state.last[facts[L_STORE]]
            if taken < 0:
                return -1
            key ^= facts[L_KEY]
            visit[i, V_STAY] += facts[L_HANDLING]
            visit[i, V_CLOSES] = min(visit[i, V_CLOSES], facts[L_DEADLINE])
            for k in range(3):
                visit[i, V_MASS + k] -= facts[L_MASS + k]
                if taken > 0:
                    visit[taken, V_MASS + k] += facts[L_MASS + k]
            if taken > 0:
                visit[taken, V_OPENS] = max(visit[taken, V_OPENS], facts[L_READY])
                if facts[L_RIDE] < FAR:
                    state.fate[rides, F_RIDE + 0] = taken
                    state.fate[rides, F_RIDE + 1] = i
                    state.fate[rides, F_RIDE + 2] = facts[L_RIDE]
                    rides += 1
    _ends(given, state, slot, row)
    state.route[row, R_KEY], state.route[row, R_STOPS] = key, stops
    return rides


@compiled
def _ends(given: Given, state: State, slot: int, row: int) -> None:
    unit, visit = given.slot[slot], state.visit[row]
    end = state.route[row, R_COUNT] + 1
    visit[0, V_NODE] = visit[end, V_NODE] = -1
    visit[0, V_PLACE], visit[end, V_PLACE] = unit[U_START], unit[U_END]
    visit[0, V_OPENS], visit[0, V_CLOSES], visit[0, V_STAY] = unit[U_FROM], unit[U_START_BY], 0
    visit[end, V_OPENS], visit[end, V_CLOSES], visit[end, V_STAY] = 0, unit[U_BACK_BY], 0
    for k in range(3):
        visit[end, V_MASS + k] = 0


@compiled
def _board(given: Given, state: State, slot: int, row: int) -> bool:
    """Turn what changes at each visit into what is on board after it; say whether it fits."""
    visit, unit = state.visit[row], given.slot[slot]
    fits = True
    for i in range(1, state.route[row, R_COUNT] + 2):
        for k in range(3):
            visit[i, V_MASS + k] += visit[i - 1, V_MASS + k]
            fits = fits and visit[i, V_MASS + k] <= unit[U_MASS + k]
    for s in range(len(given.store)):
        most = unit[U_LOADINGS] - given.slot[slot, U_ADMITS + len(given.drop) + s]
        fits = fits and (
            state.route[row, R_COLUMNS + s] <= most or state.route[row, R_COLUMNS + s] == 0
        )
    return fits and state.route[row, R_STOPS] + unit[U_DONE_STOPS] <= unit[U_STOPS]


@compiled
def _risks(given: Given, state: State, slot: int, row: int) -> bool:
    """Disinfect where the order of risks asks for it; say whether that is enough.

    It is at the last return to a store before a risk that falls, if all drops between allow it.
    Notes the highest risk before and the lowest after each visit, as if every store disinfected.
    """
    if given.risk_order == 0:
        return True
    visit, unit, drops = state.visit[row], given.slot[slot], len(given.drop)
    level, since, store, driven = unit[U_LEVEL], 0, 0, unit[U_DONE_STOPS] > 0
    visit[0, V_LEVEL] = level
    for i in range(1, state.route[row, R_COUNT] + 1):
        node = visit[i, V_NODE]
        if node >= drops:
            store, since = (i, 0) if driven else (0, since)
            visit[i, V_LEVEL] = 0 if given.disinfect_s >= 0 else level
            continue
        driven, risk = True, given.drop[node, D_RISK]
        if risk < level:
            if store == 0 or since > risk or given.disinfect_s < 0:
                return False
            visit[store, V_STAY] += given.disinfect_s
            level, store = since, 0
        level, since = max(level, risk), max(since, risk)
        visit[i, V_LEVEL] = risk
    _ceilings(given, state, row)
    return True


@compiled
def _ceilings(given: Given, state: State, row: int) -> None:
    visit, end = state.visit[row], state.route[row, R_COUNT] + 1
    visit[end, V_CEILING] = FAR
    for i in range(end - 1, 0, -1):
        node = visit[i, V_NODE]
        if node < len(given.drop):
            visit[i, V_CEILING] = given.drop[node, D_RISK]
        else:
            visit[i, V_CEILING] = FAR if given.disinfect_s >= 0 else visit[i + 1, V_CEILING]


@compiled
def _figures(given: Given, state: State, slot: int, row: int, seconds: int) -> bool:
    """Write down metres, seconds and cost; say whether the route is within its range."""
    visit, route, unit = state.visit[row], state.route[row], given.slot[slot]
    legs = given.legs[unit[U_TRAVEL]]
    metres = unit[U_DONE_M]
    for i in range(route[R_COUNT] + 1):
        metres += legs[visit[i, V_PLACE], visit[i + 1, V_PLACE], 0]
    route[R_METRES], route[R_SECONDS] = metres, seconds + unit[U_DONE_S]
    route[R_COST] = cost_of(given, slot, metres, route[R_SECONDS], route[R_COUNT])
    for i in range(1, route[R_COUNT] + 1):
        node = visit[i, V_NODE]
        if node < len(given.drop):
            for load in range(given.drop[node, D_FIRST], given.drop[node, D_END]):
                if state.fate[load, F_WHERE] == slot:
                    route[R_COST] += change_cost(given, slot, load)
    return metres <= unit[U_RANGE] or route[R_COUNT] == 0


@compiled
def cost_of(given: Given, slot: int, metres: int, seconds: int, count: int) -> int:
    """Return what a route costs, without what its loads pay; nothing for one that is not driven."""
    unit = given.slot[slot]
    if count == 0 and unit[U_UNDER_WAY] == 0:
        return 0
    cost = unit[U_FIXED] + unit[U_PER_M] * metres + unit[U_PER_S] * seconds
    return cost + unit[U_OFF] * abs(seconds - unit[U_TARGET])


@compiled
def change_cost(given: Given, slot: int, load: int) -> int:
    """Return what ``load`` pays for being in ``slot`` if it was planned elsewhere."""
    former = given.load[load, L_FORMER]
    return given.load[load, L_CHANGE] if former != -1 and former != slot else 0
