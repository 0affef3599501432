"""Simulated annealing over ruin and recreate, and the routes it comes by."""

import math

from delivery.routing.core.search.change import begin, relay, undo
from delivery.routing.core.search.columns import (
    D_SHELF,
    F_ABSENT,
    F_BEST,
    F_WHERE,
    K_BEST,
    K_TOUCHED,
    L_CRATES,
    L_DROP,
    L_SKIP,
    L_WEIGHT,
    M_ABSENT,
    M_BEST,
    M_MILD,
    M_SERVED,
    M_STEPS,
    M_THOROUGH,
    M_TOTAL,
    M_TOUCHED,
    R_COST,
    R_COUNT,
    U_ADMITS,
    V_BEST,
    V_NODE,
    WEIGHT,
)
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.lay import lay
from delivery.routing.core.search.recreate import recreate
from delivery.routing.core.search.remember import remember
from delivery.routing.core.search.ruin import ruin
from delivery.routing.core.search.tables import Given, State
from delivery.routing.core.search.trial import draw

KEEP_WITHIN = 5
"""Routes are remembered from plans that cost at most this part more than the best one."""

ADAPT_EVERY = 50
"""The mild price changes after so many steps, by a tenth."""

MILD_MOST = 10**14


@entry
def lay_out(given: Given, state: State) -> None:
    """Lay out every empty route."""
    for slot in range(len(given.slot)):
        relay(given, state, slot)


@entry
def prepare(given: Given, state: State) -> None:
    """Insert into the empty routes what can be inserted."""
    begin(state)
    recreate(given, state)
    _keep_best(given, state)


@entry
def anneal(
    given: Given, state: State, steps: int, warm: float, cooling: float, mild: bool
) -> float:
    """Do ``steps`` steps from temperature ``warm``, in units of cost; return the last one.

    Each step cools by the factor ``cooling``. A step is accepted if its cost is below the
    present one plus the temperature times an exponential random number. If ``mild``, leaving a
    load out costs less than it really does, so that a full vehicle is no wall.
    """
    if not mild:
        state.mind[M_MILD] = MILD_MOST
    for _ in range(steps):
        before = _mild_total(given, state)
        begin(state)
        ruin(given, state)
        recreate(given, state)
        after = _mild_total(given, state)
        luck = draw(state.mind) / 4294967296.0
        if after < before - warm * math.log(luck):
            if after < state.mind[M_BEST] + state.mind[M_BEST] // KEEP_WITHIN:
                for k in range(state.mind[M_TOUCHED]):
                    remember(given, state, state.mark[k, K_TOUCHED])
            if state.mind[M_TOTAL] < state.mind[M_BEST]:
                _keep_best(given, state)
        else:
            undo(given, state)
        warm *= cooling
        if mild:
            _adapt(given, state)
    return warm


@compiled
def _mild_total(given: Given, state: State) -> int:
    """Return the total with no more than the mild price, by its size, for each load left out."""
    total = state.mind[M_TOTAL]
    for k in range(state.mind[M_ABSENT]):
        facts = given.load[state.fate[k, F_ABSENT]]
        total -= max(0, facts[L_SKIP] - state.mind[M_MILD] * facts[L_WEIGHT] // WEIGHT)
    return total


@compiled
def _adapt(given: Given, state: State) -> None:
    """Every so many steps, set the mild price so that all loads are served about half of the time."""
    mind = state.mind
    mind[M_STEPS] += 1
    mind[M_SERVED] += 1 if mind[M_ABSENT] == 0 else 0
    if mind[M_STEPS] % ADAPT_EVERY == 0:
        if mind[M_SERVED] > ADAPT_EVERY * 6 // 10:
            mind[M_MILD] = max(1, mind[M_MILD] * 9 // 10)
        elif mind[M_SERVED] < ADAPT_EVERY * 4 // 10:
            mind[M_MILD] = min(MILD_MOST, mind[M_MILD] * 11 // 10 + 1)
        mind[M_SERVED] = 0


@entry
def finish(given: Given, state: State) -> None:
    """Go back to the best plan and insert what costs less than leaving it out."""
    return_to_best(given, state)
    state.mind[M_MILD], state.mind[M_THOROUGH] = MILD_MOST, 1
    prepare(given, state)


@compiled
def _keep_best(given: Given, state: State) -> None:
    state.mind[M_BEST] = state.mind[M_TOTAL]
    for slot in range(len(given.slot)):
        state.mark[slot, K_BEST] = state.route[slot, R_COUNT]
        for i in range(1, state.route[slot, R_COUNT] + 1):
            state.visit[slot, i, V_BEST] = state.visit[slot, i, V_NODE]
    for load in range(len(given.load)):
        state.fate[load, F_BEST] = state.fate[load, F_WHERE]


@entry
def return_to_best(given: Given, state: State) -> None:
    """Make the best plan, as it is written down, the present one; drop what cannot be driven."""
    for drop in range(len(given.drop)):
        state.shelf[drop] = 0
    for load in range(len(given.load)):
        state.fate[load, F_WHERE] = state.fate[load, F_BEST]
    total = 0
    for slot in range(len(given.slot)):
        state.route[slot, R_COUNT] = state.mark[slot, K_BEST]
        for i in range(1, state.mark[slot, K_BEST] + 1):
            state.visit[slot, i, V_NODE] = state.visit[slot, i, V_BEST]
        if not (lay(given, state, slot, slot, -1) and _on_shelves(given, state, slot)):
            _empty(given, state, slot)
        total += state.route[slot, R_COST]
    state.mind[M_ABSENT] = 0
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] < 0:
            state.fate[state.mind[M_ABSENT], F_ABSENT] = load
            state.mind[M_ABSENT] += 1
            total += given.load[load, L_SKIP]
    state.mind[M_TOTAL] = total


@compiled
def _on_shelves(given: Given, state: State, slot: int) -> bool:
    """Put the loads of ``slot`` on their shelves; say whether they fit and are let in."""
    fits = True
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] == slot:
            drop = given.load[load, L_DROP]
            state.shelf[drop] += given.load[load, L_CRATES]
            fits = fits and state.shelf[drop] <= given.drop[drop, D_SHELF]
            fits = fits and given.slot[slot, U_ADMITS + drop] == 1
    return fits


@compiled
def _empty(given: Given, state: State, slot: int) -> None:
    for load in range(len(given.load)):
        if state.fate[load, F_WHERE] == slot:
            state.fate[load, F_WHERE] = -1
    for drop in range(len(given.drop)):
        state.shelf[drop] = 0
    for load in range(len(given.load)):
        if 0 <= state.fate[load, F_WHERE] < slot:
            state.shelf[given.load[load, L_DROP]] += given.load[load, L_CRATES]
    state.route[slot, R_COUNT] = 0
    lay(given, state, slot, slot, -1)
