"""Writes a problem down as the search's tables."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.driving import Driver, shift_of
from delivery.routing.core.parts import Load, Locked
from delivery.routing.core.problem import Problem
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import Given, Table
from delivery.routing.core.units import NO_WAY

NEAR_MOST = 100
Unit = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A problem as tables. ``loads`` and ``units`` say what the rows of loads and slots are."""

    given: Given
    loads: tuple[int, ...]
    units: tuple[Unit, ...]
    longest: int


def encode(problem: Problem, driver: Driver, *, spare: bool = False) -> Encoded:
    """Return ``problem`` as tables, without what is dropped already or locked for good.

    With ``spare``, one vehicle more of each type stands behind the others.
    """
    fixed = _fixed(problem)
    free = (i for i, load in enumerate(problem.loads) if load.id not in fixed)
    loads = tuple(sorted(free, key=lambda i: driver.drop_of[i]))
    units = tuple(_units(problem, len(loads)))
    if spare:
        units += tuple((v, vehicle.count) for v, vehicle in enumerate(problem.vehicles))
    given = Given(
        legs=_legs(problem),
        load=_loads(problem, driver, loads, units),
        drop=_drops(problem, driver, fixed, loads),
        store=_stores(problem),
        slot=_slots(problem, driver, units),
        near=_near(problem),
        exact=int(
            _disinfect_s(problem) >= 0 or any(_bound_in_time(problem.loads[i]) for i in loads)
        ),
        risk_order=int(problem.rules.risk_must_not_fall),
        disinfect_s=_disinfect_s(problem),
    )
    most = max((v.max_loadings for v in problem.vehicles), default=0)
    longest = len(problem.drop_points) + len(problem.stores) * min(most, len(problem.drop_points))
    return Encoded(given, loads, units, longest)


def _bound_in_time(load: Load) -> bool:
    """Say whether what comes before or after ``load`` bears on when it may be taken or dropped."""
    return bool(load.ready_s) or load.max_ride_s is not None


def _disinfect_s(problem: Problem) -> int:
    """Return how long disinfection takes, or -1 where it is no use or not to be had."""
    rules = problem.rules
    return rules.disinfect_s if rules.risk_must_not_fall and rules.disinfect_s is not None else -1


def _fixed(problem: Problem) -> set[str]:
    """Return the loads that are dropped already, or on a route that is locked whole."""
    done = (s for lock in problem.locked for s in lock.done if s.kind == "drop" or lock.whole)
    return {name for stop in done for name in stop.loads}


def _units(problem: Problem, loads: int) -> Iterator[Unit]:
    """Yield the units that may be of use: no more alike ones than there are loads."""
    whole = {(lock.vehicle, lock.unit) for lock in problem.locked if lock.whole}
    named = _named(problem)
    for v, vehicle in enumerate(problem.vehicles):
        spare = loads
        for unit in range(vehicle.count):
            if (vehicle.id, unit) in whole:
                continue
            if (vehicle.id, unit) not in named:
                spare -= 1
            if (vehicle.id, unit) in named or spare >= 0:
                yield v, unit


def _named(problem: Problem) -> set[tuple[str, int]]:
    """Return the units that differ from the others of their vehicle."""
    costly = {load.id for load in problem.loads if load.change_cost}
    former = {unit for load, unit in problem.former.items() if load in costly}
    return {(lock.vehicle, lock.unit) for lock in problem.locked} | former


def _legs(problem: Problem) -> Table:
    size = len(problem.places)
    legs = np.zeros((max(1, len(problem.travel)), size + 1, size + 1, 2), dtype=np.int64)
    for t, travel in enumerate(problem.travel):
        for what, table in enumerate((travel.distance_m, travel.time_s)):
            legs[t, :size, :size, what] = np.where(table == NO_WAY, col.FAR, table)
    return legs


def _loads(
    problem: Problem, driver: Driver, loads: tuple[int, ...], units: tuple[Unit, ...]
) -> Table:
    slot_of = {(problem.vehicles[v].id, unit): slot for slot, (v, unit) in enumerate(units)}
    held, deadline = _held(problem, slot_of)
    keys = np.random.default_rng(1).integers(1, 2**62, max(1, len(problem.loads)))
    table = np.zeros((len(loads), col.L_COLUMNS), dtype=np.int64)
    for row, at in zip(table, loads, strict=True):
        load = problem.loads[at]
        row[: col.L_READY] = (
            driver.store_of[at],
            driver.drop_of[at],
            load.mass_g,
            load.crates,
            load.cold_crates,
            load.handling_s,
            load.skip_cost,
        )
        row[col.L_READY] = load.ready_s or 0
        row[col.L_RIDE] = col.FAR if load.max_ride_s is None else load.max_ride_s
        row[col.L_HELD] = held.get(load.id, -1)
        row[col.L_DEADLINE] = deadline.get(load.id, col.FAR)
        former = problem.former.get(load.id)
        row[col.L_FORMER] = -1 if former is None else slot_of.get(former, -2)
        row[col.L_CHANGE] = load.change_cost or 0
        row[col.L_KEY] = keys[at]
    table[:, col.L_WEIGHT] = _weights(table)
    return table


def _weights(loads: Table) -> Table:
    """Return how large each load is beside the others, in the measure it is largest in."""
    sizes = loads[:, [col.L_MASS, col.L_CRATES, col.L_COLD]]
    parts = (sizes / np.maximum(1, sizes.sum(axis=0)) * max(1, len(loads))).max(axis=1, initial=0.0)
    return np.rint(col.WEIGHT * np.clip(parts, 0.1, 10.0)).astype(np.int64)


def _held(
    problem: Problem, slot_of: dict[tuple[str, int], int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return by load on board in which slot it is, and until when it must be dropped."""
    held: dict[str, int] = {}
    deadline: dict[str, int] = {}
    rides = {load.id: load.max_ride_s for load in problem.loads if load.max_ride_s is not None}
    for lock in problem.locked:
        if lock.whole:
            continue
        held |= dict.fromkeys(lock.on_board, slot_of[(lock.vehicle, lock.unit)])
        for stop in lock.done:
            for name in set(stop.loads) & set(rides) if stop.kind == "load" else ():
                deadline[name] = stop.leaves_s + rides[name]
    return held, deadline


def _drops(problem: Problem, driver: Driver, fixed: set[str], loads: tuple[int, ...]) -> Table:
    table = np.zeros((len(problem.drop_points), col.D_COLUMNS), dtype=np.int64)
    for row, point in zip(table, problem.drop_points, strict=True):
        shelf = col.FAR if point.shelf_crates is None else point.shelf_crates
        row[: col.D_SHELF] = point.place, point.opens_s, point.closes_s, point.service_s, point.risk
        row[col.D_SHELF] = shelf
    drops, ends = [driver.drop_of[at] for at in loads], np.arange(len(problem.drop_points))
    table[:, col.D_FIRST] = np.searchsorted(drops, ends, side="left")
    table[:, col.D_END] = np.searchsorted(drops, ends, side="right")
    for at, load in enumerate(problem.loads):
        if load.id in fixed:
            table[driver.drop_of[at], col.D_SHELF] -= load.crates
    return table


def _stores(problem: Problem) -> Table:
    rows = [(s.place, s.opens_s, s.closes_s, s.loading_s) for s in problem.stores]
    return np.array(rows, dtype=np.int64).reshape(len(rows), col.S_COLUMNS)


def _slots(problem: Problem, driver: Driver, units: tuple[Unit, ...]) -> Table:
    width = col.U_ADMITS + len(problem.drop_points) + len(problem.stores)
    table = np.zeros((len(units), width), dtype=np.int64)
    classes: dict[tuple[int, int], int] = {}
    named = _named(problem)
    for row, (v, unit) in zip(table, units, strict=True):
        vehicle = problem.vehicles[v]
        lock = driver.locks.get((vehicle.id, unit))
        apart = unit if (vehicle.id, unit) in named else -1
        row[: col.U_ADMITS] = _slot(problem, driver, v, lock)
        row[col.U_CLASS] = classes.setdefault((v, apart), len(classes))
    _admits(problem, driver, units, table[:, col.U_ADMITS :])
    return table


def _slot(problem: Problem, driver: Driver, v: int, lock: Locked | None) -> list[int]:
    vehicle = problem.vehicles[v]
    travel = next(i for i, t in enumerate(problem.travel) if t.id == vehicle.travel)
    from_s, back_by = shift_of(problem, vehicle, lock)
    row = [0] * col.U_ADMITS
    row[: col.U_FROM] = [
        travel,
        lock.at_place if lock else vehicle.start,
        len(problem.places) if vehicle.end is None else vehicle.end,
        vehicle.mass_g,
        vehicle.crates,
        vehicle.cold_crates,
        vehicle.fixed_cost,
        vehicle.cost_per_m,
        vehicle.cost_per_s,
    ]
    row[col.U_FROM], row[col.U_BACK_BY] = from_s, back_by
    row[col.U_START_BY] = from_s if lock and lock.done else back_by
    row[col.U_RANGE] = col.FAR if vehicle.max_distance_m is None else vehicle.max_distance_m
    row[col.U_STOPS] = col.FAR if vehicle.max_stops is None else vehicle.max_stops
    row[col.U_LOADINGS] = vehicle.max_loadings
    row[col.U_TARGET] = vehicle.target_s or 0
    row[col.U_OFF] = vehicle.cost_per_s_off_target or 0
    if lock:
        _under_way(problem, driver, lock, row)
    return row


def _under_way(problem: Problem, driver: Driver, lock: Locked, row: list[int]) -> None:
    """Note in ``row`` what a vehicle under way has behind it and on board."""
    past = driver.past(lock)
    row[col.U_DONE_M] = past.metres
    row[col.U_DONE_S] = lock.free_at_s - lock.done[0].leaves_s if lock.done else 0
    for name in lock.on_board:
        load = problem.loads[driver.load_at[name]]
        row[col.U_HELD_MASS] += load.mass_g
        row[col.U_HELD_CRATES] += load.crates
        row[col.U_HELD_COLD] += load.cold_crates
    row[col.U_LEVEL] = past.level
    row[col.U_DONE_STOPS] = len(past.drop_points)
    row[col.U_UNDER_WAY] = 1


def _near(problem: Problem) -> Table:
    """Return for each drop point the nearest ones, itself first, by metres there and back."""
    at = [point.place for point in problem.drop_points]
    if not at or not problem.travel:
        return np.zeros((len(at), 0), dtype=np.int64)
    legs = _legs(problem)[:, :, :, 0]
    metres = sum(table[np.ix_(at, at)] + table[np.ix_(at, at)].T for table in legs)
    np.fill_diagonal(metres, -1)
    order: Table = np.argsort(metres, axis=1, kind="stable")[:, :NEAR_MOST].astype(np.int64)
    return np.ascontiguousarray(order)


def _admits(problem: Problem, driver: Driver, units: tuple[Unit, ...], table: Table) -> None:
    """Note where each unit is let in and has not been yet, and how often it was at each store."""
    for row, (v, unit) in zip(table, units, strict=True):
        vehicle = problem.vehicles[v]
        lock = driver.locks.get((vehicle.id, unit))
        past = driver.past(lock) if lock else None
        visited = past.drop_points if past else ()
        for at, point in enumerate(problem.drop_points):
            kinds = point.allowed_kinds
            let_in = kinds is None or vehicle.kind in kinds
            row[at] = let_in and point.risk <= vehicle.max_risk and at not in visited
        for store in past.loadings if past else ():
            row[len(problem.drop_points) + store] += 1
