"""From tours without times to the plan that is handed out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from delivery.routing.core.driving import Driver
from delivery.routing.core.plan import Plan, Route, Skipped
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit


@dataclass(frozen=True, slots=True)
class Tour:
    """The visits still to come of one unit of a vehicle; ``vehicle`` and ``unit`` are indexes."""

    vehicle: int
    unit: int
    visits: tuple[Visit, ...]


def assemble(problem: Problem, tours: Iterable[Tour], *, seed: int = 0) -> Plan:
    """Return the plan of ``tours``; what they do not drop is skipped, without reasons yet.

    Every locked vehicle gets its route, with nothing more to do if no tour is for it. A tour
    whose times cannot be kept is left out, so that a plan never says what cannot be driven.
    """
    driver = Driver(problem)
    named = {(problem.vehicles[t.vehicle].id, t.unit): t for t in tours}
    routes = [driver.whole(lock) for lock in problem.locked if lock.whole]
    routes += _driven(driver, [*named.values(), *_idle(problem, named)])
    routes.sort(key=lambda route: (_order(problem, route.vehicle), route.unit))
    return priced(problem, routes, seed=seed)


def priced(problem: Problem, routes: Sequence[Route], *, seed: int = 0) -> Plan:
    """Return the plan of ``routes`` with its cost; loads that none of them drops are skipped."""
    dropped = {name for r in routes for s in r.stops if s.kind == "drop" for name in s.loads}
    skipped = [load for load in problem.loads if load.id not in dropped]
    cost = sum(route.cost for route in routes) + sum(load.skip_cost for load in skipped)
    left = tuple(Skipped(load.id) for load in skipped)
    return Plan(version=1, cost=cost, routes=tuple(routes), skipped=left, seed=seed)


def _driven(driver: Driver, tours: Iterable[Tour]) -> list[Route]:
    routes = (driver.drive(tour.vehicle, tour.unit, tour.visits) for tour in tours)
    return [route for route in routes if route is not None]


def _idle(problem: Problem, named: dict[tuple[str, int], Tour]) -> list[Tour]:
    """Return empty tours for vehicles under way that have nothing more to do."""
    under_way = [lock for lock in problem.locked if not lock.whole]
    idle = [lock for lock in under_way if (lock.vehicle, lock.unit) not in named]
    return [Tour(_order(problem, lock.vehicle), lock.unit, ()) for lock in idle]


def _order(problem: Problem, vehicle: str) -> int:
    return next(i for i, item in enumerate(problem.vehicles) if item.id == vehicle)


def tours_of(problem: Problem, plan: Plan) -> list[Tour]:
    """Return what is still to come of the routes of ``plan``, as tours of ``problem``.

    Loads that ``problem`` does not know are passed over, and so are vehicles.
    """
    driver = Driver(problem)
    order = {vehicle.id: i for i, vehicle in enumerate(problem.vehicles)}
    known = (route for route in plan.routes if route.vehicle in order)
    return [Tour(order[r.vehicle], r.unit, tuple(_visits(driver, r))) for r in known]


def _visits(driver: Driver, route: Route) -> Iterator[Visit]:
    lock = driver.locks.get((route.vehicle, route.unit))
    for stop in route.stops[len(lock.done) if lock else 0 :]:
        loads = tuple(driver.load_at[name] for name in stop.loads if name in driver.load_at)
        if loads:
            is_store = stop.kind == "load"
            at = driver.store_of[loads[0]] if is_store else driver.drop_of[loads[0]]
            yield Visit(is_store, at, loads)
