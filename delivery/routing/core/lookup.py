"""What is where in a problem: indexes by name, locks by unit, what a vehicle has behind it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from delivery.routing.core.parts import Locked
from delivery.routing.core.problem import Problem
from delivery.routing.core.travel import Travel


@dataclass(frozen=True, slots=True)
class Past:
    """What a vehicle under way has behind it; stores and drop points by index."""

    metres: int
    level: int
    drop_points: tuple[int, ...]
    loadings: tuple[int, ...]


class Lookup:
    """What is often asked of one problem, by index and by name; each answer is kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @cached_property
    def store_of(self) -> list[int]:
        """The index of each load's store."""
        at = {store.id: i for i, store in enumerate(self.problem.stores)}
        return [at[load.store] for load in self.problem.loads]

    @cached_property
    def drop_of(self) -> list[int]:
        """The index of each load's drop point."""
        at = {point.id: i for i, point in enumerate(self.problem.drop_points)}
        return [at[load.drop_point] for load in self.problem.loads]

    @cached_property
    def load_at(self) -> dict[str, int]:
        """The index of each load, by its name."""
        return {load.id: i for i, load in enumerate(self.problem.loads)}

    @cached_property
    def locks(self) -> dict[tuple[str, int], Locked]:
        """What is locked, by vehicle and unit."""
        return {(lock.vehicle, lock.unit): lock for lock in self.problem.locked}

    @cached_property
    def aboard(self) -> frozenset[int]:
        """The indexes of the loads that are on board of vehicles under way: no store has them."""
        return frozenset(self.load_at[n] for lock in self.problem.locked for n in lock.on_board)

    @cached_property
    def travel(self) -> dict[str, Travel]:
        """The ways of moving, by name."""
        return {travel.id: travel for travel in self.problem.travel}

    def past(self, lock: Locked) -> Past:
        """Return what ``lock`` says is done: metres as far as ``at_place``, visits, highest risk."""
        how = next(v for v in self.problem.vehicles if v.id == lock.vehicle)
        travel = self.travel[how.travel]
        places = [stop.place for stop in lock.done] + [lock.at_place] * bool(lock.done)
        metres = sum(max(0, int(travel.distance_m[leg])) for leg in pairwise(places))
        drops = tuple(self.drop_of[self.load_at[s.loads[0]]] for s in lock.done if s.kind == "drop")
        loads = tuple(
            self.store_of[self.load_at[s.loads[0]]] for s in lock.done if s.kind == "load"
        )
        level = max((self.problem.drop_points[at].risk for at in drops), default=0)
        return Past(metres, level, drops, loads)
