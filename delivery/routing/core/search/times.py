"""Times along a route, forwards and backwards.

Forwards, a start at ``t`` leads to leaving a visit at ``max(LEAVES, t + SPENT)`` for each ``t`` up
to ``START_BY``; backwards, beginning a visit at ``b`` up to ``LATE`` leads to the end at
``max(ENDS, b + AHEAD)``. With these an insertion anywhere is judged in a few steps.
"""

from delivery.routing.core.search.columns import (
    F_RIDE,
    P_HIGH,
    P_LOW,
    R_COUNT,
    U_TRAVEL,
    V_AHEAD,
    V_CLOSES,
    V_ENDS,
    V_LATE,
    V_LEAVES,
    V_OPENS,
    V_PLACE,
    V_SPENT,
    V_START_BY,
    V_STAY,
)
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Given, State


@compiled
def forwards(given: Given, state: State, slot: int, row: int) -> bool:
    """Work out the times from the start on; say whether every visit begins before it closes."""
    visit, legs = state.visit[row], given.legs[given.slot[slot, U_TRAVEL]]
    visit[0, V_LEAVES], visit[0, V_SPENT] = visit[0, V_OPENS], 0
    visit[0, V_START_BY] = visit[0, V_CLOSES]
    for i in range(1, state.route[row, R_COUNT] + 2):
        way = legs[visit[i - 1, V_PLACE], visit[i, V_PLACE], 1]
        begins = max(visit[i - 1, V_LEAVES] + way, visit[i, V_OPENS])
        if begins > visit[i, V_CLOSES]:
            return False
        spent = visit[i - 1, V_SPENT] + way
        visit[i, V_LEAVES] = begins + visit[i, V_STAY]
        visit[i, V_SPENT] = spent + visit[i, V_STAY]
        visit[i, V_START_BY] = min(visit[i - 1, V_START_BY], visit[i, V_CLOSES] - spent)
    return True


@compiled
def backwards(given: Given, state: State, slot: int, row: int) -> None:
    """Work out the times from the end back."""
    visit, legs = state.visit[row], given.legs[given.slot[slot, U_TRAVEL]]
    end = state.route[row, R_COUNT] + 1
    visit[end, V_LATE], visit[end, V_AHEAD], visit[end, V_ENDS] = visit[end, V_CLOSES], 0, 0
    for i in range(end - 1, -1, -1):
        way = visit[i, V_STAY] + legs[visit[i, V_PLACE], visit[i + 1, V_PLACE], 1]
        visit[i, V_LATE] = min(visit[i, V_CLOSES], visit[i + 1, V_LATE] - way)
        visit[i, V_AHEAD] = visit[i + 1, V_AHEAD] + way
        visit[i, V_ENDS] = max(visit[i + 1, V_ENDS], visit[i, V_OPENS] + visit[i, V_AHEAD])


@compiled
def shortest(given: Given, state: State, slot: int, row: int) -> int:
    """Return the shortest duration from leaving the start to arriving at the end."""
    visit, end = state.visit[row], state.route[row, R_COUNT] + 1
    return max(visit[end, V_SPENT], visit[end, V_LEAVES] - visit[end, V_START_BY])


@compiled
def shortest_with_rides(given: Given, state: State, slot: int, row: int, rides: int) -> int:
    """Return the shortest duration that keeps every ride short enough, or -1 if none does."""
    count, line = state.route[row, R_COUNT], state.line
    if not _latest(given, state, slot, row, rides):
        return -1
    if not _earliest(given, state, slot, row, rides, state.visit[row, 0, V_OPENS]):
        return -1
    if not _earliest(given, state, slot, row, rides, line[0, P_HIGH]):
        return -1
    return line[count + 1, P_LOW] - line[0, P_HIGH]


@compiled
def _latest(given: Given, state: State, slot: int, row: int, rides: int) -> bool:
    visit, legs = state.visit[row], given.legs[given.slot[slot, U_TRAVEL]]
    count, line = state.route[row, R_COUNT], state.line
    for i in range(count + 2):
        line[i, P_HIGH] = visit[i, V_CLOSES]
    for _ in range(count + rides + 3):
        for i in range(count, -1, -1):
            way = visit[i, V_STAY] + legs[visit[i, V_PLACE], visit[i + 1, V_PLACE], 1]
            line[i, P_HIGH] = min(line[i, P_HIGH], line[i + 1, P_HIGH] - way)
            if line[i, P_HIGH] < visit[i, V_OPENS]:
                return False
        settled = True
        for k in range(rides):
            taken, at = state.fate[k, F_RIDE + 0], state.fate[k, F_RIDE + 1]
            latest = line[taken, P_HIGH] + visit[taken, V_STAY] + state.fate[k, F_RIDE + 2]
            if line[at, P_HIGH] > latest:
                line[at, P_HIGH], settled = latest, False
        if settled:
            return True
    return False


@compiled
def _earliest(given: Given, state: State, slot: int, row: int, rides: int, start: int) -> bool:
    visit, legs = state.visit[row], given.legs[given.slot[slot, U_TRAVEL]]
    count, line = state.route[row, R_COUNT], state.line
    line[0, P_LOW] = start
    for i in range(1, count + 2):
        line[i, P_LOW] = visit[i, V_OPENS]
    for _ in range(count + rides + 3):
        for i in range(1, count + 2):
            way = visit[i - 1, V_STAY] + legs[visit[i - 1, V_PLACE], visit[i, V_PLACE], 1]
            line[i, P_LOW] = max(line[i, P_LOW], line[i - 1, P_LOW] + way)
            if line[i, P_LOW] > visit[i, V_CLOSES]:
                return False
        settled = True
        for k in range(rides):
            taken, at = state.fate[k, F_RIDE + 0], state.fate[k, F_RIDE + 1]
            earliest = line[at, P_LOW] - state.fate[k, F_RIDE + 2] - visit[taken, V_STAY]
            if line[taken, P_LOW] < earliest:
                line[taken, P_LOW], settled = earliest, False
        if settled:
            return True
    return False
