"""The linear relaxation of the choice among routes, which GLOP keeps solved as routes come in."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from delivery.routing.core.pool import Column
from delivery.routing.core.rows import Rows
from delivery.routing.core.search import columns as col


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation's value, each column's share and reduced cost, prices of loads and classes."""

    value: float
    share: list[float]
    reduced: list[float]
    loads: list[float]
    classes: list[float]


class Master:
    """A linear program over columns; more may be added, and it is solved on from where it was."""

    def __init__(self, rows: Rows) -> None:
        self.rows, given = rows, rows.given
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        most = self.solver.infinity()
        self.cover = [self.solver.Constraint(1, 1) for _ in range(len(given.load))]
        self.fleet = [self.solver.Constraint(-most, len(slots)) for slots in rows.classes]
        shelves = given.drop[:, col.D_SHELF]
        self.shelf = {d: self.solver.Constraint(-most, int(shelves[d])) for d in rows.shelves}
        self.take: list[pywraplp.Variable] = []
        self.solver.Objective().SetOffset(sum(rows.idle_cost))
        for load, row in enumerate(self.cover):
            skip = self.solver.NumVar(0, 1, "")
            self.solver.Objective().SetCoefficient(skip, int(given.load[load, col.L_SKIP]))
            row.SetCoefficient(skip, 1)

    def update(self, pool: Sequence[Column], cheaper: Sequence[int]) -> None:
        """Take in what is new in ``pool``, and what became cheaper there."""
        objective = self.solver.Objective()
        for j in cheaper:
            objective.SetCoefficient(self.take[j], self.rows.cost(pool[j]))
        for column in pool[len(self.take) :]:
            x = self.solver.NumVar(0, self.solver.infinity(), "")
            objective.SetCoefficient(x, self.rows.cost(column))
            self.fleet[column.of].SetCoefficient(x, 1)
            for load in column.loads:
                self.cover[load].SetCoefficient(x, 1)
            for drop, crates in self.rows.shelved(column).items():
                self.shelf[drop].SetCoefficient(x, crates)
            self.take.append(x)

    def solve(self, seconds: float) -> Relaxed | None:
        """Return the solved relaxation, or ``None`` if that takes longer than ``seconds``."""
        self.solver.SetTimeLimit(max(1, int(seconds * 1000)))
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return Relaxed(
            self.solver.Objective().Value(),
            [x.solution_value() for x in self.take],
            [x.reduced_cost() for x in self.take],
            [row.dual_value() for row in self.cover],
            [row.dual_value() for row in self.fleet],
        )
