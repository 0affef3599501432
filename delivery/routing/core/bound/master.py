"""The master problem: which routes, in parts, bring every load at the least cost."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.math_opt.python import mathopt

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Path:
    """A route of class ``of``, perhaps with returns: its cost, and how often it brings each load.

    ``nodes`` are its visits in order.
    """

    of: int
    cost: int
    loads: tuple[tuple[int, int], ...]
    nodes: tuple[int, ...]


def path(of: int, cost: int, nodes: Sequence[int], loads: int) -> Path:
    """Return the path along ``nodes``, of which those below ``loads`` are loads."""
    times = Counter(node for node in nodes if node < loads)
    return Path(of, cost, tuple(sorted(times.items())), tuple(nodes))


@dataclass(frozen=True, slots=True)
class Solved:
    """The optimum of the master problem: duals of loads, classes, shelves and cuts; parts of paths and loads."""

    value: float
    loads: list[float]
    classes: list[float]
    shelves: list[float]
    cuts: list[float]
    parts: dict[int, float]
    skipped: dict[int, float]


class Master:
    """The master problem, kept between solves so that each begins where the last one ended."""

    def __init__(
        self,
        skip: Sequence[int],
        counts: Sequence[int],
        shelves: Sequence[tuple[int, dict[int, int]]],
    ) -> None:
        """Begin with no path; ``shelves`` gives for each its room and the crates of its loads."""
        self.model = mathopt.Model(name="master")
        self.paths: list[Path] = []
        self.variables: list[mathopt.Variable] = []
        self.cover = [self.model.add_linear_constraint(lb=1.0) for _ in skip]
        self.fleet = [self.model.add_linear_constraint(lb=0.0, ub=float(n)) for n in counts]
        self.room = [self.model.add_linear_constraint(ub=float(room)) for room, _ in shelves]
        self.crates = [crates for _, crates in shelves]
        self.cuts: list[tuple[tuple[int, ...], mathopt.LinearConstraint]] = []
        self.skip: list[mathopt.Variable] = []
        for row, cost in zip(self.cover, skip, strict=True):
            variable = self.model.add_variable(lb=0.0)
            self.skip.append(variable)
            self.model.objective.set_linear_coefficient(variable, float(cost))
            row.set_coefficient(variable, 1.0)
        self.known: dict[tuple[int, tuple[int, ...]], int] = {}
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)

    def add(self, new: Sequence[Path]) -> int:
        """Add the paths that are not there yet; return how many were new."""
        count = 0
        for item in new:
            key = (item.of, item.nodes)
            if key not in self.known:
                self.known[key] = len(self.paths)
                self._add(item)
                count += 1
        return count

    def _add(self, item: Path) -> None:
        variable = self.model.add_variable(lb=0.0)
        self.paths.append(item)
        self.variables.append(variable)
        self.model.objective.set_linear_coefficient(variable, float(item.cost))
        self.fleet[item.of].set_coefficient(variable, 1.0)
        for load, times in item.loads:
            self.cover[load].set_coefficient(variable, float(times))
        for row, crates in zip(self.room, self.crates, strict=True):
            if put := sum(times * crates.get(load, 0) for load, times in item.loads):
                row.set_coefficient(variable, float(put))
        for cut, row in self.cuts:
            if hits := hits_of(cut, item):
                row.set_coefficient(variable, float(hits))

    def add_cut(self, cut: tuple[int, ...]) -> None:
        """Add the subset-row cut of three loads: at most one route brings two of them or more."""
        row = self.model.add_linear_constraint(ub=1.0)
        self.cuts.append((cut, row))
        for item, variable in zip(self.paths, self.variables, strict=True):
            if hits := hits_of(cut, item):
                row.set_coefficient(variable, float(hits))

    def ask(self, load: int, cost: int) -> None:
        """Let leaving ``load`` out cost so much."""
        self.model.objective.set_linear_coefficient(self.skip[load], float(cost))

    def set_fleet(self, bounds: Sequence[tuple[int, int]]) -> None:
        """Ask for so many routes of each class, from the first to the second number."""
        for row, (least, most) in zip(self.fleet, bounds, strict=True):
            row.lower_bound, row.upper_bound = float(least), float(most)

    def solve(self, seconds: float) -> Solved | None:
        """Return the optimum, or ``None`` if there is none or no time."""
        parameters = mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=max(0.05, seconds)), threads=1
        )
        result = self._result(parameters) or self._result(parameters)
        if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        dual = result.dual_values()
        values = result.variable_values()
        parts = {
            j: values[variable]
            for j, variable in enumerate(self.variables)
            if values[variable] > 1e-7
        }
        return Solved(
            result.objective_value(),
            [dual[row] for row in self.cover],
            [dual[row] for row in self.fleet],
            [dual[row] for row in self.room],
            [dual[row] for _, row in self.cuts],
            parts,
            {load: values[skip] for load, skip in enumerate(self.skip) if values[skip] > 1e-7},
        )

    def _result(self, parameters: mathopt.SolveParameters) -> mathopt.SolveResult | None:
        """Return what the solver says; after an error of its own, ``None``, and it begins afresh."""
        try:
            return self.solver.solve(params=parameters)
        except Exception:  # GLOP gave up on numbers; its wrapper raises what it can
            self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
            return None


def hits_of(cut: Sequence[int], item: Path) -> int:
    """Return how often ``item`` brings two of the loads of ``cut``."""
    return sum(times for load, times in item.loads if load in cut) // 2
