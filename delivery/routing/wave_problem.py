"""From the rows of a wave to the problem that the router solves."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from delivery.crew.models import Shift
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Wave
from delivery.places.models import DropPoint
from delivery.places.queries import time_zone
from delivery.routing import queries
from delivery.routing.rules import (
    COST_UNITS_PER_FEN,
    Amount,
    Share,
    amount,
    cost_per_s,
    seconds_after,
    skip_cost,
    split,
    window_s,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WaveProblem:
    """A problem in format version 1, the orders of each of its loads, and what it leaves out.

    Second 0 is the wave's cut-off, costs are thousandths of a fen. Each entry of ``left_out``
    has ``orders``, ``store``, ``drop_point`` and a ``code``: ``gate-closed``,
    ``drop-point-shut`` or ``store-shut``.
    """

    problem: Json
    orders: dict[str, list[str]]
    left_out: list[Json]

    def fingerprint(self) -> str:
        """Return what two problems share exactly if nothing in them differs."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Places:
    """The points of a problem; each is written once, and known by its index."""

    def __init__(self) -> None:
        self.rows: list[Json] = []
        self._at: dict[str, int] = {}

    def index(self, name: str, lat: float, lon: float) -> int:
        """Return the index of the place called ``name``, which is added where it is new."""
        if name not in self._at:
            self._at[name] = len(self.rows)
            self.rows.append({"id": name, "lat": lat, "lon": lon})
        return self._at[name]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a wave's goods may be loaded and put down: on the day on which they are collected."""

    wave: Wave
    zone: ZoneInfo

    def of(self, place: Store | DropPoint) -> tuple[int, int] | None:
        """Return the hours of ``place`` as seconds after the cut-off; None if it stays shut."""
        return window_s(
            place.opens_at,
            place.closes_at,
            day=self.wave.collect_from_at.astimezone(self.zone).date(),
            zone=self.zone,
            start=self.wave.cut_off_at,
            latest=self.wave.collect_to_at,
        )


def problem_of(wave: Wave, *, at: datetime) -> WaveProblem:
    """Return what the router needs to know of ``wave`` as it stands, in seven queries.

    No vehicle leaves before ``at``. The same rows and the same ``at`` make the same problem.
    """
    found, shifts = queries.shares(wave), queries.shifts(wave)
    points = {point.id: point for point in queries.drop_points(drop for drop, _ in found)}
    stores = {store.id: store for store in queries.stores(store for _, store in found)}
    hours, places = Hours(wave, ZoneInfo(time_zone())), Places()
    shut = {
        row.id: why for row in [*points.values(), *stores.values()] if (why := _shut(row, hours))
    }
    open_to = {pair: some for pair, some in found.items() if not shut.keys() & set(pair)}
    rooms = [_room(shift) for shift in shifts]
    orders: dict[str, list[str]] = {}
    problem: Json = {
        "version": 1,
        "name": str(wave.id),
        "now_s": seconds_after(wave.cut_off_at, at),
        "places": places.rows,
        "travel": _ways(shifts),
        "stores": [_store(stores[i], hours, places) for i in _used(stores, open_to, 1)],
        "drop_points": [_drop_point(points[i], hours, places) for i in _used(points, open_to, 0)],
        "loads": _loads(open_to, points, rooms, orders),
        "vehicles": [_vehicle(shift, wave, places) for shift in shifts],
        # A vehicle that has been to a place of higher risk does not go back to one of lower risk.
        "rules": {"risk_must_not_fall": True},
    }
    return WaveProblem(problem, orders, _left_out(found, shut))


def _shut(place: Store | DropPoint, hours: Hours) -> str | None:
    if isinstance(place, DropPoint) and place.gate.state == "closed":
        return "gate-closed"
    if hours.of(place) is None:
        return "drop-point-shut" if isinstance(place, DropPoint) else "store-shut"
    return None


def _used(
    rows: Mapping[uuid.UUID, Any], pairs: Mapping[tuple[uuid.UUID, uuid.UUID], Any], side: int
) -> list[uuid.UUID]:
    wanted = {pair[side] for pair in pairs}
    return [id_ for id_ in rows if id_ in wanted]


def _window(place: Store | DropPoint, hours: Hours) -> Json:
    opens_s, closes_s = hours.of(place) or (0, 0)
    return {"opens_s": opens_s, "closes_s": closes_s}


def _store(store: Store, hours: Hours, places: Places) -> Json:
    return {
        "id": str(store.id),
        "place": places.index(f"store {store.id}", store.lat, store.lon),
        "loading_s": store.loading_s,
    } | _window(store, hours)


def _drop_point(point: DropPoint, hours: Hours, places: Places) -> Json:
    compound, collected = point.gate.compound, hours.wave.collect_from_at
    holds = compound.risk_until is None or compound.risk_until > collected
    return {
        "id": str(point.id),
        "place": places.index(f"drop point {point.id}", point.lat, point.lon),
        "service_s": point.service_s,
        "risk": compound.risk_level if holds else 0,
    } | _window(point, hours)


def _loads(
    found: Mapping[tuple[uuid.UUID, uuid.UUID], list[Share]],
    points: Mapping[uuid.UUID, DropPoint],
    rooms: Sequence[Amount],
    orders: dict[str, list[str]],
) -> list[Json]:
    """Return the loads, and note in ``orders`` whose bags each of them is."""
    loads = []
    for (drop, store), shares in found.items():
        for number, part in enumerate(split(shares, rooms), start=1):
            name = f"{drop}/{store}/{number}"
            orders[name] = [str(share.order_id) for share in part]
            ends = {"id": name, "store": str(store), "drop_point": str(drop)}
            loads.append(ends | _load(part, points[drop].handling_s))
    return loads


def _load(part: Sequence[Share], handling_s: int) -> Json:
    size = amount(part)
    return asdict(size) | {
        "handling_s": handling_s * size.crates,
        "skip_cost": skip_cost(len(part)),
        "ready_s": max(share.ready_s for share in part),
    }


def _room(shift: Shift) -> Amount:
    return Amount(shift.vehicle.mass_g, shift.vehicle.crates, shift.vehicle.cold_crates)


def _ways(shifts: Sequence[Shift]) -> list[Json]:
    speeds = sorted({shift.vehicle.speed_mm_s for shift in shifts})
    return [{"id": f"{speed} mm/s", "speed_mm_s": speed} for speed in speeds]


def _vehicle(shift: Shift, wave: Wave, places: Places) -> Json:
    vehicle = shift.vehicle
    start = places.index(f"base {vehicle.lat} {vehicle.lon}", vehicle.lat, vehicle.lon)
    limits = {"max_distance_m": vehicle.max_distance_m, "max_stops": vehicle.max_stops}
    return {
        "id": str(shift.id),
        "kind": vehicle.kind,
        "count": 1,
        "travel": f"{vehicle.speed_mm_s} mm/s",
        "start": start,
        "end": start if vehicle.returns else None,
        **asdict(_room(shift)),
        "fixed_cost": vehicle.fixed_fen * COST_UNITS_PER_FEN,
        "cost_per_m": vehicle.fen_per_km,  # a fen a kilometre is a thousandth of it a metre
        "cost_per_s": cost_per_s(),
        "shift_s": [seconds_after(wave.cut_off_at, t) for t in (shift.starts_at, shift.ends_at)],
        "max_risk": vehicle.max_risk,
        "max_loadings": vehicle.max_loadings,
    } | {name: most for name, most in limits.items() if most is not None}


def _left_out(
    found: Mapping[tuple[uuid.UUID, uuid.UUID], list[Share]], shut: Mapping[uuid.UUID, str]
) -> list[Json]:
    return [
        {
            "orders": [str(share.order_id) for share in shares],
            "drop_point": str(drop),
            "store": str(store),
            "code": shut.get(drop) or shut[store],
        }
        for (drop, store), shares in found.items()
        if drop in shut or store in shut
    ]
