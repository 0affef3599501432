"""The best plan of a tiny problem by trying everything, judged only by the checker."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from delivery.routing.core.assemble import Tour, assemble
from delivery.routing.core.check import faults
from delivery.routing.core.driving import Driver
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied

Order = tuple[Visit, ...]
FAR = 10**15


def best_cost(problem: Problem) -> int:
    """The least cost of any plan for ``problem``, which has five loads at most still to bring."""
    done = {n for lock in problem.locked for x in lock.done if x.kind == "drop" for n in x.loads}
    whole = {(lock.vehicle, lock.unit) for lock in problem.locked if lock.whole}
    units = [(v, u) for v, vehicle in enumerate(problem.vehicles) for u in range(vehicle.count)]
    free = [unit for unit in units if (problem.vehicles[unit[0]].id, unit[1]) not in whole]
    idle = {(r.vehicle, r.unit): r.cost for r in assemble(problem, []).routes}

    @cache
    def best(at: int, left: frozenset[int]) -> int:
        if at == len(free):
            return (
                sum(problem.loads[load].skip_cost for load in left) if fits(problem, left) else FAR
            )
        return min(
            cost + best(at + 1, left - set(some))
            for some in subsets(left)
            if (cost := route_cost(problem, free[at], some)) is not None
        )

    left = frozenset(i for i, load in enumerate(problem.loads) if load.id not in done)
    return best(0, left) + sum(idle[unit] for unit in whole)


def fits(problem: Problem, left: frozenset[int]) -> bool:
    """Whether the shelves take all loads but those that are ``left``."""
    crates = Counter[str]()
    for i, load in enumerate(problem.loads):
        crates[load.drop_point] += load.crates * (i not in left)
    limits = ((p.shelf_crates, crates[p.id]) for p in problem.drop_points)
    return all(most is None or some <= most for most, some in limits)


def subsets(of: frozenset[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(of) + 1):
        yield from combinations(sorted(of), size)


def route_cost(problem: Problem, unit: tuple[int, int], loads: tuple[int, ...]) -> int | None:
    """The least cost of a route that still drops exactly ``loads``, or nothing if there is none."""
    routes = {(r.vehicle, r.unit): r for r in assemble(problem, []).routes}
    if not loads:
        idle = routes.get((problem.vehicles[unit[0]].id, unit[1]))
        return idle.cost if idle else 0
    costs = (_cost(problem, unit, loads, order) for order in orders(problem, unit[0], loads))
    return min((cost for cost in costs if cost is not None), default=None)


def _cost(
    problem: Problem, unit: tuple[int, int], loads: tuple[int, ...], order: Order
) -> int | None:
    plan, name = assemble(problem, [Tour(*unit, order)]), problem.vehicles[unit[0]].id
    wrong = [fault for fault in faults(problem, plan) if fault.code != "load-missing"]
    route = next((r for r in plan.routes if (r.vehicle, r.unit) == (name, unit[1])), None)
    dropped = (
        {n for stop in route.stops if stop.kind == "drop" for n in stop.loads} if route else ()
    )
    if wrong or not {problem.loads[load].id for load in loads} <= set(dropped):
        return None
    return route.cost


def orders(problem: Problem, vehicle: int, loads: tuple[int, ...]) -> Iterator[Order]:
    """Every order of the drops of ``loads``, with every way to put store visits between them."""
    driver = Driver(problem)
    drops = sorted({driver.drop_of[load] for load in loads})
    stores = sorted({driver.store_of[load] for load in loads if load not in driver.aboard})
    most = problem.vehicles[vehicle].max_loadings
    for nodes in _orders(tuple(drops), tuple((s, most) for s in stores), None):
        visits = [
            Visit(
                is_store, at, () if is_store else tuple(x for x in loads if driver.drop_of[x] == at)
            )
            for is_store, at in nodes
        ]
        tidy = tuple(tidied(driver, visits))
        if len(tidy) == len(visits):
            yield tidy


def _orders(drops, stores, last):
    if not drops:
        yield ()
    for drop in drops:
        rest = tuple(other for other in drops if other != drop)
        yield from (((False, drop), *more) for more in _orders(rest, stores, None))
    for store, most in stores if drops else ():
        if most and store != last:
            rest = tuple((s, m - (s == store)) for s, m in stores)
            yield from (((True, store), *more) for more in _orders(drops, rest, store))
