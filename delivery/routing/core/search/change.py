"""Changes routes, and takes changes back: putting a load in, taking visits out, undoing a step."""

from delivery.routing.core.search.columns import (
    D_END,
    D_FIRST,
    F_ABSENT,
    F_BEFORE,
    F_CHANGED,
    F_SAVED,
    F_WHERE,
    I_DROP_GAP,
    I_KIND,
    I_SLOT,
    I_STORE_GAP,
    K_STAMP,
    K_TOUCHED,
    L_CRATES,
    L_DROP,
    L_HELD,
    L_SKIP,
    L_STORE,
    M_ABSENT,
    M_CHANGED,
    M_SAVED,
    M_TOTAL,
    M_TOUCHED,
    P_KEPT,
    P_MARKED,
    R_COST,
    R_COUNT,
    V_NODE,
)
from delivery.routing.core.search.jit import compiled, entry
from delivery.routing.core.search.lay import lay
from delivery.routing.core.search.tables import Given, State, Table
from delivery.routing.core.search.trial import write


@entry
def begin(state: State) -> None:
    """Begin a step: from here on everything can be undone."""
    for k in range(state.mind[M_TOUCHED]):
        state.mark[state.mark[k, K_TOUCHED], K_STAMP] = 0
    state.mind[M_TOUCHED] = state.mind[M_CHANGED] = 0
    for k in range(state.mind[M_ABSENT]):
        state.fate[k, F_SAVED] = state.fate[k, F_ABSENT]
    state.mind[M_SAVED] = state.mind[M_ABSENT]


@compiled
def undo(given: Given, state: State) -> None:
    """Take everything back since `begin`."""
    for k in range(state.mind[M_TOUCHED]):
        _restore(state, state.mark[k, K_TOUCHED])
    for k in range(state.mind[M_CHANGED] - 1, -1, -1):
        load, slot = state.fate[k, F_CHANGED], state.fate[k, F_BEFORE]
        _settle(given, state, load, slot)
    state.mind[M_CHANGED] = 0
    state.mind[M_ABSENT] = state.mind[M_SAVED]
    for k in range(state.mind[M_ABSENT]):
        state.fate[k, F_ABSENT] = state.fate[k, F_SAVED]


@compiled
def _restore(state: State, slot: int) -> None:
    behind = len(state.visit) // 2 + 1
    state.mind[M_TOTAL] += state.route[behind + slot, R_COST] - state.route[slot, R_COST]
    for i in range(state.route[behind + slot, R_COUNT] + 2):
        _copy(state.visit[behind + slot, i], state.visit[slot, i])
    _copy(state.route[behind + slot], state.route[slot])


@compiled
def _copy(source: Table, target: Table) -> None:
    for k in range(len(source)):
        target[k] = source[k]


@compiled
def touch(state: State, slot: int) -> None:
    """Save a route before it changes for the first time in a step."""
    if state.mark[slot, K_STAMP] == 1:
        return
    state.mark[slot, K_STAMP] = 1
    behind = len(state.visit) // 2 + 1
    state.mark[state.mind[M_TOUCHED], K_TOUCHED] = slot
    state.mind[M_TOUCHED] += 1
    for i in range(state.route[slot, R_COUNT] + 2):
        _copy(state.visit[slot, i], state.visit[behind + slot, i])
    _copy(state.route[slot], state.route[behind + slot])


@compiled
def _settle(given: Given, state: State, load: int, slot: int) -> None:
    """Say that ``load`` is in ``slot``, or absent for -1; keep the shelf and the total right."""
    before, drop = state.fate[load, F_WHERE], given.load[load, L_DROP]
    if before < 0 <= slot:
        state.shelf[drop] += given.load[load, L_CRATES]
        state.mind[M_TOTAL] -= given.load[load, L_SKIP]
    elif slot < 0 <= before:
        state.shelf[drop] -= given.load[load, L_CRATES]
        state.mind[M_TOTAL] += given.load[load, L_SKIP]
    state.fate[load, F_WHERE] = slot


@compiled
def _move(given: Given, state: State, load: int, slot: int) -> None:
    state.fate[state.mind[M_CHANGED], F_CHANGED] = load
    state.fate[state.mind[M_CHANGED], F_BEFORE] = state.fate[load, F_WHERE]
    state.mind[M_CHANGED] += 1
    _settle(given, state, load, slot)


@compiled
def relay(given: Given, state: State, slot: int) -> bool:
    """Lay a changed route out anew and keep the total right."""
    before = state.route[slot, R_COST]
    fine = lay(given, state, slot, slot, -1)
    state.mind[M_TOTAL] += state.route[slot, R_COST] - before
    return fine


@entry
def put(given: Given, state: State, load: int) -> bool:
    """Insert ``load`` as ``state.mind`` says; if it proves wrong, leave everything as it was."""
    slot, row = state.mind[I_SLOT], len(given.slot)
    touch(state, slot)
    _keep(state, slot)
    kind, store_gap, drop_gap = state.mind[I_KIND], state.mind[I_STORE_GAP], state.mind[I_DROP_GAP]
    write(given, state, load, slot, row, kind, store_gap, drop_gap)
    _copy_order(state, row, slot)
    _move(given, state, load, slot)
    if relay(given, state, slot):
        return True
    _take_back(given, state, slot, state.mind[M_CHANGED] - 1)
    return False


@compiled
def take_out(given: Given, state: State, slot: int) -> bool:
    """Take out the visits of ``slot`` that are marked, and store visits for nothing.

    What they dropped becomes absent. If the rest cannot be driven, all stays as it was.
    """
    touch(state, slot)
    _keep(state, slot)
    changed, absent = state.mind[M_CHANGED], state.mind[M_ABSENT]
    visit, count, n = state.visit[slot], state.route[slot, R_COUNT], 0
    for i in range(1, count + 1):
        node = visit[i, V_NODE]
        if state.line[i, P_MARKED] == 1 and node < len(given.drop):
            _remove_loads(given, state, slot, node)
        else:
            n += 1
            visit[n, V_NODE] = node
    state.route[slot, R_COUNT] = n
    _without_idle_stores(given, state, slot)
    if relay(given, state, slot):
        return True
    state.mind[M_ABSENT] = absent
    _take_back(given, state, slot, changed)
    return False


@compiled
def _remove_loads(given: Given, state: State, slot: int, drop: int) -> None:
    for load in range(given.drop[drop, D_FIRST], given.drop[drop, D_END]):
        if state.fate[load, F_WHERE] == slot:
            _move(given, state, load, -1)
            state.fate[state.mind[M_ABSENT], F_ABSENT] = load
            state.mind[M_ABSENT] += 1


@compiled
def _without_idle_stores(given: Given, state: State, slot: int) -> None:
    """Strike out the visits of stores at which nothing is taken any more."""
    visit, count, drops = state.visit[slot], state.route[slot, R_COUNT], len(given.drop)
    for s in range(len(given.store)):
        state.last[s] = 0
    for i in range(1, count + 1):
        node = visit[i, V_NODE]
        state.line[i, P_MARKED] = 1 if node >= drops else 0
        if node >= drops:
            state.last[node - drops] = i
            continue
        for load in range(given.drop[node, D_FIRST], given.drop[node, D_END]):
            if state.fate[load, F_WHERE] == slot and given.load[load, L_HELD] != slot:
                state.line[state.last[given.load[load, L_STORE]], P_MARKED] = 0
    _strike(state, slot, slot)


@compiled
def _strike(state: State, source: int, target: int) -> None:
    """Write the order of ``source`` without its marked visits down as that of ``target``."""
    n = 0
    for i in range(1, state.route[source, R_COUNT] + 1):
        if state.line[i, P_MARKED] == 0:
            n += 1
            state.visit[target, n, V_NODE] = state.visit[source, i, V_NODE]
    state.route[target, R_COUNT] = n


@compiled
def merge_loadings(given: Given, state: State, slot: int) -> None:
    """Strike out visits of stores whose goods can be had at an earlier visit, where it is cheaper."""
    row, i = len(given.slot), 2
    while i <= state.route[slot, R_COUNT]:
        if state.visit[slot, i, V_NODE] >= len(given.drop) and _strike_pays(given, state, slot, i):
            touch(state, slot)
            _copy_order(state, row, slot)
            relay(given, state, slot)
        else:
            i += 1


@compiled
def _strike_pays(given: Given, state: State, slot: int, i: int) -> bool:
    row = len(given.slot)
    for k in range(1, state.route[slot, R_COUNT] + 1):
        state.line[k, P_MARKED] = 1 if k == i else 0
    _strike(state, slot, row)
    if not lay(given, state, slot, row, -1):
        return False
    return state.route[row, R_COST] < state.route[slot, R_COST]


@compiled
def _keep(state: State, slot: int) -> None:
    state.line[0, P_KEPT] = state.route[slot, R_COUNT]
    for i in range(1, state.line[0, P_KEPT] + 1):
        state.line[i, P_KEPT] = state.visit[slot, i, V_NODE]


@compiled
def _take_back(given: Given, state: State, slot: int, changed: int) -> None:
    """Put the kept order back, and where loads were before the change of that number."""
    while state.mind[M_CHANGED] > changed:
        state.mind[M_CHANGED] -= 1
        k = state.mind[M_CHANGED]
        _settle(given, state, state.fate[k, F_CHANGED], state.fate[k, F_BEFORE])
    state.route[slot, R_COUNT] = state.line[0, P_KEPT]
    for i in range(1, state.line[0, P_KEPT] + 1):
        state.visit[slot, i, V_NODE] = state.line[i, P_KEPT]
    relay(given, state, slot)


@compiled
def _copy_order(state: State, source: int, target: int) -> None:
    for i in range(1, state.route[source, R_COUNT] + 1):
        state.visit[target, i, V_NODE] = state.visit[source, i, V_NODE]
    state.route[target, R_COUNT] = state.route[source, R_COUNT]
