"""Takes strings of neighbouring visits out of several routes: slack induction by string removals.

After Christiaens, J., and G. Vanden Berghe (2020). Slack induction by string removals for vehicle
routing problems. *Transportation Science* 54(2): 417-433.
"""

from delivery.routing.core.search.change import merge_loadings, take_out
from delivery.routing.core.search.columns import (
    D_END,
    D_FIRST,
    F_WHERE,
    K_STAMP,
    P_MARKED,
    R_COUNT,
    R_STOPS,
    V_NODE,
)
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import Given, State
from delivery.routing.core.search.trial import draw

REMOVED = 10
"""How many visits are taken out on average."""

LONGEST = 10
"""No string is longer."""

WHOLE_EVERY = 20
"""Every so many ruins, on average, takes out a whole route."""


@compiled
def ruin(given: Given, state: State) -> None:
    """Take strings out around a random drop point; each route loses one string at most."""
    mind, drops = state.mind, len(given.drop)
    seed = draw(mind) % drops
    if draw(mind) % WHOLE_EVERY == 0:
        _whole(given, state, seed)
        return
    longest = min(LONGEST, max(1, _average(given, state)))
    strings = 1 + draw(mind) % max(1, 4 * REMOVED // (1 + longest) - 1)
    for k in range(given.near.shape[1]):
        if strings <= 0:
            return
        drop = given.near[seed, k]
        for load in range(given.drop[drop, D_FIRST], given.drop[drop, D_END]):
            slot = state.fate[load, F_WHERE]
            if slot >= 0 and state.mark[slot, K_STAMP] == 0 and strings > 0:
                _string(given, state, slot, drop, longest)
                strings -= 1


@compiled
def _average(given: Given, state: State) -> int:
    stops, routes = 0, 0
    for slot in range(len(given.slot)):
        stops += state.route[slot, R_STOPS]
        routes += 1 if state.route[slot, R_STOPS] > 0 else 0
    return stops // max(1, routes)


@compiled
def _whole(given: Given, state: State, seed: int) -> None:
    for load in range(given.drop[seed, D_FIRST], given.drop[seed, D_END]):
        slot = state.fate[load, F_WHERE]
        if slot >= 0 and state.mark[slot, K_STAMP] == 0:
            for i in range(1, state.route[slot, R_COUNT] + 1):
                state.line[i, P_MARKED] = 1
            take_out(given, state, slot)


@compiled
def _string(given: Given, state: State, slot: int, drop: int, longest: int) -> None:
    """Take out a string with ``drop`` in it; half of the time a few visits in it stay."""
    mind, stops = state.mind, state.route[slot, R_STOPS]
    length = 1 + draw(mind) % min(longest, stops)
    kept = 0
    if length > 1 and length < stops and draw(mind) % 2 == 0:
        kept = 1
        while length + kept < stops and draw(mind) % 100 == 0:
            kept += 1
    at, drops, n = 0, len(given.drop), 0
    for i in range(1, state.route[slot, R_COUNT] + 1):
        if state.visit[slot, i, V_NODE] == drop:
            at = n
        n += 1 if state.visit[slot, i, V_NODE] < drops else 0
    first = max(0, at - length - kept + 1)
    last = min(at, stops - length - kept)
    first += draw(mind) % (last - first + 1)
    stay = first + (1 + draw(mind) % (length - 1) if kept > 0 else length)
    _mark(given, state, slot, first, first + length + kept, stay, stay + kept)
    if take_out(given, state, slot) and draw(mind) % 2 == 0:
        merge_loadings(given, state, slot)


@compiled
def _mark(
    given: Given, state: State, slot: int, first: int, end: int, stay: int, stay_end: int
) -> None:
    """Mark the drops numbered from ``first`` up to ``end``, but not from ``stay`` to ``stay_end``."""
    n = 0
    for i in range(1, state.route[slot, R_COUNT] + 1):
        state.line[i, P_MARKED] = 0
        if state.visit[slot, i, V_NODE] < len(given.drop):
            state.line[i, P_MARKED] = 1 if first <= n < end and not stay <= n < stay_end else 0
            n += 1
