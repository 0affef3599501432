"""The routes that a search has come by, as columns for a set partition."""

from dataclasses import dataclass

from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import State, Table


@dataclass(frozen=True, slots=True)
class Column:
    """A route that any slot of class ``of`` may drive: what it costs, drops and visits."""

    of: int
    cost: int
    loads: tuple[int, ...]
    nodes: tuple[int, ...]


def pooled(state: State, begin: int = 0) -> list[Column]:
    """Return the routes in the pool of ``state``, from number ``begin`` on."""
    count = int(state.mind[col.M_POOLED])
    return [_column(state, row) for row in range(begin, count)]


def refresh(state: State, known: list[Column]) -> list[int]:
    """Bring ``known`` up to date with the pool; return the numbers of those that became cheaper."""
    cheaper = [
        row
        for row, cost in enumerate(state.pool[: len(known), 2].tolist())
        if cost != known[row].cost
    ]
    for row in cheaper:
        known[row] = _column(state, row)
    known += pooled(state, len(known))
    return cheaper


def _column(state: State, row: int) -> Column:
    of, _, cost, at = state.pool[row].tolist()
    after = at + 1 + int(state.pool_data[at])
    end = after + 1 + int(state.pool_data[after])
    nodes, loads = state.pool_data[at + 1 : after], state.pool_data[after + 1 : end]
    return Column(of, cost, _whole(loads), _whole(nodes))


def _whole(numbers: Table) -> tuple[int, ...]:
    return tuple(int(number) for number in numbers)
