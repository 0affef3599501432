"""The second opinion: the same problem by OR-Tools' routing library, from other ideas.

Each group of loads from one store to one drop point is a pickup and a delivery. It serves
everything but ``locked``, ``former`` and ``target_s``, and never disinfects.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from delivery.routing.core.assemble import Tour
from delivery.routing.core.driving import Driver
from delivery.routing.core.parts import Load, Vehicle
from delivery.routing.core.problem import Problem
from delivery.routing.core.units import NO_WAY
from delivery.routing.core.visits import Visit, tidied

HORIZON = 10**8
Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Group:
    """Loads, by index, that one store has for one drop point; they travel together."""

    store: int
    drop: int
    loads: tuple[int, ...]


def library_tours(problem: Problem, *, seconds: float = 0, solutions: int = 0) -> list[Tour]:
    """Return tours found within ``seconds``, or after ``solutions`` of them if that is given."""
    driver = Driver(problem)
    groups = _groups(problem, driver)
    if not groups or not problem.vehicles:
        return []
    return _Model(problem, driver, groups).solve(seconds, solutions)


def _groups(problem: Problem, driver: Driver) -> list[Group]:
    """Return the loads by store and drop point, apart where no vehicle takes them together."""
    found: dict[tuple[int, int], list[list[int]]] = {}
    for at in range(len(problem.loads)):
        together = found.setdefault((driver.store_of[at], driver.drop_of[at]), [])
        fitting = (some for some in together if _fits_all(problem, [*some, at]))
        if (some := next(fitting, None)) is None:
            together.append([at])
        else:
            some.append(at)
    pairs = ((ends, some) for ends, together in found.items() for some in together)
    return [Group(store, drop, tuple(some)) for (store, drop), some in pairs]


def _fits_all(problem: Problem, loads: Sequence[int]) -> bool:
    """Say whether ``loads`` fit together in every vehicle that takes each of them."""
    whole = _sum(problem, loads)
    for vehicle in problem.vehicles:
        room = _room(vehicle)
        single = all(np.all(_sum(problem, [at]) <= room) for at in loads)
        if single and np.any(whole > room):
            return False
    return True


def _sum(problem: Problem, loads: Sequence[int]) -> Table:
    rows = [_three(problem.loads[at]) for at in loads]
    total: Table = np.sum(np.array(rows, dtype=np.int64), axis=0)
    return total


def _three(load: Load) -> tuple[int, int, int]:
    return load.mass_g, load.crates, load.cold_crates


def _room(vehicle: Vehicle) -> Table:
    return np.array([vehicle.mass_g, vehicle.crates, vehicle.cold_crates], dtype=np.int64)


class _Model:
    """Nodes: pickups, deliveries, then a start and an end for each vehicle type."""

    def __init__(self, problem: Problem, driver: Driver, groups: Sequence[Group]) -> None:
        self.problem, self.driver, self.groups = problem, driver, groups
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
        sums = [_sum(self.problem, group.loads) for group in self.groups]
        for what, name in enumerate(("mass", "crates", "cold")):
            amounts = [int(total[what]) for total in sums]
            change = [*amounts, *(-a for a in amounts), *[0] * (self.nodes - 2 * self.size)]
            transit = self.model.RegisterUnaryTransitVector(change)
            room = [int(_room(self.problem.vehicles[v])[what]) for v, _ in self.units]
            self.model.AddDimensionWithVehicleCapacity(transit, 0, room, True, name)

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

    def _allowed(self, group: Group) -> Iterator[int]:
        total, point = _sum(self.problem, group.loads), self.problem.drop_points[group.drop]
        for k, (v, _) in enumerate(self.units):
            vehicle = self.problem.vehicles[v]
            let_in = point.allowed_kinds is None or vehicle.kind in point.allowed_kinds
            if let_in and point.risk <= vehicle.max_risk and np.all(total <= _room(vehicle)):
                yield k

    def _risks(self) -> None:
        """Keep a level that never falls and is a drop point's risk wherever one is visited."""
        self.model.AddDimension(
            self.model.RegisterUnaryTransitVector([0] * self.nodes), 100, 100, False, "risk"
        )
        level = self.model.GetDimensionOrDie("risk")
        for g, group in enumerate(self.groups):
            risk = self.problem.drop_points[group.drop].risk
            level.CumulVar(self.manager.NodeToIndex(self.size + g)).SetRange(risk, risk)

    def solve(self, seconds: float, solutions: int) -> list[Tour]:
        how = pywrapcp.DefaultRoutingSearchParameters()
        first = routing_enums_pb2.FirstSolutionStrategy
        how.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
        walk = routing_enums_pb2.LocalSearchMetaheuristic
        how.local_search_metaheuristic = walk.GUIDED_LOCAL_SEARCH
        how.time_limit.FromMilliseconds(max(1, int(seconds * 1000)) if seconds else 600_000)
        if solutions:
            how.solution_limit = solutions
        found = self.model.SolveWithParameters(how)
        return [*self._tours(found)] if found else []

    def _tours(self, found: pywrapcp.Assignment) -> Iterator[Tour]:
        for k, (vehicle, unit) in enumerate(self.units):
            visits = tidied(self.driver, [*self._visits(found, k)])
            if visits:
                yield Tour(vehicle, unit, tuple(visits))

    def _visits(self, found: pywrapcp.Assignment, k: int) -> Iterator[Visit]:
        index = found.Value(self.model.NextVar(self.model.Start(k)))
        while not self.model.IsEnd(index):
            node = self.manager.IndexToNode(index)
            group = self.groups[node % self.size]
            picks = node < self.size
            yield Visit(picks, group.store if picks else group.drop, group.loads)
            index = found.Value(self.model.NextVar(index))
