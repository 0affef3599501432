"""The facts that can keep a load out, each with what takes it away and what would be enough.

Every fact is a small change of the search's tables. ``without`` takes the fact away; ``needed`` says,
of a route in which the load then has found a place, how far it had to be stretched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import PLENTY, Given, State, Table


@dataclass(frozen=True, slots=True)
class Found:
    """Where a load went when a fact was taken away: route, and visits of its drop and its store."""

    given: Given
    state: State
    load: int
    slot: int
    at: int
    taken: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be in the way of a load."""

    without: Callable[[Given, int], Given]
    needed: Callable[[Found], int]


def _drop(column: int, value: int) -> Callable[[Given, int], Given]:
    def without(given: Given, load: int) -> Given:
        table = given.drop.copy()
        table[given.load[load, col.L_DROP], column] = value
        return given._replace(drop=table)

    return without


def _store(column: int, value: int) -> Callable[[Given, int], Given]:
    def without(given: Given, load: int) -> Given:
        table = given.store.copy()
        table[given.load[load, col.L_STORE], column] = value
        return given._replace(store=table)

    return without


def _load(changes: Mapping[int, int]) -> Callable[[Given, int], Given]:
    def without(given: Given, load: int) -> Given:
        table = given.load.copy()
        for column, value in changes.items():
            table[load, column] = value
        return given._replace(load=table)

    return without


def _slots(column: int, value: int) -> Callable[[Given, int], Given]:
    def without(given: Given, load: int) -> Given:
        table = given.slot.copy()
        table[:, column] = value
        return given._replace(slot=table)

    return without


def _later(given: Given, load: int) -> Given:
    table = given.slot.copy()
    free = table[:, col.U_START_BY] == table[:, col.U_BACK_BY]
    table[:, col.U_BACK_BY] = col.FAR
    table[free, col.U_START_BY] = col.FAR
    return given._replace(slot=table)


def _any_order(given: Given, load: int) -> Given:
    return given._replace(risk_order=0)


def _row(found: Found, at: int) -> Table:
    row: Table = found.state.visit[found.slot, at]
    return row


def _begins(found: Found, at: int) -> int:
    return int(_row(found, at)[col.V_LEAVES] - _row(found, at)[col.V_STAY])


def _end(found: Found) -> int:
    return int(found.state.route[found.slot, col.R_COUNT]) + 1


def _most(column: int) -> Callable[[Found], int]:
    def needed(found: Found) -> int:
        return int(found.state.visit[found.slot, : _end(found), column].max())

    return needed


def _stops(found: Found) -> int:
    done = found.given.slot[found.slot, col.U_DONE_STOPS]
    return int(found.state.route[found.slot, col.R_STOPS] + done)


def _loadings(found: Found) -> int:
    store = found.given.load[found.load, col.L_STORE]
    before = found.given.slot[found.slot, col.U_ADMITS + len(found.given.drop) + store]
    return int(found.state.route[found.slot, col.R_COLUMNS + store] + before)


def _on_shelf(found: Found) -> int:
    return int(found.state.shelf[found.given.load[found.load, col.L_DROP]])


def _ride(found: Found) -> int:
    left = _row(found, found.taken)[col.V_LEAVES]
    return max(0, int(_begins(found, found.at) - left))


def leaves_by(found: Found) -> int:
    """Return when the vehicle has to leave for the load to be in time."""
    return max(0, int(_row(found, _end(found))[col.V_START_BY]))


def _late(which: str) -> Callable[[Found], int]:
    def needed(found: Found) -> int:
        return max(0, int(_row(found, getattr(found, which))[col.V_LATE]))

    return needed


FACTS: Mapping[str, Fact] = {
    "gate-closes": Fact(_drop(col.D_CLOSES, col.FAR), lambda f: _begins(f, f.at)),
    "gate-opens": Fact(_drop(col.D_OPENS, 0), _late("at")),
    "store-closes": Fact(_store(col.S_CLOSES, col.FAR), lambda f: _begins(f, f.taken)),
    "store-opens": Fact(_store(col.S_OPENS, 0), _late("taken")),
    "not-ready": Fact(_load({col.L_READY: 0}), _late("taken")),
    "ride-too-long": Fact(_load({col.L_RIDE: col.FAR, col.L_DEADLINE: col.FAR}), _ride),
    "over-mass": Fact(_slots(col.U_MASS, PLENTY), _most(col.V_MASS)),
    "over-crates": Fact(_slots(col.U_CRATES, PLENTY), _most(col.V_CRATES)),
    "over-cold-crates": Fact(_slots(col.U_COLD, PLENTY), _most(col.V_COLD)),
    "shift-ends": Fact(_later, lambda f: _begins(f, _end(f))),
    "out-of-range": Fact(
        _slots(col.U_RANGE, PLENTY), lambda f: int(f.state.route[f.slot, col.R_METRES])
    ),
    "too-many-stops": Fact(_slots(col.U_STOPS, PLENTY), _stops),
    "too-many-loadings": Fact(_slots(col.U_LOADINGS, PLENTY), _loadings),
    "risk-falls": Fact(_any_order, lambda f: int(_row(f, f.at)[col.V_LEVEL])),
    "shelf-full": Fact(_drop(col.D_SHELF, PLENTY), _on_shelf),
}
"""What is in the tables themselves; who is let in where, from when on, and how many there are, is in ``explain``."""


def let_in(given: Given, load: int, allowed: Table) -> Given:
    """Return ``given`` with the slots that are ``allowed`` let in at the drop point of ``load``."""
    table = given.slot.copy()
    column = col.U_ADMITS + given.load[load, col.L_DROP]
    table[:, column] = np.maximum(table[:, column], allowed)
    return given._replace(slot=table)


def leaving(given: Given, from_s: Table) -> Given:
    """Return ``given`` with the slots that are not under way yet leaving from ``from_s`` on."""
    table = given.slot.copy()
    free = table[:, col.U_UNDER_WAY] == 0
    table[free, col.U_FROM] = from_s[free]
    return given._replace(slot=table)
