"""VROOM at exploration 5: jobs where one store loads each vehicle once, shipments elsewhere.

It pays for the time of driving, not of waiting or serving; there its plans are priced as they are.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import vroom
from vroom.solution.solution import Solution

from delivery.routing.core.assemble import Tour
from delivery.routing.core.groups import Group, amounts, room
from delivery.routing.core.lookup import Lookup
from delivery.routing.core.parts import Vehicle
from delivery.routing.core.problem import Problem
from delivery.routing.core.spots import CannotExpress, Spots
from delivery.routing.core.visits import Visit, tidied

EXPLORATION = 5
NO_LIMIT = 2**32 - 1


def tours(
    problem: Problem, seconds: float, seed: int, curve: list[tuple[float, int]]
) -> list[Tour]:
    """Return the tours of VROOM's plan, which may be there before ``seconds``; it has no seed."""
    began = time.perf_counter()
    model = _Model(Spots(problem))
    left = timedelta(seconds=max(0.001, seconds - (time.perf_counter() - began)))
    found = model.input.solve(exploration_level=EXPLORATION, nb_threads=1, timeout=left)
    return [*model.tours(found)]


class _Model:
    """Steps are numbered from 1: two for each group, its pickup and its delivery."""

    def __init__(self, spots: Spots) -> None:
        spots.refuse()
        self.spots, self.problem, self.input = spots, spots.problem, vroom.Input()
        self.jobs = spots.one_store and not spots.returns
        self.units = [
            (v, u) for v, kind in enumerate(self.problem.vehicles) for u in range(kind.count)
        ]
        for at, vehicle in enumerate(self.problem.vehicles):
            self._add_way(str(at), vehicle)
        for number, (at, _) in enumerate(self.units, start=1):
            self.input.add_vehicle(self._vehicle(number, at, self.problem.vehicles[at]))
        for number, group in enumerate(spots.groups):
            self.input.add_job(self._job(number, group))

    def _add_way(self, profile: str, vehicle: Vehicle) -> None:
        way = self.spots.way(vehicle)
        cost = vehicle.cost_per_m * way.distance_m + vehicle.cost_per_s * way.time_s
        if cost.max(initial=0) > NO_LIMIT:
            raise CannotExpress("costs beyond 32 bits")
        self.input.set_durations_matrix(profile, way.time_s.astype(np.uint32))
        self.input.set_distances_matrix(profile, way.distance_m.astype(np.uint32))
        self.input.set_costs_matrix(profile, cost.astype(np.uint32))

    def _vehicle(self, number: int, at: int, vehicle: Vehicle) -> vroom.Vehicle:
        start = 0 if self.jobs else self.spots.end_at[vehicle.start]
        return vroom.Vehicle(
            number,
            start=start,
            end=None if vehicle.end is None else self.spots.end_of(vehicle),
            profile=str(at),
            capacity=room(vehicle).tolist(),
            time_window=vroom.TimeWindow(*vehicle.shift_s),
            costs=vroom.VehicleCosts(fixed=vehicle.fixed_cost),
            max_distance=NO_LIMIT if vehicle.max_distance_m is None else vehicle.max_distance_m,
        )

    def _job(self, number: int, group: Group) -> vroom.Job | vroom.Shipment:
        store, point = self.problem.stores[group.store], self.problem.drop_points[group.drop]
        drop = {
            "location": self.spots.drop_at(group),
            "default_service": self.spots.handling_s(group),
            "time_windows": [vroom.TimeWindow(point.opens_s, point.closes_s)],
        }
        amount = amounts(self.problem, group.loads).tolist()
        if self.jobs:
            return vroom.Job(2 * number + 2, delivery=amount, **drop)
        opens = max(store.opens_s, self.spots.ready_s(group))
        window = vroom.TimeWindow(opens, store.closes_s)
        pick = vroom.ShipmentStep(2 * number + 1, location=group.store, time_windows=[window])
        return vroom.Shipment(pick, vroom.ShipmentStep(2 * number + 2, **drop), amount=amount)

    def tours(self, found: Solution) -> Iterator[Tour]:
        steps = found.routes
        lookup = Lookup(self.problem)
        for number, rows in steps.groupby("vehicle_id", sort=True):
            ids = [int(row.id) for row in rows.itertuples() if row.type not in ("start", "end")]
            visits = [self._visit(number) for number in ids]
            first = [Visit(True, 0, ())] if self.jobs else []
            yield Tour(*self.units[int(number) - 1], tuple(tidied(lookup, [*first, *visits])))

    def _visit(self, step: int) -> Visit:
        group = self.spots.groups[(step - 1) // 2]
        picks = step % 2 == 1
        return Visit(picks, group.store if picks else group.drop, () if picks else group.loads)
