"""Between a form about a vehicle, in kilograms and yuan, and the row, in grams and fen."""

from typing import Any

from delivery.crew.models import Vehicle
from delivery.crew.rules import USUAL, kmh, mm_per_s

SAME = (
    *("kind", "name", "lat", "lon", "returns", "in_use", "crates", "cold_crates"),
    *("max_stops", "max_risk", "max_loadings"),
)


def kept(words: dict[str, Any]) -> dict[str, Any]:
    """Return what a form said, in the units of the row."""
    max_km = words["max_km"]
    return {name: words[name] for name in SAME} | {
        "mass_g": words["mass_kg"] * 1000,
        "speed_mm_s": mm_per_s(words["kmh"]),
        "fixed_fen": words["fixed"],
        "fen_per_km": words["per_km"],
        "max_distance_m": max_km and max_km * 1000,
    }


def shown(vehicle: Vehicle) -> dict[str, Any]:
    """Return a vehicle as its form shows it."""
    return {name: getattr(vehicle, name) for name in SAME} | {
        "mass_kg": vehicle.mass_g // 1000,
        "kmh": kmh(vehicle.speed_mm_s),
        "fixed": yuan(vehicle.fixed_fen),
        "per_km": yuan(vehicle.fen_per_km),
        "max_km": vehicle.max_distance_m and vehicle.max_distance_m // 1000,
    }


def fresh(kind: str, lat: float | None, lon: float | None) -> dict[str, Any]:
    """Return what a form about a new vehicle of ``kind`` begins with."""
    usual = USUAL[kind]
    return {
        "kind": kind,
        "lat": lat,
        "lon": lon,
        "returns": True,
        "mass_kg": usual.mass_g // 1000,
        "crates": usual.crates,
        "cold_crates": usual.cold_crates,
        "kmh": usual.kmh,
        "fixed": yuan(usual.fixed_fen),
        "per_km": yuan(usual.fen_per_km),
        "max_km": usual.max_distance_m and usual.max_distance_m // 1000,
        "max_risk": usual.max_risk,
        "max_loadings": 4,
    }


def yuan(fen: int) -> str:
    """Write an amount as it is typed: ``3.90``."""
    return f"{fen // 100}.{fen % 100:02}"
