"""PyVRP: iterated local search. Reloads at a depot are its own; other stores are shipments."""

import time
from collections.abc import Iterator

import pyvrp
from pyvrp.stop import MaxRuntime

from delivery.routing.core.assemble import Tour
from delivery.routing.core.groups import Group, amounts, room
from delivery.routing.core.lookup import Lookup
from delivery.routing.core.parts import Vehicle
from delivery.routing.core.problem import Problem
from delivery.routing.core.spots import Spots
from delivery.routing.core.visits import Visit, tidied

Curve = list[tuple[float, int]]


def tours(problem: Problem, seconds: float, seed: int, curve: Curve) -> list[Tour]:
    """Return the tours of PyVRP's best plan after ``seconds``, the making of its model included."""
    began = time.perf_counter()
    model = _Model(Spots(problem))
    told = _Told(began, curve)
    how = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=told))
    stop = MaxRuntime(max(0.001, seconds - (time.perf_counter() - began)))
    found = pyvrp.solve(model.data, stop, seed=seed, collect_stats=False, params=how)
    if not found.best.is_feasible():
        return []
    return [*model.tours(found.best)]


class _Told(pyvrp.IteratedLocalSearchCallbacks):
    def __init__(self, began: float, curve: Curve) -> None:
        self.began, self.curve = began, curve

    def on_best(self, best: pyvrp.Solution) -> None:
        if best.is_feasible():
            free = pyvrp.CostEvaluator([0] * len(best.excess_load()), 0, 0)
            self.curve.append((time.perf_counter() - self.began, free.cost(best)))


class _Model:
    """Depots are the starts, then the ends of the vehicles, each apart; locations are the spots."""

    def __init__(self, spots: Spots) -> None:
        spots.refuse()
        self.spots, self.problem = spots, spots.problem
        self.depots: list[pyvrp.Depot] = []
        types = [self._vehicle(i, v) for i, v in enumerate(self.problem.vehicles)]
        ways = [spots.way(v) for v in self.problem.vehicles]
        self.data = pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in spots.place],
            [self._client(group) for group in spots.groups] if spots.one_store else [],
            self.depots,
            types,
            [way.distance_m for way in ways],
            [way.time_s for way in ways],
            shipments=[] if spots.one_store else [self._shipment(g) for g in spots.groups],
        )

    def _vehicle(self, profile: int, vehicle: Vehicle) -> pyvrp.VehicleType:
        start = 0 if self.spots.one_store else self.spots.end_at[vehicle.start]
        return pyvrp.VehicleType(
            num_available=vehicle.count,
            capacity=room(vehicle).tolist(),
            start_depot=self._depot(start),
            end_depot=self._depot(self.spots.end_of(vehicle)),
            fixed_cost=vehicle.fixed_cost,
            tw_early=vehicle.shift_s[0],
            tw_late=vehicle.shift_s[1],
            unit_distance_cost=vehicle.cost_per_m,
            unit_duration_cost=vehicle.cost_per_s,
            profile=profile,
            **self._limits(vehicle),
        )

    def _limits(self, vehicle: Vehicle) -> dict[str, object]:
        limits: dict[str, object] = {}
        if vehicle.max_distance_m is not None:
            limits["max_distance"] = vehicle.max_distance_m
        if self.spots.one_store and vehicle.max_loadings > 1:
            limits["reload_depots"] = [self._depot(0)]
            limits["max_reloads"] = vehicle.max_loadings - 1
        return limits

    def _depot(self, spot: int) -> int:
        self.depots.append(pyvrp.Depot(spot))
        return len(self.depots) - 1

    def _client(self, group: Group) -> pyvrp.Client:
        point = self.problem.drop_points[group.drop]
        return pyvrp.Client(
            self.spots.drop_at(group),
            delivery=amounts(self.problem, group.loads).tolist(),
            service_duration=self.spots.handling_s(group),
            tw_early=point.opens_s,
            tw_late=point.closes_s,
            prize=self.spots.skip_cost(group),
            required=False,
        )

    def _shipment(self, group: Group) -> pyvrp.Shipment:
        store, point = self.problem.stores[group.store], self.problem.drop_points[group.drop]
        return pyvrp.Shipment(
            pickup_location=group.store,
            delivery_location=self.spots.drop_at(group),
            pickup_tw_early=max(store.opens_s, self.spots.ready_s(group)),
            pickup_tw_late=store.closes_s,
            delivery_tw_early=point.opens_s,
            delivery_tw_late=point.closes_s,
            delivery_service_duration=self.spots.handling_s(group),
            amount=amounts(self.problem, group.loads).tolist(),
            prize=self.spots.skip_cost(group),
            required=False,
        )

    def tours(self, found: pyvrp.Solution) -> Iterator[Tour]:
        lookup, used = Lookup(self.problem), [0] * len(self.problem.vehicles)
        for route in found.routes():
            vehicle = route.vehicle_type()
            yield Tour(vehicle, used[vehicle], tuple(tidied(lookup, [*self._visits(route)])))
            used[vehicle] += 1

    def _visits(self, route: pyvrp.Route) -> Iterator[Visit]:
        for step in [*route][:-1]:
            if step.is_depot():
                yield Visit(True, 0, ())
                continue
            group = self.spots.groups[step.idx]
            if step.is_pickup():
                yield Visit(True, group.store, ())
            else:
                yield Visit(False, group.drop, group.loads)
