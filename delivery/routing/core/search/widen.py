"""Finds routes that a linear program over known ones would gladly have: their neighbours, by price.

Each load has a price, what the plan pays at the margin for having it dropped. A route that costs
less than its loads are worth makes for a better plan, on average; such routes are sought among
those that differ from a known one by a load more, a load less, or one exchanged, and among those
that another class of vehicle drives.
"""

from delivery.routing.core.search.change import begin, put, relay, take_out, undo
from delivery.routing.core.search.columns import (
    D_SHELF,
    F_WHERE,
    I_DELTA,
    I_SLOT,
    L_CRATES,
    L_DROP,
    L_HELD,
    M_ABSENT,
    M_POOLED,
    P_MARKED,
    R_COST,
    R_COUNT,
    U_ADMITS,
    V_NODE,
)
from delivery.routing.core.search.insert import seek_in
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.remember import remember
from delivery.routing.core.search.tables import Given, State, Table


@entry
def clear(given: Given, state: State) -> None:
    """Make every route empty, and every load absent, without noting them as such."""
    for load in range(len(given.load)):
        state.fate[load, F_WHERE] = -1
    for drop in range(len(given.drop)):
        state.shelf[drop] = 0
    for slot in range(len(given.slot)):
        state.route[slot, R_COUNT] = 0
        relay(given, state, slot)
    begin(state)
    state.mind[M_ABSENT] = 0


@entry
def widen(given: Given, state: State, row: int, firsts: Table, worth: Table, hire: Table) -> int:
    """Remember neighbours of the route in ``row`` of the pool; return how many are new.

    ``firsts`` is a slot of each class, ``worth`` the price of each load, ``hire`` that of having
    a vehicle of each class; a route is remembered if its loads are worth more than it costs.
    """
    before = state.mind[M_POOLED]
    for klass in range(len(firsts)):
        slot = firsts[klass]
        if _take_up(given, state, row, slot):
            left = _left(given, state, slot, worth) - hire[klass]
            if left > 0:
                remember(given, state, slot)
            if klass == state.pool[row, 0]:
                _one_less(given, state, slot, worth, hire[klass])
            _one_more(given, state, slot, -1, worth, left)
        _put_down(given, state, slot)
    return state.mind[M_POOLED] - before


@entry
def take_in(given: Given, state: State, slot: int) -> None:
    """Remember the route whose visits and loads are written down for ``slot``; empty it again."""
    if relay(given, state, slot):
        remember(given, state, slot)
    _put_down(given, state, slot)


@compiled
def _take_up(given: Given, state: State, row: int, slot: int) -> bool:
    """Make the route in ``row`` the one of ``slot``; say whether that can drive it."""
    data, at = state.pool_data, state.pool[row, 3]
    count = data[at]
    for i in range(1, count + 1):
        state.visit[slot, i, V_NODE] = data[at + i]
    state.route[slot, R_COUNT] = count
    at += count + 1
    admitted = True
    for k in range(1, data[at] + 1):
        load = data[at + k]
        drop = given.load[load, L_DROP]
        state.fate[load, F_WHERE] = slot
        state.shelf[drop] += given.load[load, L_CRATES]
        held = given.load[load, L_HELD]
        admitted = admitted and state.shelf[drop] <= given.drop[drop, D_SHELF]
        admitted = admitted and given.slot[slot, U_ADMITS + drop] == 1 and held in (-1, slot)
    return relay(given, state, slot) and admitted


@compiled
def _put_down(given: Given, state: State, slot: int) -> None:
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] == slot:
            state.fate[load, F_WHERE] = -1
            state.shelf[given.load[load, L_DROP]] = 0
    state.route[slot, R_COUNT] = 0
    relay(given, state, slot)


@compiled
def _left(given: Given, state: State, slot: int, worth: Table) -> int:
    """Return what is left of the worth of a route's loads when its cost is paid."""
    left = -state.route[slot, R_COST]
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] == slot:
            left += worth[load]
    return left


@compiled
def _one_less(given: Given, state: State, slot: int, worth: Table, hire: int) -> None:
    """Take out each visit alone, and put in each load in its stead."""
    for i in range(1, state.route[slot, R_COUNT] + 1):
        if state.visit[slot, i, V_NODE] < len(given.drop) and _take_out_one(given, state, slot, i):
            left = _left(given, state, slot, worth) - hire
            if left > 0 and state.route[slot, R_COUNT] > 0:
                remember(given, state, slot)
            _one_more(given, state, slot, i, worth, left)
        undo(given, state)
        begin(state)


@compiled
def _take_out_one(given: Given, state: State, slot: int, at: int) -> bool:
    for i in range(1, state.route[slot, R_COUNT] + 1):
        state.line[i, P_MARKED] = 1 if i == at else 0
    return take_out(given, state, slot)


@compiled
def _one_more(given: Given, state: State, slot: int, out: int, worth: Table, left: int) -> None:
    """Put in each load alone, with visit ``out`` out unless it is -1."""
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] == slot or left + worth[load] <= 0:
            continue
        if _seek(given, state, load, slot, left + worth[load]):
            if put(given, state, load):
                remember(given, state, slot)
            undo(given, state)
            begin(state)
            if out > 0:
                _take_out_one(given, state, slot, out)


@compiled
def _seek(given: Given, state: State, load: int, slot: int, limit: int) -> bool:
    """Seek the cheapest way to put ``load`` into ``slot`` that costs less than ``limit``."""
    drop = given.load[load, L_DROP]
    if state.shelf[drop] + given.load[load, L_CRATES] > given.drop[drop, D_SHELF]:
        return False
    state.mind[I_DELTA], state.mind[I_SLOT] = limit, -1
    seek_in(given, state, load, slot)
    return state.mind[I_SLOT] >= 0
