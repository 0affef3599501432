"""What is in the way of a tour: the smallest sets of facts without which it could be driven."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from delivery.routing.core.assemble import Tour
from delivery.routing.core.check_route import RouteCheck
from delivery.routing.core.driving import Driver
from delivery.routing.core.parts import DropPoint, Store
from delivery.routing.core.problem import Problem
from delivery.routing.core.suppose import Fact, without
from delivery.routing.core.timing import Timeline, least
from delivery.routing.core.visits import Visit

TOGETHER_MOST = 3
"""No set of facts with more in it is looked for."""

Facts = frozenset[Fact]
NOTHING: Facts = frozenset()

BY_FAULT = {
    "over-mass_g": ("over-mass", "vehicle"),
    "over-crates": ("over-crates", "vehicle"),
    "over-cold_crates": ("over-cold-crates", "vehicle"),
    "too-far": ("out-of-range", "vehicle"),
    "too-many-stops": ("too-many-stops", "vehicle"),
    "too-many-loadings": ("too-many-loadings", "vehicle"),
    "risk-too-high": ("risk-too-high", "vehicle"),
    "kind-not-allowed": ("kind-not-allowed", "drop_point"),
}
"""The fact behind a fault that no clock can cure, and which of its figures says whose it is."""

TIMED = {"after-closing", "after-shift", "ride-too-long", "risk-falls"}
"""Faults that hang on the times, and are judged by them."""


class Drivers:
    """Drivers for one problem with facts taken away; each is made once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._made: dict[Facts, Driver] = {}

    def without(self, facts: Facts) -> Driver:
        """Return the driver for the problem without ``facts``."""
        if facts not in self._made:
            self._made[facts] = Driver(without(self._problem, sorted(facts)))
        return self._made[facts]


def blocking(drivers: Drivers, tour: Tour) -> list[Facts]:
    """Return the least sets of facts of which one has to go, all of it, for ``tour`` to be driven.

    The empty set is the only one if nothing blocks it; there is none if nothing would help.
    """
    return _Blocking(drivers, tour).sets()


@dataclass(frozen=True, slots=True)
class _Times:
    """A tour's times as early as can be: ``low``, and which of them are ``late``."""

    problem: Problem
    line: Timeline
    order_kept: bool
    low: Sequence[int]

    @property
    def late(self) -> list[int]:
        pairs = enumerate(zip(self.low, self.line.closes_s, strict=True))
        return [i for i, (at, closes_s) in pairs if at > closes_s]

    @property
    def tight(self) -> list[int]:
        pairs = enumerate(zip(self.low, self.line.opens_s, strict=True))
        return [i for i, (at, opens_s) in pairs if at == opens_s > 0]


class _Blocking:
    def __init__(self, drivers: Drivers, tour: Tour) -> None:
        self.drivers, self.tour, self.visits = drivers, tour, tour.visits
        self.problem = drivers.without(NOTHING).problem
        self.vehicle = self.problem.vehicles[tour.vehicle].id
        self._known: dict[Facts, _Times | None] = {}

    def sets(self) -> list[Facts]:
        hard, found = self._hard(), list[Facts]()
        if hard is None:
            return found
        for opened in self._opened(hard):
            late = self._late(hard | opened)
            if late is not None and len(hard | opened | late) <= TOGETHER_MOST:
                found.append(hard | opened | late)
        return [some for some in found if not any(other < some for other in found)]

    def _times(self, facts: Facts) -> _Times | None:
        """Return the times without ``facts``; ``None`` if there is no way, or a ride is too long."""
        if facts not in self._known:
            driver = self.drivers.without(facts)
            timed = driver.line(self.tour.vehicle, self.tour.unit, self.visits)
            low = least(timed[0]) if timed else None
            self._known[facts] = _Times(driver.problem, *timed, low) if timed and low else None
        return self._known[facts]

    def _hard(self) -> Facts | None:
        """Return the facts that must go whatever the times; ``None`` if that is not enough."""
        driver = self.drivers.without(NOTHING)
        timed = driver.line(self.tour.vehicle, self.tour.unit, self.visits)
        route = driver.drive(self.tour.vehicle, self.tour.unit, self.visits, late=True)
        if timed is None or route is None:
            return None
        line, order_kept = timed
        faults = [f for f in RouteCheck(self.problem, route).faults() if f.code not in TIMED]
        if any(fault.code not in BY_FAULT for fault in faults):
            return None
        found = {Fact("ride-too-long", name) for name, slack in self._rides(line) if slack < 0}
        found |= set() if order_kept else {Fact("risk-falls")}
        for fault in faults:
            code, of = BY_FAULT[fault.code]
            found.add(Fact(code, str(fault.facts[of])))
        return frozenset(found)

    def _rides(self, line: Timeline) -> Iterator[tuple[str, int]]:
        """Yield loads with a longest ride, and how much of it is left if nobody waits."""
        for load, taken, dropped in self._carried:
            if (most := self.problem.loads[load].max_ride_s) is not None:
                between = sum(line.stay_s[taken + 1 : dropped]) + sum(line.leg_s[taken:dropped])
                yield self.problem.loads[load].id, most - between

    @cached_property
    def _carried(self) -> list[tuple[int, int, int]]:
        """Loads still to be taken, with the entries of their taking and dropping in the times."""
        taken = {x: at for at, v in enumerate(self.visits, 1) if v.is_store for x in v.loads}
        drops = ((at, v) for at, v in enumerate(self.visits, 1) if not v.is_store)
        return [(x, taken[x], at) for at, visit in drops for x in visit.loads if x in taken]

    def _opened(self, hard: Facts) -> Iterator[Facts]:
        """Yield what could go besides ``hard`` for all to be earlier: nothing, one fact, then more."""
        layer = {NOTHING}
        for _ in range(TOGETHER_MOST + 1 - len(hard)):
            yield from sorted(layer, key=sorted)
            layer = {some | {fact} for some in layer for fact in self._holding(hard | some)}

    def _holding(self, facts: Facts) -> Iterator[Fact]:
        """Yield what holds the times back, if anything is late at all."""
        times = self._times(facts)
        if times is None or not times.late:
            return
        for at in times.tight:
            yield from self._opens(times, at)
        yield from (Fact("ride-too-long", name) for name, _ in self._rides(times.line))
        if times.problem.rules.risk_must_not_fall and times.problem.rules.disinfect_s:
            yield Fact("risk-falls")

    def _opens(self, times: _Times, at: int) -> Iterator[Fact]:
        problem, opens_s = times.problem, times.line.opens_s[at]
        if at == 0:
            if problem.vehicles[self.tour.vehicle].shift_s[0] == opens_s:
                yield Fact("shift-begins", self.vehicle)
            if problem.now_s == opens_s:
                yield Fact("not-before-now")
            return
        visit = self.visits[at - 1]
        if self._side(problem, visit).opens_s == opens_s:
            yield Fact(
                "store-opens" if visit.is_store else "gate-opens", self._side(problem, visit).id
            )
        for load in (problem.loads[x] for x in visit.loads if visit.is_store):
            if load.ready_s == opens_s:
                yield Fact("not-ready", load.id)

    @staticmethod
    def _side(problem: Problem, visit: Visit) -> Store | DropPoint:
        return (problem.stores if visit.is_store else problem.drop_points)[visit.at]

    def _late(self, facts: Facts) -> Facts | None:
        """Return what closes too early when ``facts`` are gone; ``None`` if that is not enough."""
        found = NOTHING
        while (times := self._times(facts | found)) and times.late:
            more = {fact for at in times.late for fact in self._closes(times, at)}
            if more <= found:
                return None
            found |= more
        return found if times else None

    def _closes(self, times: _Times, at: int) -> Iterator[Fact]:
        if at in (0, len(self.visits) + 1):
            yield Fact("shift-ends", self.vehicle)
            return
        visit = self.visits[at - 1]
        side = self._side(times.problem, visit)
        if times.low[at] > side.closes_s:
            yield Fact("store-closes" if visit.is_store else "gate-closes", side.id)
            return
        carried = {load for load, _, _ in self._carried}
        aboard = (times.problem.loads[x] for x in visit.loads if x not in carried)
        yield from (Fact("ride-too-long", x.id) for x in aboard if x.max_ride_s is not None)
