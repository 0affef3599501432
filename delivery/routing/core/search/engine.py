"""One search over one problem: runs compiled steps and reads the tables back as tours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.assemble import Tour
from delivery.routing.core.driving import Driver
from delivery.routing.core.partition import Effort
from delivery.routing.core.pool import Column
from delivery.routing.core.problem import Problem
from delivery.routing.core.recombine import Recombination
from delivery.routing.core.rows import rows_of
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.anneal import (
    anneal,
    finish,
    lay_out,
    prepare,
    return_to_best,
)
from delivery.routing.core.search.encode import encode
from delivery.routing.core.search.tables import empty_state
from delivery.routing.core.search.tours import read_tours, write_tours


@dataclass(frozen=True, slots=True)
class Cooling:
    """Temperatures at the begin and the end of a search, as parts of the cost of one stop.

    ``mild`` is what leaving a load of average size out costs at first, in the same unit; from
    ``strict`` on, a part of the whole search, it costs as much as it really does.
    """

    first: float = 0.3
    last: float = 0.003
    mild: float = 4.0
    strict: float = 0.8


class Search:
    """The search for one problem. The same seed and steps give the same plan everywhere."""

    def __init__(
        self,
        problem: Problem,
        seed: int,
        cooling: Cooling = Cooling(),
        start: Iterable[Tour] = (),
    ) -> None:
        self.driver = Driver(problem)
        self.encoded = encode(problem, self.driver)
        self.given = self.encoded.given
        self.state = empty_state(self.given, seed, self.encoded.longest)
        self.cooling, self.strict = cooling, False
        lay_out(self.given, self.state)
        self.rows = rows_of(
            self.given, self.state.route[: len(self.given.slot), col.R_COST].tolist()
        )
        self.recombination = Recombination(self.rows, self.state)
        self.begin_from(start)
        prepare(self.given, self.state)
        self.unit = self._cost_of_a_stop()
        self.state.mind[col.M_MILD] = int(cooling.mild * self.unit)

    def _cost_of_a_stop(self) -> float:
        """Return what a stop costs on average in the first plan: the unit of temperature."""
        routes = self.state.route[: len(self.given.slot)]
        stops = max(1, int(routes[:, col.R_STOPS].sum()))
        return max(1.0, float(routes[:, col.R_COST].sum()) / stops)

    @property
    def worthwhile(self) -> bool:
        """Whether there is anything to search for."""
        return bool(len(self.given.load) and len(self.given.slot))

    @property
    def cost(self) -> int:
        """The cost of the best plan so far."""
        return int(self.state.mind[col.M_BEST])

    def run(self, steps: int, begin: float, end: float) -> None:
        """Do ``steps`` steps, from ``begin`` to ``end`` of the cooling; both from 0 to 1."""
        first, last = self.unit * self.cooling.first, self.unit * self.cooling.last
        warm = first * (last / first) ** begin
        factor = (last / first) ** ((end - begin) / max(1, steps))
        if end > self.cooling.strict and not self.strict:
            return_to_best(self.given, self.state)
            self.strict = True
        anneal(self.given, self.state, steps, warm, factor, not self.strict)

    def finish(self) -> None:
        """Go back to the best plan, and insert what is worth its price after all."""
        finish(self.given, self.state)

    def begin_from(self, tours: Iterable[Tour]) -> None:
        """Make ``tours`` the present plan, without the ones that cannot be driven."""
        write_tours(self.encoded, self.state, tours)
        return_to_best(self.given, self.state)

    def learn(self, tours: Iterable[Tour]) -> None:
        """Take in tours that others came by, to put together anew with those of the search."""
        self.recombination.learn(self._columns(tours))

    def _columns(self, tours: Iterable[Tour]) -> Iterator[Column]:
        encoded, drops = self.encoded, len(self.given.drop)
        slots = {unit: slot for slot, unit in enumerate(encoded.units)}
        rows = {load: row for row, load in enumerate(encoded.loads)}
        for tour in tours:
            if (slot := slots.get((tour.vehicle, tour.unit))) is not None:
                of = int(self.given.slot[slot, col.U_CLASS])
                nodes = tuple(visit.at + drops * visit.is_store for visit in tour.visits)
                brought = (visit.loads for visit in tour.visits if not visit.is_store)
                yield Column(of, 0, tuple(rows[load] for some in brought for load in some), nodes)

    def recombine(self, effort: Effort) -> bool:
        """Look for a better plan among all routes come by; go on from there if there is one."""
        columns = self.recombination.better([*self._best()], self.cost, effort)
        return columns is not None and self.adopt(columns)

    def adopt(self, columns: Sequence[Column]) -> bool:
        """Go on from the plan of these routes if it is better than the best; say whether it is."""
        state, cost = self.state, self.cost
        before = state.mark[:, col.K_BEST].copy(), state.fate[:, col.F_BEST].copy()
        visits = state.visit[:, :, col.V_BEST].copy()
        self._adopt(columns)
        if self.cost < cost:
            return True
        state.mark[:, col.K_BEST], state.fate[:, col.F_BEST] = before
        state.visit[:, :, col.V_BEST] = visits
        return_to_best(self.given, state)
        state.mind[col.M_BEST] = cost
        return False

    def _best(self) -> Iterator[Column]:
        for slot in range(len(self.given.slot)):
            loads = np.flatnonzero(self.state.fate[:, col.F_BEST] == slot).tolist()
            if loads:
                yield Column(int(self.given.slot[slot, col.U_CLASS]), 0, tuple(loads), ())

    def _adopt(self, columns: Sequence[Column]) -> None:
        state, free = self.state, [list(slots) for slots in self.rows.classes]
        state.mark[:, col.K_BEST], state.fate[:, col.F_BEST] = 0, -1
        for column in columns:
            slot = free[column.of].pop(0)
            state.mark[slot, col.K_BEST] = len(column.nodes)
            state.visit[slot, 1 : len(column.nodes) + 1, col.V_BEST] = column.nodes
            state.fate[list(column.loads), col.F_BEST] = slot
        return_to_best(self.given, state)
        state.mind[col.M_BEST] = state.mind[col.M_TOTAL]

    def tours(self) -> list[Tour]:
        """Return the best plan so far as tours."""
        return read_tours(self.encoded, self.state, self.driver)
