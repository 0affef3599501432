"""Loads that travel together: those that one store has for one drop point."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.lookup import Lookup
from delivery.routing.core.parts import Load, Vehicle
from delivery.routing.core.problem import Problem

Three = NDArray[np.int64]
"""Grams, crates and cold crates."""


@dataclass(frozen=True, slots=True)
class Group:
    """Loads, by index, that one store has for one drop point; they travel together."""

    store: int
    drop: int
    loads: tuple[int, ...]


def groups_of(problem: Problem) -> list[Group]:
    """Return the loads by store and drop point, apart where no vehicle takes them together."""
    lookup = Lookup(problem)
    found: dict[tuple[int, int], list[list[int]]] = {}
    for at in range(len(problem.loads)):
        together = found.setdefault((lookup.store_of[at], lookup.drop_of[at]), [])
        fitting = (some for some in together if _fits_all(problem, [*some, at]))
        if (some := next(fitting, None)) is None:
            together.append([at])
        else:
            some.append(at)
    pairs = ((ends, some) for ends, together in found.items() for some in together)
    return [Group(store, drop, tuple(some)) for (store, drop), some in pairs]


def amounts(problem: Problem, loads: Sequence[int]) -> Three:
    """Return how much ``loads``, by index, are together."""
    rows = [_three(problem.loads[at]) for at in loads]
    total: Three = np.sum(np.array(rows, dtype=np.int64), axis=0)
    return total


def room(vehicle: Vehicle) -> Three:
    """Return how much ``vehicle`` takes."""
    return np.array([vehicle.mass_g, vehicle.crates, vehicle.cold_crates], dtype=np.int64)


def may_carry(problem: Problem, vehicle: Vehicle, group: Group) -> bool:
    """Say whether ``vehicle`` is let in where ``group`` goes, and has room for it."""
    point = problem.drop_points[group.drop]
    let_in = point.allowed_kinds is None or vehicle.kind in point.allowed_kinds
    fits = bool(np.all(amounts(problem, group.loads) <= room(vehicle)))
    return let_in and point.risk <= vehicle.max_risk and fits


def _fits_all(problem: Problem, loads: Sequence[int]) -> bool:
    """Say whether ``loads`` fit together in every vehicle that takes each of them."""
    whole = amounts(problem, loads)
    for vehicle in problem.vehicles:
        space = room(vehicle)
        single = all(np.all(amounts(problem, [at]) <= space) for at in loads)
        if single and np.any(whole > space):
            return False
    return True


def _three(load: Load) -> tuple[int, int, int]:
    return load.mass_g, load.crates, load.cold_crates
