"""The problem and the state of the search as tables; rows and columns are in ``columns``."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.search import columns as col

Table = NDArray[np.int64]


class Given(NamedTuple):
    """What never changes during a search.

    ``legs`` has shape (ways of moving, places + 1, places + 1, 2): metres, then seconds. The
    last place is nowhere, which is reached for nothing: where routes with an open end end.
    ``first`` and ``members`` give the loads of each drop point, ``near`` the drop points by
    distance from each, ``admits`` (slots, drop points) who may go where, ``loaded`` (slots,
    stores) how often a store has been visited already.
    """

    legs: Table
    load: Table
    drop: Table
    store: Table
    slot: Table
    first: Table
    members: Table
    near: Table
    admits: Table
    loaded: Table
    exact: int
    risk_order: int
    disinfect_s: int


class State(NamedTuple):
    """Routes and what is known about them; each table has one more route, for trying things.

    ``visit`` has shape (slots + 1, longest + 2, columns), ``where`` the slot of each load or -1.
    """

    visit: Table
    route: Table
    visits_to: Table
    where: Table
    shelf: Table
    absent: Table
    mind: Table
    last: Table
    marked: Table
    kept: Table
    rides: Table
    low: Table
    high: Table
    try_: Table
    stamp: Table
    seen: Table
    touched: Table
    changed: Table
    saved_visit: Table
    saved_route: Table
    saved_to: Table
    saved_absent: Table
    best_node: Table
    best_count: Table
    best_where: Table
    order: Table
    pool: Table
    pool_data: Table
    pool_seen: Table


POOL_ROUTES = 40_000
POOL_NUMBERS = 1_600_000
"""At most so many routes are kept for the partition, with so many numbers to write them down."""


def empty_state(given: Given, seed: int, longest: int) -> State:
    """Return the state in which every load is absent. ``longest`` bounds a route's visits."""
    slots, loads, stores = len(given.slot), len(given.load), len(given.store)
    rows, length = slots + 1, longest + 2

    def zeros(*shape: int) -> Table:
        return np.zeros(shape, dtype=np.int64)

    mind = zeros(col.M_COLUMNS)
    mind[col.M_RANDOM] = seed * 2_654_435_761 % 4_294_967_291 + 1
    mind[col.M_BLINK] = 50
    mind[col.M_ABSENT] = loads
    mind[col.M_TOTAL] = mind[col.M_BEST] = given.load[:, col.L_SKIP].sum()
    mind[col.M_MILD] = 10**15
    return State(
        visit=zeros(rows, length, col.V_COLUMNS),
        route=zeros(rows, col.R_COLUMNS),
        visits_to=zeros(rows, stores),
        where=zeros(loads) - 1,
        shelf=zeros(len(given.drop)),
        absent=np.arange(loads, dtype=np.int64),
        mind=mind,
        last=zeros(stores),
        marked=zeros(length),
        kept=zeros(length),
        rides=zeros(max(1, loads), 3),
        low=zeros(length),
        high=zeros(length),
        try_=zeros(col.I_COLUMNS),
        stamp=zeros(rows),
        seen=zeros(rows),
        touched=zeros(rows),
        changed=zeros(2 * loads + 1, 2),
        saved_visit=zeros(rows, length, col.V_COLUMNS),
        saved_route=zeros(rows, col.R_COLUMNS),
        saved_to=zeros(rows, stores),
        saved_absent=zeros(loads + 1),
        best_node=zeros(rows, length),
        best_count=zeros(rows),
        best_where=zeros(loads) - 1,
        order=zeros(loads),
        pool=zeros(POOL_ROUTES, 4),
        pool_data=zeros(POOL_NUMBERS),
        pool_seen=zeros(4 * POOL_ROUTES) - 1,
    )
