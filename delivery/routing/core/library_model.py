"""The problem as OR-Tools' routing library takes it."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from delivery.routing.core.groups import Group, amounts, may_carry, room
from delivery.routing.core.parts import Vehicle
from delivery.routing.core.problem import Problem
from delivery.routing.core.units import NO_WAY

HORIZON = 10**8
Table = NDArray[np.int64]


class Model:
    """The problem for the library. Nodes: pickups, deliveries, then a start and an end for each vehicle type."""

    def __init__(self, problem: Problem, groups: Sequence[Group]) -> None:
        self.problem, self.groups = problem, groups
        self.units = [
            (v, unit)
            for v, vehicle in enumerate(problem.vehicles)
            for unit in range(min(vehicle.count, len(groups)))
        ]
        self.size, base = len(groups), 2 * len(groups)
        starts = [base + 2 * v for v, _ in self.units]
        nodes = base + 2 * len(problem.vehicles)
        self.manager = pywrapcp.RoutingIndexManager(
            nodes, len(self.units), starts, [s + 1 for s in starts]
        )
        self.nodes = nodes
        self.model = pywrapcp.RoutingModel(self.manager)
        self.side = self._sides()
        self._build()

    def _sides(self) -> Table:
        """Return for each node whose visit it belongs to: stores, drop points, then ends."""
        stores, drops = len(self.problem.stores), len(self.problem.drop_points)
        rest = range(stores + drops, stores + drops + self.nodes - 2 * self.size)
        picks = (group.store for group in self.groups)
        return np.array([*picks, *(stores + g.drop for g in self.groups), *rest])

    def _build(self) -> None:
        self._times()
        self._capacities()
        self._distances()
        self._counts()
        self._pairs()
        if self.problem.rules.risk_must_not_fall:
            self._risks()

    def _place(self, node: int) -> int:
        if node < self.size:
            return self.problem.stores[self.groups[node].store].place
        if node < 2 * self.size:
            return self.problem.drop_points[self.groups[node - self.size].drop].place
        vehicle = self.problem.vehicles[(node - 2 * self.size) // 2]
        return vehicle.start if node % 2 == 0 or vehicle.end is None else vehicle.end

    def _legs(self, vehicle: Vehicle) -> tuple[Table, Table]:
        """Return metres and seconds between nodes; no way is beyond the horizon."""
        travel = next(t for t in self.problem.travel if t.id == vehicle.travel)
        at = np.array([self._place(node) for node in range(self.nodes)])
        metres, seconds = travel.distance_m[np.ix_(at, at)], travel.time_s[np.ix_(at, at)]
        seconds = np.where(seconds == NO_WAY, HORIZON, seconds)
        metres = np.maximum(metres, 0)
        if vehicle.end is None:
            metres[:, 2 * self.size + 1 :: 2] = seconds[:, 2 * self.size + 1 :: 2] = 0
        return metres, seconds

    def _stays(self) -> Table:
        """Return the seconds at a node before going on to another, shape (nodes, nodes)."""
        stay = np.zeros((self.nodes, self.nodes), dtype=np.int64)
        elsewhere = self.side[:, None] != self.side
        for g, group in enumerate(self.groups):
            stay[g] = elsewhere[g] * self.problem.stores[group.store].loading_s
            handling = sum(self.problem.loads[at].handling_s for at in group.loads)
            service = self.problem.drop_points[group.drop].service_s
            stay[self.size + g] = handling + elsewhere[self.size + g] * service
        return stay

    def _per_vehicle(self, tables: Sequence[Table]) -> list[int]:
        known = [self.model.RegisterTransitMatrix(table.tolist()) for table in tables]
        return [known[v] for v, _ in self.units]

    def _times(self) -> None:
        legs = [self._legs(vehicle) for vehicle in self.problem.vehicles]
        stays = self._stays()
        transit = self._per_vehicle([seconds + stays for _, seconds in legs])
        self.model.AddDimensionWithVehicleTransits(transit, HORIZON, HORIZON, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        self._windows()
        priced = [m * v.cost_per_m for (m, _), v in zip(legs, self.problem.vehicles, strict=True)]
        for k, evaluator in enumerate(self._per_vehicle(priced)):
            self.model.SetArcCostEvaluatorOfVehicle(evaluator, k)
            self._vehicle(k, self.problem.vehicles[self.units[k][0]])

    def _vehicle(self, k: int, vehicle: Vehicle) -> None:
        from_s = max(vehicle.shift_s[0], self.problem.now_s or 0)
        start, end = self.model.Start(k), self.model.End(k)
        to_s = max(vehicle.shift_s[1], from_s)
        self.time.CumulVar(start).SetRange(from_s, to_s)
        self.time.CumulVar(end).SetRange(from_s, to_s)
        self.time.SetSpanCostCoefficientForVehicle(vehicle.cost_per_s, k)
        self.model.SetFixedCostOfVehicle(vehicle.fixed_cost, k)
        self.model.AddVariableMinimizedByFinalizer(self.time.CumulVar(end))
        self.model.AddVariableMaximizedByFinalizer(self.time.CumulVar(start))

    def _windows(self) -> None:
        for g, group in enumerate(self.groups):
            store, point = self.problem.stores[group.store], self.problem.drop_points[group.drop]
            ready = max(self.problem.loads[at].ready_s or 0 for at in group.loads)
            if max(store.opens_s, ready) <= store.closes_s:
                self.time.CumulVar(g).SetRange(max(store.opens_s, ready), store.closes_s)
            self.time.CumulVar(self.size + g).SetRange(point.opens_s, point.closes_s)

    def _capacities(self) -> None:
        sums = [amounts(self.problem, group.loads) for group in self.groups]
        for what, name in enumerate(("mass", "crates", "cold")):
            each = [int(total[what]) for total in sums]
            change = [*each, *(-a for a in each), *[0] * (self.nodes - 2 * self.size)]
            transit = self.model.RegisterUnaryTransitVector(change)
            most = [int(room(self.problem.vehicles[v])[what]) for v, _ in self.units]
            self.model.AddDimensionWithVehicleCapacity(transit, 0, most, True, name)

    def _distances(self) -> None:
        if any(vehicle.max_distance_m is not None for vehicle in self.problem.vehicles):
            transit = self._per_vehicle([self._legs(v)[0] for v in self.problem.vehicles])
            most = self._most(lambda v: v.max_distance_m)
            self.model.AddDimensionWithVehicleTransitAndCapacity(transit, 0, most, True, "metres")

    def _most(self, limit: Callable[[Vehicle], int | None]) -> list[int]:
        limits = [limit(self.problem.vehicles[v]) for v, _ in self.units]
        return [HORIZON if most is None else most for most in limits]

    def _counts(self) -> None:
        """Count the arrivals at drop points together, at each store, and at each drop point."""
        stores, drops = len(self.problem.stores), len(self.problem.drop_points)
        if any(vehicle.max_stops is not None for vehicle in self.problem.vehicles):
            self._count(range(stores, stores + drops), self._most(lambda v: v.max_stops))
        for store in range(stores):
            self._count([store], self._most(lambda v: v.max_loadings))
        for drop in range(drops):
            if sum(group.drop == drop for group in self.groups) > 1:
                self._count([stores + drop], [1] * len(self.units))

    def _count(self, sides: Sequence[int] | range, most: list[int]) -> None:
        arrives = np.isin(self.side, list(sides)) & (self.side[:, None] != self.side)
        transit = self.model.RegisterTransitMatrix(arrives.astype(np.int64).tolist())
        self.model.AddDimensionWithVehicleCapacity(transit, 0, most, True, f"visits of {sides[0]}")

    def _pairs(self) -> None:
        solver = self.model.solver()
        for g, group in enumerate(self.groups):
            picked, dropped = (self.manager.NodeToIndex(n) for n in (g, self.size + g))
            loads = [self.problem.loads[at] for at in group.loads]
            self.model.AddDisjunction([picked], 0)
            self.model.AddDisjunction([dropped], sum(load.skip_cost for load in loads))
            self.model.AddPickupAndDelivery(picked, dropped)
            solver.Add(self.model.VehicleVar(picked) == self.model.VehicleVar(dropped))
            solver.Add(self.time.CumulVar(picked) <= self.time.CumulVar(dropped))
            self.model.VehicleVar(dropped).SetValues([-1, *self._allowed(group)])
            rides = [load.max_ride_s for load in loads if load.max_ride_s is not None]
            if rides:
                most = min(rides) + self.problem.stores[group.store].loading_s
                ride = self.time.CumulVar(dropped) - self.time.CumulVar(picked)
                solver.Add(ride <= most)

    def _allowed(self, group: Group) -> list[int]:
        carries = [may_carry(self.problem, v, group) for v in self.problem.vehicles]
        return [k for k, (v, _) in enumerate(self.units) if carries[v]]

    def _risks(self) -> None:
        """Keep a level that never falls and is a drop point's risk wherever one is visited."""
        self.model.AddDimension(
            self.model.RegisterUnaryTransitVector([0] * self.nodes), 100, 100, False, "risk"
        )
        level = self.model.GetDimensionOrDie("risk")
        for g, group in enumerate(self.groups):
            risk = self.problem.drop_points[group.drop].risk
            level.CumulVar(self.manager.NodeToIndex(self.size + g)).SetRange(risk, risk)
