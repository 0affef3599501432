"""What can be said of vehicles and shifts without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MM_PER_S_IN_KMH = 1_000_000 / 3600
FASTEST_KMH = 80


@dataclass(frozen=True, slots=True)
class Usual:
    """What a vehicle of one kind usually takes: a form begins with it, and it can be changed."""

    mass_g: int
    crates: int
    cold_crates: int
    kmh: int
    fixed_fen: int
    fen_per_km: int
    max_risk: int = 9
    max_distance_m: int | None = None


USUAL: Mapping[str, Usual] = MappingProxyType(
    {
        "van": Usual(800_000, 120, 30, 20, 60_00, 3_00),
        "cargo-bike": Usual(300_000, 45, 12, 14, 15_00, 80),
        "on-foot": Usual(60_000, 6, 2, 4, 3_00, 40, max_distance_m=3_000),
        "robot": Usual(150_000, 20, 5, 6, 5_00, 60, max_distance_m=4_000),
    }
)


def mm_per_s(kmh: int) -> int:
    """Return a speed of ``kmh`` kilometres an hour in millimetres a second."""
    return round(kmh * MM_PER_S_IN_KMH)


def kmh(speed_mm_s: int) -> int:
    """Return a speed in whole kilometres an hour, as a form shows it."""
    return max(1, round(speed_mm_s / MM_PER_S_IN_KMH))
