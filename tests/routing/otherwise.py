"""What would be if a fact were otherwise, worked out by trying and judged by the checker alone.

Shares nothing with ``explain``, ``question`` and what these rest on: the facts are taken away from the
JSON of a problem, and every order of visits is laid out, driven and judged here.
"""

import os
from collections.abc import Iterator

from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.driving import Driver
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.reading import read_whole
from delivery.routing.core.visits import Visit, tidied

INSTANCES = int(os.environ.get("MENKOU_INSTANCES", "0"))
"""How many random instances are tried instead of the few of every change."""

FAR = 10**6
OF = {
    "gate-closes": ("drop_points", {"closes_s": FAR}),
    "gate-opens": ("drop_points", {"opens_s": 0}),
    "kind-not-allowed": ("drop_points", {"allowed_kinds": None}),
    "shelf-full": ("drop_points", {"shelf_crates": None}),
    "store-closes": ("stores", {"closes_s": FAR}),
    "store-opens": ("stores", {"opens_s": 0}),
    "not-ready": ("loads", {"ready_s": None}),
    "ride-too-long": ("loads", {"max_ride_s": None}),
    "over-mass": ("vehicles", {"mass_g": FAR}),
    "over-crates": ("vehicles", {"crates": FAR}),
    "over-cold-crates": ("vehicles", {"cold_crates": FAR}),
    "out-of-range": ("vehicles", {"max_distance_m": None}),
    "too-many-stops": ("vehicles", {"max_stops": None}),
    "too-many-loadings": ("vehicles", {"max_loadings": 9}),
    "risk-too-high": ("vehicles", {"max_risk": 9}),
    "shift-ends": ("vehicles", None),
    "shift-begins": ("vehicles", None),
    "no-vehicle-left": ("vehicles", None),
}
WHOLE = ("risk-falls", "not-before-now")
"""Facts of the whole wave."""


def facts(given: Problem) -> Iterator[tuple[str, str]]:
    """Every fact of a problem: a code and whose it is."""
    data = given.to_json()
    for code, (part, _) in OF.items():
        yield from ((code, item["id"]) for item in data[part])
    yield from ((code, "") for code in WHOLE)


def without(given: Problem, gone: frozenset[tuple[str, str]]) -> Problem:
    """The problem if the facts that are ``gone`` did not hold."""
    data = given.to_json()
    for code, of in gone:
        if code == "risk-falls":
            data["rules"]["risk_must_not_fall"] = False
        elif code == "not-before-now":
            data.pop("now_s", None)
        else:
            part, changes = OF[code]
            for item in data[part]:
                if item["id"] == of:
                    item.update(changes if changes is not None else _special(code, item))
    return read_whole(Problem, data)  # a wish may be before the gate opens


def _special(code, item):
    if code == "no-vehicle-left":
        return {"count": item["count"] + 1}
    begins, ends = item["shift_s"]
    return {"shift_s": [begins, FAR] if code == "shift-ends" else [0, ends]}


class Otherwise:
    """Every way to bring some loads of one drop point besides what a plan's routes bring."""

    def __init__(self, given: Problem, plan: Plan, loads: tuple[str, ...]) -> None:
        lookup = Driver(given)
        self.lookup, self.orders = lookup, {}
        self.loads = [lookup.load_at[name] for name in loads]
        self.cost = sum(route.cost for route in plan.routes)
        names = [v.id for v in given.vehicles]
        for route in plan.routes:
            visits = []
            for stop in route.stops[1:-1]:
                some = tuple(lookup.load_at[n] for n in stop.loads if n not in loads)
                if some:
                    at = (lookup.store_of if stop.kind == "load" else lookup.drop_of)[some[0]]
                    visits.append(Visit(stop.kind == "load", at, some))
            self.orders[names.index(route.vehicle), route.unit] = tidied(lookup, visits)

    def ways(self, unit: tuple[int, int]) -> list[tuple[Visit, ...]]:
        """Every order of one vehicle's visits with the loads among them."""
        before = self.orders.get(unit, [])
        drop = self.lookup.drop_of[self.loads[0]]
        mine = Visit(False, drop, tuple(self.loads))
        (store,) = {self.lookup.store_of[load] for load in self.loads}
        there = [i for i, v in enumerate(before) if not v.is_store and v.at == drop]
        laid = []
        if there:
            (i,) = there
            both = Visit(False, drop, before[i].loads + mine.loads)
            laid.append([*before[:i], both, *before[i + 1 :]])
        else:
            laid += [[*before[:i], mine, *before[i:]] for i in range(len(before) + 1)]
        fetch = Visit(True, store, ())
        more = [[*one[:k], fetch, *one[k:]] for one in laid for k in range(len(one) + 1)]
        return list(dict.fromkeys(tuple(tidied(self.lookup, one)) for one in laid + more))

    def costs(self, problem: Problem, but=()) -> Iterator[int]:
        """What each way that can be driven costs more than the plan, if ``problem`` held."""
        driver = Driver(problem)
        whole = {
            unit: self.lookup.drive(*unit, visits) for unit, visits in self.orders.items() if visits
        }
        for unit in self._units(problem):
            rest = [route for key, route in whole.items() if key != unit]
            if unit in but or None in rest:
                continue
            for order in self.ways(unit):
                route = driver.drive(*unit, order)
                if route is None or [*RouteCheck(problem, route).faults()]:
                    continue
                if _on_shelves(problem, [*rest, route]):
                    yield sum(r.cost for r in [*rest, route]) - self.cost

    @staticmethod
    def _units(problem: Problem) -> Iterator[tuple[int, int]]:
        for v, vehicle in enumerate(problem.vehicles):
            yield from ((v, unit) for unit in range(vehicle.count))

    def fits(self, problem: Problem, but=()) -> bool:
        """Whether any way can be driven if ``problem`` held."""
        return next(self.costs(problem, but), None) is not None


def _on_shelves(problem: Problem, routes: list[Route]) -> bool:
    names = {n for r in routes for stop in r.stops if stop.kind == "drop" for n in stop.loads}
    brought = [load for load in problem.loads if load.id in names]
    return all(
        point.shelf_crates is None
        or point.shelf_crates >= sum(x.crates for x in brought if x.drop_point == point.id)
        for point in problem.drop_points
    )
