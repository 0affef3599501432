"""Judges one route by driving it: stop by stop, with a clock, an odometer and the loads on board."""

from collections.abc import Iterator

from delivery.routing.core.check_board import BoardCheck
from delivery.routing.core.faults import Fault
from delivery.routing.core.parts import Load, Stop
from delivery.routing.core.units import NO_WAY


class RouteCheck(BoardCheck):
    """All rules for one route; the names in it must be known ones."""

    def faults(self) -> Iterator[Fault]:
        """Yield everything that is wrong with the route."""
        kinds = [stop.kind for stop in self.stops]
        if len(kinds) < 2 or kinds[0] != "start" or kinds[-1] != "end":
            yield self._fault("ends-missing")
            return
        yield from (
            self._fault("kind-misplaced", kind=kind)
            for kind in kinds[1:-1]
            if kind in ("start", "end")
        )
        shape = [*self._shape()]
        yield from shape
        if not shape:
            yield from self._rules()

    def _rules(self) -> Iterator[Fault]:
        if self.lock and self.lock.whole:
            yield from self._figures()
            return
        yield from self._ends()
        for at in range(max(self.done, 1), len(self.stops)):
            yield from self._clock(at)
        for at in range(max(self.done, 1), len(self.stops) - 1):
            yield from self._visit(at)
        yield from self._board()
        yield from self._rides()
        yield from self._limits()
        yield from self._risk()
        yield from self._figures()

    def _shape(self) -> Iterator[Fault]:
        for at, stop in enumerate(self.stops):
            if stop.kind in ("start", "end"):
                continue
            if not stop.loads:
                yield self._fault("stop-empty", stop=at)
                continue
            side = self._side(stop)
            ends = {self._end_of(stop, self.loads[name]) for name in stop.loads}
            if len(ends) > 1:
                yield self._fault("stop-mixed", stop=at)
            if stop.place != side.place:
                yield self._fault("place-wrong", stop=at, place=stop.place, expected=side.place)

    @staticmethod
    def _end_of(stop: Stop, load: Load) -> str:
        return load.store if stop.kind == "load" else load.drop_point

    def _ends(self) -> Iterator[Fault]:
        start, end, last = self.stops[0], self.stops[-1], len(self.stops) - 1
        from_s = max(self.vehicle.shift_s[0], self.problem.now_s or 0)
        begins = self.vehicle.start
        if self.lock and not self.done:
            begins, from_s = self.lock.at_place, self.lock.free_at_s
        finishes = self.vehicle.end if self.vehicle.end is not None else self._before(last)
        if self.done == 0 and start.place != begins:
            yield self._fault("place-wrong", stop=0, place=start.place, expected=begins)
        if self.done == 0 and start.leaves_s < from_s:
            yield self._fault("before-shift", leaves_s=start.leaves_s, from_s=from_s)
        if end.place != finishes:
            yield self._fault("place-wrong", stop=last, place=end.place, expected=finishes)
        if end.arrives_s > self._to_s(finishes):
            to_s = self._to_s(finishes)
            yield self._fault("after-shift", arrives_s=end.arrives_s, to_s=to_s)

    def _to_s(self, finishes: int) -> int:
        """Return when the route must be over; who is out late already may still come home."""
        to_s = self.vehicle.shift_s[1]
        if self.lock is None:
            return to_s
        way = int(self.travel.time_s[self.lock.at_place, finishes])
        return (
            max(to_s, self.lock.free_at_s + max(0, way))
            if self.vehicle.end is not None
            else max(to_s, self.lock.free_at_s)
        )

    def _clock(self, at: int) -> Iterator[Fault]:
        stop, before = self.stops[at], self._before(at)
        leaves = self.stops[at - 1].leaves_s
        if self.lock and at == self.done:
            leaves = self.lock.free_at_s
        takes = int(self.travel.time_s[before, stop.place])
        if takes == NO_WAY:
            yield self._fault("no-way", place=before, to=stop.place)
        elif leaves + takes != stop.arrives_s:
            facts = {"said_s": stop.arrives_s, "arrives_s": leaves + takes}
            yield self._fault("arrival-wrong", stop=at, **facts)
        if stop.starts_s < stop.arrives_s:
            yield self._fault("starts-before-arrival", stop=at)

    def _visit(self, at: int) -> Iterator[Fault]:
        stop, side = self.stops[at], self._side(self.stops[at])
        stay, takes = stop.leaves_s - stop.starts_s, self._takes_s(at)
        if stay != takes and not (self._returns(at) and stay == takes + self._disinfect_s):
            yield self._fault("stay-wrong", stop=at, said_s=stay, takes_s=takes)
        facts: dict[str, str | int] = {"name": side.id, "starts_s": stop.starts_s}
        if stop.starts_s < side.opens_s:
            yield self._fault("before-opening", opens_s=side.opens_s, **facts)
        if stop.starts_s > side.closes_s:
            yield self._fault("after-closing", closes_s=side.closes_s, **facts)
        for load in (self.loads[name] for name in stop.loads):
            if stop.kind == "load" and load.ready_s is not None and stop.starts_s < load.ready_s:
                facts = {"starts_s": stop.starts_s, "ready_s": load.ready_s}
                yield self._fault("before-ready", load=load.id, **facts)

    def _figures(self) -> Iterator[Fault]:
        for what in ("distance", "duration", "cost"):
            unit = {"distance": "distance_m", "duration": "duration_s", "cost": "cost"}[what]
            said = getattr(self.route, unit)
            true = self.cost() if what == "cost" else getattr(self, unit)
            if said != true:
                yield self._fault(f"{what}-wrong", said=said, true=true)
