"""Judges what a route carries and where to: capacities, rides, limits, risks."""

from collections import Counter
from collections.abc import Iterator, Sequence

from delivery.routing.core.driven import Driven
from delivery.routing.core.faults import Fault
from delivery.routing.core.parts import DropPoint, Load, Store

CAPACITIES = ("mass_g", "crates", "cold_crates")


class BoardCheck(Driven):
    """The rules on loads and visits."""

    def _board(self) -> Iterator[Fault]:
        board = {name: self.loads[name] for name in self._taken_before()}
        ever = set(board)
        yield from self._capacity(board)
        for stop in self.stops:
            for name in stop.loads:
                if stop.kind == "load" and name in ever:
                    yield self._fault("load-again", load=name)
                elif stop.kind == "load":
                    board[name] = self.loads[name]
                    ever.add(name)
                elif board.pop(name, None) is None:
                    yield self._fault("load-not-on-board", load=name)
            yield from self._capacity(board)
        stranded = set(self.lock.on_board) if self.lock else set()
        yield from (self._fault("load-not-dropped", load=n) for n in board if n not in stranded)

    def _taken_before(self) -> list[str]:
        if self.lock is None:
            return []
        loaded = {n for stop in self.lock.done if stop.kind == "load" for n in stop.loads}
        dropped = [n for stop in self.lock.done if stop.kind == "drop" for n in stop.loads]
        return [name for name in (*self.lock.on_board, *dropped) if name not in loaded]

    def _capacity(self, board: dict[str, Load]) -> Iterator[Fault]:
        for what in CAPACITIES:
            carried = sum(getattr(load, what) for load in board.values())
            if carried > getattr(self.vehicle, what):
                facts = {"carried": carried, "capacity": getattr(self.vehicle, what)}
                yield self._fault(f"over-{what}", **facts)

    def _rides(self) -> Iterator[Fault]:
        left: dict[str, int] = {}
        for at, stop in enumerate(self.stops):
            for load in (self.loads[name] for name in stop.loads):
                if stop.kind == "load":
                    left[load.id] = stop.leaves_s
                elif load.max_ride_s is not None and load.id in left and at >= self.done:
                    ride = stop.starts_s - left[load.id]
                    if ride > load.max_ride_s:
                        yield self._fault(
                            "ride-too-long", load=load.id, ride_s=ride, max_ride_s=load.max_ride_s
                        )

    def _limits(self) -> Iterator[Fault]:
        vehicle, visits = self.vehicle, [self._side(stop) for stop in self.stops[1:-1]]
        drops = Counter(side.id for side in visits if isinstance(side, DropPoint))
        if vehicle.max_distance_m is not None and self.distance_m > vehicle.max_distance_m:
            facts = {
                "distance_m": self.distance_m,
                "max_distance_m": vehicle.max_distance_m,
            }
            yield self._fault("too-far", **facts)
        if vehicle.max_stops is not None and drops.total() > vehicle.max_stops:
            facts = {"stops": drops.total(), "max_stops": vehicle.max_stops}
            yield self._fault("too-many-stops", **facts)
        twice = (name for name, times in drops.items() if times > 1)
        yield from (self._fault("drop-point-twice", drop_point=name) for name in twice)
        yield from self._loadings(visits)

    def _loadings(self, visits: Sequence[Store | DropPoint]) -> Iterator[Fault]:
        loadings: Counter[str] = Counter()
        before: Store | DropPoint | None = None
        for side in visits:
            loadings[side.id] += isinstance(side, Store) and side != before
            before = side
        most = self.vehicle.max_loadings
        for name, times in loadings.items():
            if times > most:
                facts: dict[str, str | int] = {"store": name, "loadings": times}
                yield self._fault("too-many-loadings", max_loadings=most, **facts)

    def _risk(self) -> Iterator[Fault]:
        level = 0
        for at, stop in enumerate(self.stops[:-1]):
            side = self._side(stop) if stop.kind != "start" else None
            if isinstance(side, Store) and self._disinfected(at):
                level = 0
            if not isinstance(side, DropPoint):
                continue
            if at >= self.done:
                yield from self._admitted(side)
                if self.problem.rules.risk_must_not_fall and side.risk < level:
                    facts: dict[str, str | int] = {"risk": side.risk, "before": level}
                    yield self._fault("risk-falls", drop_point=side.id, **facts)
            level = max(level, side.risk)

    def _disinfected(self, at: int) -> bool:
        stay = self.stops[at].leaves_s - self.stops[at].starts_s
        asked = self.problem.rules.disinfect_s
        return asked is not None and stay >= self._takes_s(at) + asked and self._returns(at)

    def _admitted(self, point: DropPoint) -> Iterator[Fault]:
        if point.risk > self.vehicle.max_risk:
            facts = {"risk": point.risk, "max_risk": self.vehicle.max_risk}
            yield self._fault("risk-too-high", drop_point=point.id, **facts)
        if point.allowed_kinds is not None and self.vehicle.kind not in point.allowed_kinds:
            yield self._fault("kind-not-allowed", drop_point=point.id, kind=self.vehicle.kind)
