"""Puts absent loads back, one after the other, each where it costs least."""

from delivery.routing.core.search.change import put
from delivery.routing.core.search.columns import (
    D_CLOSES,
    D_OPENS,
    D_PLACE,
    F_ABSENT,
    L_CRATES,
    L_DROP,
    L_SKIP,
    L_STORE,
    L_WEIGHT,
    M_ABSENT,
    M_MILD,
    M_THOROUGH,
    S_PLACE,
    WEIGHT,
)
from delivery.routing.core.search.insert import seek
from delivery.routing.core.search.jit import compiled
from delivery.routing.core.search.tables import PLENTY, Given, State
from delivery.routing.core.search.trial import draw

DEAR_EVERY = 4
"""Every so many times, on average, loads are put in whatever it costs."""

RANDOM, LARGE, FAR_OFF, CLOSE_BY, SHORT, EARLY, LATE = range(7)


@compiled
def recreate(given: Given, state: State) -> None:
    """Insert the absent loads in one of several orders; who fits nowhere stays absent."""
    _shuffle(state)
    _sort(given, state, _order(state))
    left, dear = 0, draw(state.mind) % DEAR_EVERY == 0
    for k in range(state.mind[M_ABSENT]):
        load = state.fate[k, F_ABSENT]
        limit = _limit(given, state, load, dear)
        if not (seek(given, state, load, limit) and put(given, state, load)):
            state.fate[left, F_ABSENT] = load
            left += 1
    state.mind[M_ABSENT] = left


@compiled
def _limit(given: Given, state: State, load: int, dear: bool) -> int:
    """Return what putting ``load`` in may cost; if ``dear``, anything: others may share the cost."""
    skip = given.load[load, L_SKIP]
    if state.mind[M_THOROUGH] == 1:
        return skip
    return PLENTY if dear else min(skip, state.mind[M_MILD] * given.load[load, L_WEIGHT] // WEIGHT)


@compiled
def _order(state: State) -> int:
    """Choose an order; the weights are those of the paper and, for windows, of its successors."""
    ticket = draw(state.mind) % 17
    if ticket < 4:
        return RANDOM
    if ticket < 8:
        return LARGE
    if ticket < 10:
        return FAR_OFF
    if ticket < 11:
        return CLOSE_BY
    return SHORT if ticket < 13 else (EARLY if ticket < 15 else LATE)


@compiled
def _shuffle(state: State) -> None:
    for k in range(state.mind[M_ABSENT] - 1, 0, -1):
        other = draw(state.mind) % (k + 1)
        state.fate[k, F_ABSENT], state.fate[other, F_ABSENT] = (
            state.fate[other, F_ABSENT],
            state.fate[k, F_ABSENT],
        )


@compiled
def _sort(given: Given, state: State, order: int) -> None:
    """Sort the absent loads by insertion; there are few, and equal ones stay shuffled."""
    if order == RANDOM:
        return
    for k in range(1, state.mind[M_ABSENT]):
        load = state.fate[k, F_ABSENT]
        weight = _weight(given, load, order)
        at = k
        while at > 0 and _weight(given, state.fate[at - 1, F_ABSENT], order) > weight:
            state.fate[at, F_ABSENT] = state.fate[at - 1, F_ABSENT]
            at -= 1
        state.fate[at, F_ABSENT] = load


@compiled
def _weight(given: Given, load: int, order: int) -> int:
    drop = given.drop[given.load[load, L_DROP]]
    if order == LARGE:
        return -given.load[load, L_CRATES]
    if order in (FAR_OFF, CLOSE_BY):
        store = given.store[given.load[load, L_STORE], S_PLACE]
        metres = given.legs[0, store, drop[D_PLACE], 0]
        return -metres if order == FAR_OFF else metres
    if order == SHORT:
        return drop[D_CLOSES] - drop[D_OPENS]
    return drop[D_OPENS] if order == EARLY else -drop[D_CLOSES]
