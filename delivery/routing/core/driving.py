"""Turns an order of visits into a route with times and figures, as the plan shows it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from delivery.routing.core.lookup import Lookup, Past
from delivery.routing.core.parts import Load, Locked, Stop, Vehicle
from delivery.routing.core.plan import Route
from delivery.routing.core.problem import Problem
from delivery.routing.core.timing import NEVER, Timeline, begins
from delivery.routing.core.units import NO_WAY
from delivery.routing.core.visits import Visit


class Driver(Lookup):
    """Drives vehicles of one problem."""

    def drive(
        self, vehicle: int, unit: int, visits: Sequence[Visit], *, late: bool = False
    ) -> Route | None:
        """Return the route of a vehicle along ``visits``, or ``None`` if its times cannot be kept.

        ``visits`` are those still to come; what a locked vehicle has done is put before them.
        Judges windows, ways, rides and the order of risks; not capacities, limits or kinds. With
        ``late`` nothing closes and there always is a route, for the checker to say what is wrong.
        """
        how = self.problem.vehicles[vehicle]
        return _Drive(self, how, unit, visits, late).route()

    def line(
        self, vehicle: int, unit: int, visits: Sequence[Visit]
    ) -> tuple[Timeline, bool] | None:
        """Return the times along ``visits``, and whether the order of risks can be kept at all.

        ``None`` if there is no way from one of them to the next.
        """
        drive = _Drive(self, self.problem.vehicles[vehicle], unit, visits, False)
        disinfected = drive._disinfected()
        line = drive._timeline(disinfected or set())
        return None if line is None else (line, disinfected is not None)

    def least_cost(self, vehicle: int, unit: int, visits: Sequence[Visit]) -> int:
        """Return what the route along ``visits`` costs at least: its ways, without any stay or wait."""
        drive = _Drive(self, self.problem.vehicles[vehicle], unit, visits, False)
        there = (drive.places[:-1], drive.places[1:])
        metres, seconds = drive.travel.distance_m[there].sum(), drive.travel.time_s[there].sum()
        how = drive.how
        return how.fixed_cost + int(how.cost_per_m * metres) + int(how.cost_per_s * seconds)

    def whole(self, lock: Locked) -> Route:
        """Return the route that is locked whole, as it stands."""
        how = next(v for v in self.problem.vehicles if v.id == lock.vehicle)
        return _Drive(self, how, lock.unit, [], False).figured(
            lock.done, [s.place for s in lock.done]
        )


class _Drive:
    def __init__(
        self, driver: Driver, how: Vehicle, unit: int, visits: Sequence[Visit], late: bool
    ) -> None:
        self.driver, self.problem, self.how, self.unit = driver, driver.problem, how, unit
        self.visits, self.late = visits, late
        self.lock = driver.locks.get((how.id, unit))
        self.done = self.lock.done if self.lock else ()
        self.travel = driver.travel[how.travel]

    def route(self) -> Route | None:
        disinfected = self._disinfected()
        if self.late and disinfected is None:
            disinfected = set()
        line = self._timeline(disinfected) if disinfected is not None else None
        starts = begins(line) if line else None
        if line is None or starts is None:
            return None
        driven = [stop.place for stop in self.done] + self.places
        return self.figured((*self.done, *self._stops(line, starts)), driven)

    @cached_property
    def places(self) -> list[int]:
        """The places from where the vehicle is free to its end."""
        begin = self.lock.at_place if self.lock else self.how.start
        sides = [*map(self._place, self.visits)]
        last = sides[-1] if sides else begin
        return [begin, *sides, self.how.end if self.how.end is not None else last]

    def _place(self, visit: Visit) -> int:
        sides = self.problem.stores if visit.is_store else self.problem.drop_points
        return sides[visit.at].place

    def _loads(self, visit: Visit) -> Iterator[Load]:
        return (self.problem.loads[i] for i in visit.loads)

    def _disinfected(self) -> set[int] | None:
        """Return at which visits to disinfect, as few as can be; ``None`` if risk must fall."""
        chosen: set[int] = set()
        if not self.problem.rules.risk_must_not_fall:
            return chosen
        past = self.driver.past(self.lock) if self.lock else Past(0, 0, (), ())
        level, since, store, driven = past.level, 0, None, bool(past.drop_points)
        for at, visit in enumerate(self.visits):
            if visit.is_store:
                store, since = (at, 0) if driven else (None, since)
                continue
            driven, risk = True, self.problem.drop_points[visit.at].risk
            if risk < level:
                if store is None or since > risk or self.problem.rules.disinfect_s is None:
                    return None
                chosen.add(store)
                level = since
            level, since = max(level, risk), max(since, risk)
        return chosen

    def _timeline(self, disinfected: set[int]) -> Timeline | None:
        legs = [int(self.travel.time_s[leg]) for leg in pairwise(self.places)]
        if NO_WAY in legs and not self.late:
            return None
        from_s, to_s = shift_of(self.problem, self.how, self.lock)
        fixed = from_s if self.done else to_s
        extra = self.problem.rules.disinfect_s or 0
        stays = [self._stay_s(v) + extra * (i in disinfected) for i, v in enumerate(self.visits)]
        closes = [fixed, *map(self._closes_s, self.visits), to_s]
        if self.late:
            closes = [fixed if self.done else NEVER, *[NEVER] * (len(closes) - 1)]
        return Timeline(
            opens_s=[from_s, *map(self._opens_s, self.visits), 0],
            closes_s=closes,
            stay_s=[0, *stays, 0],
            leg_s=[max(0, leg) for leg in legs],
            rides=[] if self.late else [*self._rides()],
        )

    def _stay_s(self, visit: Visit) -> int:
        if visit.is_store:
            return self.problem.stores[visit.at].loading_s
        point = self.problem.drop_points[visit.at]
        return point.service_s + sum(load.handling_s for load in self._loads(visit))

    def _opens_s(self, visit: Visit) -> int:
        if not visit.is_store:
            return self.problem.drop_points[visit.at].opens_s
        ready = (load.ready_s or 0 for load in self._loads(visit))
        return max(self.problem.stores[visit.at].opens_s, *ready, 0)

    def _closes_s(self, visit: Visit) -> int:
        if visit.is_store:
            return self.problem.stores[visit.at].closes_s
        return min([self.problem.drop_points[visit.at].closes_s, *self._deadlines(visit)])

    def _deadlines(self, visit: Visit) -> Iterator[int]:
        """Yield when loads taken before now must be dropped for their longest ride."""
        names = {load.id: load.max_ride_s for load in self._loads(visit)}
        for stop in self.done:
            for name in stop.loads if stop.kind == "load" else ():
                if (most := names.get(name)) is not None:
                    yield stop.leaves_s + most

    def _rides(self) -> Iterator[tuple[int, int, int]]:
        taken: dict[int, int] = {}
        for at, visit in enumerate(self.visits, start=1):
            for load in visit.loads:
                most = self.problem.loads[load].max_ride_s
                if visit.is_store:
                    taken[load] = at
                elif most is not None and load in taken:
                    yield taken[load], at, most

    def _stops(self, line: Timeline, starts: Sequence[int]) -> Iterator[Stop]:
        if not self.done:
            yield Stop(self.places[0], "start", (), starts[0], starts[0], starts[0])
        left = starts[0]
        for at, visit in enumerate(self.visits, start=1):
            arrives, starts_s = left + line.leg_s[at - 1], starts[at]
            left = starts_s + line.stay_s[at]
            names = tuple(load.id for load in self._loads(visit))
            kind = "load" if visit.is_store else "drop"
            yield Stop(self.places[at], kind, names, arrives, starts_s, left)  # type: ignore[arg-type]
        ends = left + line.leg_s[-1]
        yield Stop(self.places[-1], "end", (), ends, ends, ends)

    def figured(self, stops: tuple[Stop, ...], driven: Sequence[int]) -> Route:
        metres = sum(max(0, int(self.travel.distance_m[leg])) for leg in pairwise(driven))
        seconds = stops[-1].arrives_s - stops[0].leaves_s
        cost = route_cost(self.how, metres, seconds) + sum(map(self._change, self._dropped(stops)))
        return Route(self.how.id, self.unit, metres, seconds, cost, stops)

    def _dropped(self, stops: Iterable[Stop]) -> Iterator[Load]:
        names = (name for stop in stops if stop.kind == "drop" for name in stop.loads)
        return (self.problem.loads[self.driver.load_at[name]] for name in names)

    def _change(self, load: Load) -> int:
        former = self.problem.former.get(load.id, (self.how.id, self.unit))
        return load.change_cost or 0 if former != (self.how.id, self.unit) else 0


def shift_of(problem: Problem, vehicle: Vehicle, lock: Locked | None) -> tuple[int, int]:
    """Return from when a vehicle may leave and when it must be back; both in seconds.

    Who is out too late already may still come home.
    """
    from_s, to_s = max(vehicle.shift_s[0], problem.now_s or 0), vehicle.shift_s[1]
    if lock is None:
        return from_s, to_s
    travel = next(t for t in problem.travel if t.id == vehicle.travel)
    end = lock.at_place if vehicle.end is None else vehicle.end
    return lock.free_at_s, max(to_s, lock.free_at_s + int(travel.time_s[lock.at_place, end]))


def route_cost(vehicle: Vehicle, metres: int, seconds: int) -> int:
    """Return what a route costs a vehicle, without what its loads pay for changing vehicles."""
    cost = vehicle.fixed_cost + vehicle.cost_per_m * metres + vehicle.cost_per_s * seconds
    off = abs(seconds - vehicle.target_s) if vehicle.target_s is not None else 0
    return cost + (vehicle.cost_per_s_off_target or 0) * off
