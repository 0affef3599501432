"""A problem as other solvers can take it: spots, and ways between them that say all the rest.

A spot is a store, a drop point, the place where a vehicle starts or ends, or nowhere (behind an
open end). What a visit takes once, however much is put down, is part of the way on from the spot;
so several loads at one spot pay it once, with any solver. A way that may not be taken is too far.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.groups import Group, groups_of
from delivery.routing.core.parts import Vehicle
from delivery.routing.core.problem import Problem
from delivery.routing.core.units import NO_WAY

Table = NDArray[np.int64]
NOWHERE = -1


class CannotExpress(Exception):
    """A rule of the problem has no counterpart in the solver, or its plan breaks it."""


@dataclass(frozen=True, slots=True)
class Way:
    """Metres and seconds between spots for one vehicle, shape (spots, spots)."""

    distance_m: Table
    time_s: Table


class Spots:
    """The spots of a problem: stores, drop points, then starts and ends, and nowhere as the last."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.groups: list[Group] = groups_of(problem)
        stores, drops = problem.stores, problem.drop_points
        self.ends = sorted(
            {at for v in problem.vehicles for at in (v.start, v.end) if at is not None}
        )
        base = len(stores) + len(drops)
        self.end_at = {place: base + i for i, place in enumerate(self.ends)}
        self.end_at[NOWHERE] = base + len(self.ends)
        self.place = np.array(
            [*(s.place for s in stores), *(d.place for d in drops), *self.ends, NOWHERE]
        )
        self.horizon_s = max(v.shift_s[1] for v in problem.vehicles)
        self.too_far_s = 2 * self.horizon_s

    def refuse(self) -> None:
        """Raise `CannotExpress` for rules that no solver beside ours and the library takes."""
        problem = self.problem
        asked = {
            "locked": problem.locked,
            "former": problem.former,
            "now_s": problem.now_s,
            "disinfect_s": problem.rules.disinfect_s,
            "shelf_crates": [d for d in problem.drop_points if d.shelf_crates is not None],
            "max_ride_s": [load for load in problem.loads if load.max_ride_s is not None],
            "target_s": [v for v in problem.vehicles if v.target_s is not None],
            "max_stops": [v for v in problem.vehicles if v.max_stops is not None],
        }
        if rules := [name for name, wanted in asked.items() if wanted]:
            raise CannotExpress(f"no way to say {', '.join(rules)}")

    def drop_at(self, group: Group) -> int:
        """Return the spot of the drop point of ``group``; the spot of its store is its index."""
        return len(self.problem.stores) + group.drop

    def end_of(self, vehicle: Vehicle) -> int:
        """Return the spot where ``vehicle`` ends."""
        return self.end_at[NOWHERE if vehicle.end is None else vehicle.end]

    def handling_s(self, group: Group) -> int:
        """Return what putting down ``group`` takes beside the visit."""
        return sum(self.problem.loads[at].handling_s for at in group.loads)

    def skip_cost(self, group: Group) -> int:
        """Return the price of leaving ``group`` out."""
        return sum(self.problem.loads[at].skip_cost for at in group.loads)

    def ready_s(self, group: Group) -> int:
        """Return when all of ``group`` is ready at its store."""
        return max(self.problem.loads[at].ready_s or 0 for at in group.loads)

    @cached_property
    def one_store(self) -> bool:
        """Whether each route can be seen as beginning with its load on board.

        There is one store, every vehicle starts there, and it is open throughout every shift.
        """
        if len(self.problem.stores) != 1 or any(load.ready_s for load in self.problem.loads):
            return False
        store = self.problem.stores[0]
        return all(
            v.start == store.place
            and store.opens_s <= v.shift_s[0]
            and v.shift_s[1] <= store.closes_s
            for v in self.problem.vehicles
        )

    @cached_property
    def returns(self) -> bool:
        """Whether some vehicle may load again."""
        return any(vehicle.max_loadings > 1 for vehicle in self.problem.vehicles)

    def way(self, vehicle: Vehicle) -> Way:
        """Return how ``vehicle`` moves between spots, with what each visit takes once."""
        travel = next(t for t in self.problem.travel if t.id == vehicle.travel)
        legs = np.ix_(self.place, self.place)
        metres, seconds = travel.distance_m[legs].copy(), travel.time_s[legs].copy()
        metres[:, -1] = seconds[:, -1] = metres[-1] = seconds[-1] = 0
        seconds += self._stays * (seconds != NO_WAY)
        shut = (travel.time_s[legs] == NO_WAY) & (self.place != NOWHERE)
        shut |= self._forbidden(vehicle)
        np.fill_diagonal(shut, val=False)
        return Way(np.maximum(metres, 0), np.where(shut, self.too_far_s, np.maximum(seconds, 0)))

    @cached_property
    def _stays(self) -> Table:
        once = [s.loading_s for s in self.problem.stores]
        once += [d.service_s for d in self.problem.drop_points]
        stays = np.zeros((len(self.place), len(self.place)), dtype=np.int64)
        stays[: len(once)] = np.array(once)[:, None]
        np.fill_diagonal(stays, 0)
        return stays

    def _forbidden(self, vehicle: Vehicle) -> NDArray[np.bool_]:
        shut = np.zeros((len(self.place), len(self.place)), dtype=np.bool_)
        base, points = len(self.problem.stores), self.problem.drop_points
        for at, point in enumerate(points, start=base):
            let_in = point.allowed_kinds is None or vehicle.kind in point.allowed_kinds
            shut[:, at] |= not let_in or point.risk > vehicle.max_risk
        if self.problem.rules.risk_must_not_fall:
            if self.returns or not self.one_store:
                raise CannotExpress("no way to keep the order of risks beyond a store")
            risks = np.array([point.risk for point in points])
            shut[base : base + len(points), base : base + len(points)] |= risks[:, None] > risks
        return shut
