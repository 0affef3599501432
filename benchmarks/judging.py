"""From a solver's tours to a plan for the checker, mended where solvers cannot be told a rule.

Solvers that know shipments only cannot be told that a route visits a drop point once, or how often
it may load. Where a tour breaks that, visits are put together or the tour is split, as cheaply as
may be; what else is wrong stays, for the checker to say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from delivery.routing.core.assemble import Tour, priced
from delivery.routing.core.check import Fault, faults
from delivery.routing.core.driving import Driver
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied

Part = tuple[Visit, ...]
MENDABLE = {"drop-point-twice", "too-many-loadings"}


def driven(problem: Problem, tours: Sequence[Tour]) -> tuple[Plan, float]:
    """Return the plan of ``tours``, whose units are numbered anew, and what mending added.

    That is in per cent of what they cost as they came, and 0 if nothing had to be mended.
    """
    judge = _Judge(problem)
    own: list[tuple[int, Part]] = []
    more: list[tuple[int, Part]] = []
    for tour in tours:
        first, *others = judge.mended(tour)
        own.append((tour.vehicle, first))
        more += [(tour.vehicle, part) for part in others]
    used = Counter(vehicle for vehicle, _ in own)
    for vehicle, part in more:
        free = [v for v, kind in enumerate(problem.vehicles) if used[v] < kind.count]
        chosen = judge.cheapest(free, part, vehicle)
        own.append((chosen, part))
        used[chosen] += 1
    plan = priced(problem, [*judge.routes(own)])
    loose = priced(problem, [*judge.routes((tour.vehicle, tour.visits) for tour in tours)])
    return plan, 100 * (plan.cost / loose.cost - 1) if loose.cost else 0.0


class _Judge:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.driver = problem, Driver(problem)

    def route(self, vehicle: int, unit: int, part: Part) -> Route:
        """Return the route along ``part``, with impossible times if there are no others."""
        route = self.driver.drive(vehicle, unit, part)
        route = route or self.driver.drive(vehicle, unit, part, late=True)
        if route is None:
            raise AssertionError("there always is a late drive")
        return route

    def routes(self, parts: Iterable[tuple[int, Part]]) -> Iterator[Route]:
        """Yield the routes of ``parts``, each with its vehicle, whose units are counted up."""
        used: Counter[int] = Counter()
        for vehicle, part in parts:
            yield self.route(vehicle, used[vehicle], part)
            used[vehicle] += 1

    def cheapest(self, vehicles: Sequence[int], part: Part, otherwise: int) -> int:
        """Return which of ``vehicles`` takes ``part`` at the least cost, if any can."""
        able = [v for v in vehicles if not self._wrong(v, part)]
        return min(able, key=lambda v: self._cost(v, [part]), default=otherwise)

    def mended(self, tour: Tour) -> list[Part]:
        """Return the parts that ``tour`` becomes so that mendable rules are kept."""
        parts: list[Part] = [tour.visits]
        while too_many := self._too_many(tour.vehicle, parts):
            others = [o for at in range(len(parts)) for o in self._others(parts, at)]
            better = [o for o in others if self._too_many(tour.vehicle, o, too_many) < too_many]
            if not better:
                break
            parts = min(better, key=lambda o: self._cost(tour.vehicle, o))
        return parts

    def _too_many(self, vehicle: int, parts: Sequence[Part], otherwise: int = 0) -> int:
        """Return by how many visits ``parts`` break mendable rules, ``otherwise`` if others too."""
        found = [fault for part in parts for fault in self._wrong(vehicle, part)]
        if any(fault.code not in MENDABLE for fault in found):
            return otherwise
        return sum(_by(fault) for fault in found)

    def _wrong(self, vehicle: int, part: Part) -> list[Fault]:
        alone = priced(self.problem, [self.route(vehicle, 0, part)])
        return [f for f in faults(self.problem, alone) if f.code != "load-missing"]

    def _cost(self, vehicle: int, parts: Sequence[Part]) -> int:
        return sum(self.route(vehicle, 0, part).cost for part in parts)

    def _others(self, parts: list[Part], at: int) -> Iterator[list[Part]]:
        for instead in self._instead(parts[at]):
            yield [*parts[:at], *instead, *parts[at + 1 :]]

    def _instead(self, part: Part) -> Iterator[list[Part]]:
        for at, visit in enumerate(part):
            rest = [*part[:at], *part[at + 1 :]]
            if visit.is_store and any(v.is_store and v.at == visit.at for v in part[:at]):
                yield [tuple(tidied(self.driver, rest))]
            if visit.is_store and at and not _on_board(part[:at]):
                yield [part[:at], part[at:]]
            for other, twin in enumerate(rest):
                if not visit.is_store and not twin.is_store and twin.at == visit.at:
                    both = Visit(False, twin.at, (*twin.loads, *visit.loads))
                    whole = [*rest[:other], both, *rest[other + 1 :]]
                    yield [tuple(tidied(self.driver, whole))]
                    yield [tuple(tidied(self.driver, rest)), tuple(self._alone(visit))]

    def _alone(self, drop: Visit) -> Iterator[Visit]:
        for store in dict.fromkeys(self.driver.store_of[load] for load in drop.loads):
            loads = tuple(load for load in drop.loads if self.driver.store_of[load] == store)
            yield Visit(True, store, loads)
        yield drop


def _by(fault: Fault) -> int:
    if fault.code == "too-many-loadings":
        return int(fault.facts["loadings"]) - int(fault.facts["max_loadings"])
    return 1


def _on_board(visits: Sequence[Visit]) -> set[int]:
    taken = {load for visit in visits if visit.is_store for load in visit.loads}
    return taken - {load for visit in visits if not visit.is_store for load in visit.loads}
