"""The routing library at its best: iterated local search that ruins strings, on the smallest model.

Where one store loads each vehicle once, each group of loads is one node, without a pickup; elsewhere
it is the model of pickups and deliveries.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
from ortools.constraint_solver import pywrapcp

from delivery.routing.core.assemble import Tour
from delivery.routing.core.groups import Group, amounts, may_carry, room
from delivery.routing.core.library import library_tours, parameters, solved
from delivery.routing.core.library_model import HORIZON
from delivery.routing.core.problem import Problem
from delivery.routing.core.spots import Spots, Table
from delivery.routing.core.visits import Visit


def best_tours(
    problem: Problem, seconds: float, seen: dict[Tour, None] | None = None
) -> list[Tour]:
    """Return the best tours found in ``seconds``, the making of the model included.

    Nothing can stop the library meanwhile, and it lets no other thread run. ``seen`` gets every
    tour that it comes by, where each group of loads is one node.

    Raises
    ------
    CannotExpress
        ``problem`` has a rule that the library is not told.
    """
    began = time.perf_counter()
    spots = Spots(problem)
    if not spots.one_store or spots.returns:
        return library_tours(problem, seconds=seconds, iterated=True)
    spots.refuse()
    model = _Model(spots)
    if seen is not None:
        model.model.AddAtSolutionCallback(lambda: seen.update(dict.fromkeys(model.present())))
    left = seconds - (time.perf_counter() - began)
    found = solved(model.model, parameters(max(0.001, left)), iterated=True)
    return [*model.tours(found)] if found else []


class _Model:
    """Nodes: one for each group of loads, then a start and an end for each vehicle."""

    def __init__(self, spots: Spots) -> None:
        self.spots, self.problem, self.size = spots, spots.problem, len(spots.groups)
        vehicles = self.problem.vehicles
        self.units = [(v, u) for v, kind in enumerate(vehicles) for u in range(kind.count)]
        starts = [self.size + 2 * v for v, _ in self.units]
        nodes = self.size + 2 * len(vehicles)
        self.manager = pywrapcp.RoutingIndexManager(
            nodes, len(self.units), starts, [s + 1 for s in starts]
        )
        self.model = pywrapcp.RoutingModel(self.manager)
        ends = [at for v in vehicles for at in (0, spots.end_of(v))]
        self.spot = np.array([*map(spots.drop_at, spots.groups), *ends])
        self.ways = [spots.way(vehicle) for vehicle in vehicles]
        self._times()
        self._costs()
        self._capacities()
        self._groups()

    def _legs(self, table: Table) -> Table:
        return table[np.ix_(self.spot, self.spot)]

    def _per_vehicle(self, tables: list[Table]) -> list[int]:
        known = [self.model.RegisterTransitMatrix(table.tolist()) for table in tables]
        return [known[v] for v, _ in self.units]

    def _times(self) -> None:
        handling = np.zeros((len(self.spot), 1), dtype=np.int64)
        handling[: self.size, 0] = [*map(self.spots.handling_s, self.spots.groups)]
        transit = self._per_vehicle([self._legs(way.time_s) + handling for way in self.ways])
        self.model.AddDimensionWithVehicleTransits(transit, HORIZON, HORIZON, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        for k, (v, _) in enumerate(self.units):
            vehicle = self.problem.vehicles[v]
            for index in (self.model.Start(k), self.model.End(k)):
                self.time.CumulVar(index).SetRange(*vehicle.shift_s)
            self.time.SetSpanCostCoefficientForVehicle(vehicle.cost_per_s, k)
            self.model.AddVariableMinimizedByFinalizer(self.time.CumulVar(self.model.End(k)))
            self.model.AddVariableMaximizedByFinalizer(self.time.CumulVar(self.model.Start(k)))

    def _costs(self) -> None:
        rates = [vehicle.cost_per_m for vehicle in self.problem.vehicles]
        metres = [self._legs(way.distance_m) for way in self.ways]
        costs = self._per_vehicle([m * rate for m, rate in zip(metres, rates, strict=True)])
        for k, (v, _) in enumerate(self.units):
            self.model.SetArcCostEvaluatorOfVehicle(costs[k], k)
            self.model.SetFixedCostOfVehicle(self.problem.vehicles[v].fixed_cost, k)
        if any(vehicle.max_distance_m is not None for vehicle in self.problem.vehicles):
            transit = self._per_vehicle(metres)
            limits = [self.problem.vehicles[v].max_distance_m for v, _ in self.units]
            most = [HORIZON if limit is None else limit for limit in limits]
            self.model.AddDimensionWithVehicleTransitAndCapacity(transit, 0, most, True, "metres")

    def _capacities(self) -> None:
        sums = [amounts(self.problem, group.loads) for group in self.spots.groups]
        for what, name in enumerate(("mass", "crates", "cold")):
            each = [int(total[what]) for total in sums]
            each += [0] * (len(self.spot) - self.size)
            transit = self.model.RegisterUnaryTransitVector(each)
            most = [int(room(self.problem.vehicles[v])[what]) for v, _ in self.units]
            self.model.AddDimensionWithVehicleCapacity(transit, 0, most, True, name)

    def _groups(self) -> None:
        for node, group in enumerate(self.spots.groups):
            index, point = self.manager.NodeToIndex(node), self.problem.drop_points[group.drop]
            self.time.CumulVar(index).SetRange(point.opens_s, point.closes_s)
            self.model.AddDisjunction([index], self.spots.skip_cost(group))
            carries = [may_carry(self.problem, v, group) for v in self.problem.vehicles]
            allowed = [k for k, (v, _) in enumerate(self.units) if carries[v]]
            self.model.VehicleVar(index).SetValues([-1, *allowed])

    def tours(self, found: pywrapcp.Assignment) -> Iterator[Tour]:
        """Yield the tours of a solution that is over."""
        return self._tours(lambda index: found.Value(self.model.NextVar(index)))

    def present(self) -> Iterator[Tour]:
        """Yield the tours of the solution that the library is at."""
        return self._tours(lambda index: self.model.NextVar(index).Value())

    def _tours(self, after: Callable[[int], int]) -> Iterator[Tour]:
        for k, (vehicle, unit) in enumerate(self.units):
            groups = [*self._driven(after, k)]
            if groups:
                loads = tuple(load for group in groups for load in group.loads)
                drops = (Visit(False, group.drop, group.loads) for group in groups)
                yield Tour(vehicle, unit, (Visit(True, 0, loads), *drops))

    def _driven(self, after: Callable[[int], int], k: int) -> Iterator[Group]:
        index = after(self.model.Start(k))
        while not self.model.IsEnd(index):
            yield self.spots.groups[self.manager.IndexToNode(index)]
            index = after(index)
