"""Judges one route by driving it: stop by stop, with a clock, an odometer and the loads on board."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from delivery.routing.core.faults import Fault
from delivery.routing.core.parts import DropPoint, Load, Stop, Store
from delivery.routing.core.plan import Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.units import NO_WAY

CAPACITIES = ("mass_g", "crates", "cold_crates")


class RouteCheck:
    """One route of a plan beside the problem's rules; the names in it must be known ones."""

    def __init__(self, problem: Problem, route: Route) -> None:
        self.problem, self.route, self.stops = problem, route, route.stops
        self.name = f"{route.vehicle}/{route.unit}"
        self.vehicle = next(v for v in problem.vehicles if v.id == route.vehicle)
        self.travel = next(t for t in problem.travel if t.id == self.vehicle.travel)
        units = {(lock.vehicle, lock.unit): lock for lock in problem.locked}
        self.lock = units.get((route.vehicle, route.unit))
        self.done = len(self.lock.done) if self.lock else 0

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

    def cost(self) -> int:
        """Return what the route costs as it is driven."""
        vehicle = self.vehicle
        cost = vehicle.fixed_cost + vehicle.cost_per_m * self.distance_m
        cost += vehicle.cost_per_s * self.duration_s
        if vehicle.target_s is not None and vehicle.cost_per_s_off_target is not None:
            cost += vehicle.cost_per_s_off_target * abs(self.duration_s - vehicle.target_s)
        return cost + sum(self._change_cost(load) for load in self._dropped())

    @cached_property
    def loads(self) -> dict[str, Load]:
        """The problem's loads by name."""
        return {load.id: load for load in self.problem.loads}

    @cached_property
    def stores(self) -> dict[str, Store]:
        """The problem's stores by name."""
        return {store.id: store for store in self.problem.stores}

    @cached_property
    def drop_points(self) -> dict[str, DropPoint]:
        """The problem's drop points by name."""
        return {point.id: point for point in self.problem.drop_points}

    @cached_property
    def distance_m(self) -> int:
        """Metres driven, by the matrix."""
        return sum(max(0, int(self.travel.distance_m[leg])) for leg in self._legs())

    @property
    def duration_s(self) -> int:
        """Seconds from leaving the start to arriving at the end."""
        return self.stops[-1].arrives_s - self.stops[0].leaves_s if self.stops else 0

    def _fault(self, code: str, **facts: str | int) -> Fault:
        return Fault(code, {"route": self.name, "vehicle": self.vehicle.id, **facts})

    def _legs(self) -> Iterator[tuple[int, int]]:
        places = [stop.place for stop in self.stops]
        if self.lock and not self.lock.whole and self.lock.done:
            places.insert(self.done, self.lock.at_place)
        yield from pairwise(places)

    def _change_cost(self, load: Load) -> int:
        former = self.problem.former.get(load.id)
        changed = former is not None and former != (self.route.vehicle, self.route.unit)
        return load.change_cost or 0 if changed else 0

    def _dropped(self) -> Iterator[Load]:
        for stop in self.stops:
            yield from ((self.loads[n] for n in stop.loads) if stop.kind == "drop" else ())

    def _side(self, stop: Stop) -> Store | DropPoint:
        load = self.loads[stop.loads[0]]
        if stop.kind == "load":
            return self.stores[load.store]
        return self.drop_points[load.drop_point]

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

    def _before(self, at: int) -> int:
        """Return the place from which stop ``at`` is driven to."""
        if self.lock and at == self.done:
            return self.lock.at_place
        return self.stops[at - 1].place

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

    @property
    def _disinfect_s(self) -> int:
        return self.problem.rules.disinfect_s or 0

    def _returns(self, at: int) -> bool:
        earlier = (stop.kind == "drop" for stop in self.stops[:at])
        return self.stops[at].kind == "load" and any(earlier)

    def _takes_s(self, at: int) -> int:
        side = self._side(self.stops[at])
        if isinstance(side, DropPoint):
            return side.service_s + sum(self.loads[n].handling_s for n in self.stops[at].loads)
        before = self.stops[at - 1]
        same = before.kind == "load" and at != self.done and self._side(before) == side
        return 0 if same else side.loading_s

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

    def _figures(self) -> Iterator[Fault]:
        for what in ("distance", "duration", "cost"):
            unit = {"distance": "distance_m", "duration": "duration_s", "cost": "cost"}[what]
            said = getattr(self.route, unit)
            true = self.cost() if what == "cost" else getattr(self, unit)
            if said != true:
                yield self._fault(f"{what}-wrong", said=said, true=true)
