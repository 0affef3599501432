"""Reads the best plan of a search as tours, and writes tours down as one."""

from collections.abc import Iterable, Iterator

from delivery.routing.core.assemble import Tour
from delivery.routing.core.driving import Driver
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.encode import Encoded
from delivery.routing.core.search.tables import State
from delivery.routing.core.visits import Visit, tidied


def read_tours(encoded: Encoded, state: State, driver: Driver) -> list[Tour]:
    """Return the best plan of ``state``, without idle vehicles."""
    found = []
    for slot, (vehicle, unit) in enumerate(encoded.units):
        visits = tidied(driver, [*_visits(encoded, state, slot)])
        if visits:
            found.append(Tour(vehicle, unit, tuple(visits)))
    return found


def _visits(encoded: Encoded, state: State, slot: int) -> Iterator[Visit]:
    given, drops = encoded.given, len(encoded.given.drop)
    for node in state.visit[slot, 1 : state.mark[slot, col.K_BEST] + 1, col.V_BEST].tolist():
        if node >= drops:
            yield Visit(True, node - drops, ())
            continue
        rows = range(given.drop[node, col.D_FIRST], given.drop[node, col.D_END])
        here = (row for row in rows if state.fate[row, col.F_BEST] == slot)
        yield Visit(False, node, tuple(encoded.loads[row] for row in here))


def write_tours(encoded: Encoded, state: State, tours: Iterable[Tour]) -> None:
    """Write ``tours`` down as the best plan; loads that no tour drops are absent.

    Units, loads and visits that the search does not know, such as ones done already, are passed
    over.
    """
    slot_of = {unit: slot for slot, unit in enumerate(encoded.units)}
    row_of = {load: row for row, load in enumerate(encoded.loads)}
    state.mark[:, col.K_BEST], state.fate[:, col.F_BEST] = 0, -1
    for tour in tours:
        slot = slot_of.get((tour.vehicle, tour.unit))
        if slot is not None:
            _write(encoded, state, slot, tour, row_of)


def _write(encoded: Encoded, state: State, slot: int, tour: Tour, row_of: dict[int, int]) -> None:
    drops, count = len(encoded.given.drop), 0
    for visit in tour.visits:
        rows = [row_of[load] for load in visit.loads if load in row_of]
        if rows and count + 2 < state.visit.shape[1]:
            count += 1
            state.visit[slot, count, col.V_BEST] = visit.at + drops * visit.is_store
            if not visit.is_store:
                state.fate[rows, col.F_BEST] = slot
    state.mark[slot, col.K_BEST] = count
