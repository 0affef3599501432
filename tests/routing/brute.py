"""The best plan of a tiny problem by trying everything, judged only by the checker."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

from delivery.routing.core.assemble import Tour, assemble
from delivery.routing.core.check import faults
from delivery.routing.core.driving import Driver
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied

Order = tuple[Visit, ...]


def best_cost(problem: Problem) -> int:
    """The least cost of any plan for ``problem``, which has five loads at most."""
    everything = frozenset(range(len(problem.loads)))
    units = [(v, u) for v, vehicle in enumerate(problem.vehicles) for u in range(vehicle.count)]

    @cache
    def best(unit: int, left: frozenset[int]) -> int:
        if unit == len(units):
            return sum(problem.loads[load].skip_cost for load in left)
        return min(
            cost + best(unit + 1, left - set(some))
            for some in subsets(left)
            if (cost := route_cost(problem, units[unit], some)) is not None
        )

    return best(0, everything)


def subsets(of: frozenset[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(of) + 1):
        yield from combinations(sorted(of), size)


def route_cost(problem: Problem, unit: tuple[int, int], loads: tuple[int, ...]) -> int | None:
    """The least cost of a route that drops exactly ``loads``, or nothing if there is none."""
    if not loads:
        return 0
    costs = (_cost(problem, unit, loads, order) for order in orders(problem, unit[0], loads))
    return min((cost for cost in costs if cost is not None), default=None)


def _cost(
    problem: Problem, unit: tuple[int, int], loads: tuple[int, ...], order: Order
) -> int | None:
    plan = assemble(problem, [Tour(*unit, order)])
    left = sum(load.skip_cost for i, load in enumerate(problem.loads) if i not in loads)
    wrong = [fault for fault in faults(problem, plan) if fault.code != "load-missing"]
    if not plan.routes or wrong or len(plan.skipped) != len(problem.loads) - len(loads):
        return None
    return plan.cost - left


def orders(problem: Problem, vehicle: int, loads: tuple[int, ...]) -> Iterator[Order]:
    """Every order of the drops of ``loads``, with every way to put store visits between them."""
    driver = Driver(problem)
    drops = sorted({driver.drop_of[load] for load in loads})
    stores = sorted({driver.store_of[load] for load in loads})
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
