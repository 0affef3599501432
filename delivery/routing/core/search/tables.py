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
    ``near`` gives the drop points by distance from each, itself first.
    """

    legs: Table
    load: Table
    drop: Table
    store: Table
    slot: Table
    near: Table
    exact: int
    risk_order: int
    disinfect_s: int


class State(NamedTuple):
    """Routes, where loads are, and what is known about them.

    ``visit``, of shape (2 × slots + 1, longest + 2, columns), and ``route`` have a row for each
    slot, one for trying things, and one for each slot to go back to. ``last`` is where in a route
    each store was visited last, ``shelf`` how many crates each drop point gets.
    """

    visit: Table
    route: Table
    mark: Table
    fate: Table
    line: Table
    shelf: Table
    last: Table
    mind: Table
    pool: Table
    pool_data: Table
    pool_seen: Table


PLENTY = 10**15
"""More than any cost or amount there is."""

POOL_ROUTES = 40_000
POOL_NUMBERS = 1_600_000
"""At most so many routes are kept for the partition, with so many numbers to write them down."""


def empty_state(given: Given, seed: int, longest: int) -> State:
    """Return the state in which every load is absent. ``longest`` bounds a route's visits."""
    rows, length = 2 * len(given.slot) + 1, longest + 2

    def zeros(*shape: int) -> Table:
        return np.zeros(shape, dtype=np.int64)

    return State(
        visit=zeros(rows, length, col.V_COLUMNS),
        route=zeros(rows, col.R_COLUMNS + len(given.store)),
        mark=zeros(rows, col.K_COLUMNS),
        fate=_fate(given),
        line=zeros(length, col.P_COLUMNS),
        shelf=zeros(len(given.drop)),
        last=zeros(len(given.store)),
        mind=_mind(given, seed),
        pool=zeros(POOL_ROUTES, 4),
        pool_data=zeros(POOL_NUMBERS),
        pool_seen=zeros(4 * POOL_ROUTES) - 1,
    )


def _fate(given: Given) -> Table:
    loads = len(given.load)
    fate = np.zeros((2 * loads + 2, col.F_COLUMNS), dtype=np.int64)
    fate[:, [col.F_WHERE, col.F_BEST]] = -1
    fate[:loads, col.F_ABSENT] = np.arange(loads)
    return fate


def _mind(given: Given, seed: int) -> Table:
    mind = np.zeros(col.M_COLUMNS, dtype=np.int64)
    mind[col.M_RANDOM] = seed * 2_654_435_761 % 4_294_967_291 + 1
    mind[col.M_BLINK] = 50
    mind[col.M_MILD] = PLENTY
    mind[col.M_ABSENT] = len(given.load)
    mind[col.M_TOTAL] = mind[col.M_BEST] = given.load[:, col.L_SKIP].sum()
    return mind
