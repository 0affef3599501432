"""Stores, drop points and vehicles as parts of a routing problem, in format version 1."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from delivery.crew.models import Shift
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Wave
from delivery.places.models import DropPoint
from delivery.routing.rules import (
    COST_UNITS_PER_FEN,
    Amount,
    cost_per_s,
    seconds_after,
    window_s,
)

Json = dict[str, Any]


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


def _window(place: Store | DropPoint, hours: Hours) -> Json:
    opens_s, closes_s = hours.of(place) or (0, 0)
    return {"opens_s": opens_s, "closes_s": closes_s}


def store_part(store: Store, hours: Hours, places: Places) -> Json:
    """Return ``store`` as the format has it; its place is noted in ``places``."""
    return {
        "id": str(store.id),
        "place": places.index(f"store {store.id}", store.lat, store.lon),
        "loading_s": store.loading_s,
    } | _window(store, hours)


def drop_point_part(point: DropPoint, hours: Hours, places: Places) -> Json:
    """Return ``point`` as the format has it, with the risk on the day of collection."""
    compound, collected = point.gate.compound, hours.wave.collect_from_at
    holds = compound.risk_until is None or compound.risk_until > collected
    return {
        "id": str(point.id),
        "place": places.index(f"drop point {point.id}", point.lat, point.lon),
        "service_s": point.service_s,
        "shelf_crates": point.shelf_crates,
        "risk": compound.risk_level if holds else 0,
    } | _window(point, hours)


def room_of(shift: Shift) -> Amount:
    """Return what the vehicle of ``shift`` takes."""
    return Amount(shift.vehicle.mass_g, shift.vehicle.crates, shift.vehicle.cold_crates)


def ways_of(shifts: Sequence[Shift]) -> list[Json]:
    """Return the ways of moving: one for each speed."""
    speeds = sorted({shift.vehicle.speed_mm_s for shift in shifts})
    return [{"id": f"{speed} mm/s", "speed_mm_s": speed} for speed in speeds]


def vehicle_part(shift: Shift, wave: Wave, places: Places) -> Json:
    """Return the vehicle of ``shift`` as the format has it; one shift is one vehicle."""
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
        **asdict(room_of(shift)),
        "fixed_cost": vehicle.fixed_fen * COST_UNITS_PER_FEN,
        "cost_per_m": vehicle.fen_per_km,  # a fen a kilometre is a thousandth of it a metre
        "cost_per_s": cost_per_s(),
        "shift_s": [seconds_after(wave.cut_off_at, t) for t in (shift.starts_at, shift.ends_at)],
        "max_risk": vehicle.max_risk,
        "max_loadings": vehicle.max_loadings,
    } | {name: most for name, most in limits.items() if most is not None}
