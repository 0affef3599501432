"""From a solver's tours to a plan for the checker, mended where solvers cannot be told a rule.

Solvers that know shipments only cannot be told that a route visits a drop point once, or how often
it may load. Where a tour breaks that, visits are put together or the tour is split, as cheaply as
may be; what else is wrong stays, for the checker to say.
"""

from collections.abc import Iterable, Iterator, Sequence

from delivery.routing.core.assemble import Tour, priced
from delivery.routing.core.check import Fault, faults
from delivery.routing.core.driving import Driver
from delivery.routing.core.plan import Plan, Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied

Part = tuple[Visit, ...]
MENDABLE = {"drop-point-twice", "too-many-loadings"}


def driven(problem: Problem, tours: Iterable[Tour]) -> tuple[Plan, int]:
    """Return the plan of ``tours``, whose units are numbered anew, and how many were mended."""
    judge = _Judge(problem)
    routes: list[Route] = []
    used, mended = [0] * len(problem.vehicles), 0
    for tour in tours:
        parts = judge.mended(tour)
        mended += parts != [tour.visits]
        for part in parts:
            routes.append(judge.route(tour.vehicle, used[tour.vehicle], part))
            used[tour.vehicle] += 1
    return priced(problem, routes), mended


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


def _by(fault: Fault) -> int:
    if fault.code == "too-many-loadings":
        return int(fault.facts["loadings"]) - int(fault.facts["max_loadings"])
    return 1


def _on_board(visits: Sequence[Visit]) -> set[int]:
    taken = {load for visit in visits if visit.is_store for load in visit.loads}
    return taken - {load for visit in visits if not visit.is_store for load in visit.loads}
