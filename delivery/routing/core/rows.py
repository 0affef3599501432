"""What a choice among routes must keep, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.pool import Column
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import Given


@dataclass(frozen=True, slots=True)
class Rows:
    """What a choice of columns must keep: each load once, so many vehicles a class, full shelves."""

    given: Given
    classes: tuple[tuple[int, ...], ...]
    idle_cost: tuple[int, ...]
    shelves: tuple[int, ...]

    def cost(self, column: Column) -> int:
        """Return what choosing ``column`` costs beyond an idle vehicle."""
        return column.cost - self.saved(column.of)

    def saved(self, of: int) -> int:
        """Return what a vehicle of class ``of`` costs idle, which its route does not cost more."""
        slots = self.classes[of]
        under_way = len(slots) == 1 and self.given.slot[slots[0], col.U_UNDER_WAY]
        return self.idle_cost[of] if under_way else 0

    def shelved(self, column: Column) -> dict[int, int]:
        """Return how many crates the column puts on each shelf that could be too small."""
        found: dict[int, int] = {}
        for load in column.loads if self.shelves else ():
            drop = int(self.given.load[load, col.L_DROP])
            if drop in self.shelves:
                found[drop] = found.get(drop, 0) + int(self.given.load[load, col.L_CRATES])
        return found


def rows_of(given: Given, idle_cost: Sequence[int]) -> Rows:
    """Return the rows for ``given``; ``idle_cost`` is what each slot costs with nothing to do."""
    count = int(given.slot[:, col.U_CLASS].max()) + 1 if len(given.slot) else 0
    of = given.slot[:, col.U_CLASS]
    classes = tuple(tuple(np.flatnonzero(of == k).tolist()) for k in range(count))
    wanted = np.zeros(len(given.drop), dtype=np.int64)
    np.add.at(wanted, given.load[:, col.L_DROP], given.load[:, col.L_CRATES])
    shelves = np.flatnonzero(wanted > given.drop[:, col.D_SHELF])
    idle = tuple(sum(idle_cost[slot] for slot in slots) for slots in classes)
    return Rows(given, classes, idle, tuple(shelves.tolist()))
