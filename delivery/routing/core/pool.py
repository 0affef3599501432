"""The routes that a search has come by, as columns for a set partition."""

from collections.abc import Sequence
from dataclasses import dataclass

from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import State


@dataclass(frozen=True, slots=True)
class Column:
    """A route that any slot of class ``of`` may drive: what it costs, drops and visits."""

    of: int
    cost: int
    loads: tuple[int, ...]
    nodes: tuple[int, ...]


def pooled(state: State) -> list[Column]:
    """Return the routes in the pool of ``state``."""
    count, data = int(state.mind[col.M_POOLED]), state.pool_data.tolist()
    return [_column(row, data) for row in state.pool[:count].tolist()]


def _column(row: Sequence[int], data: Sequence[int]) -> Column:
    at = row[3]
    after = at + 1 + data[at]
    loads = data[after + 1 : after + 1 + data[after]]
    return Column(row[0], row[2], tuple(loads), tuple(data[at + 1 : after]))
