"""What carries the bags: vans, cargo bikes, trolleys pushed on foot, and robots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import cycle, islice
from math import ceil

from delivery.demo.tables import rows

CRATES_PER_HOUSEHOLD = 0.2
"""Of a usual day: four households in ten order, and two orders of some 5 kg fill a crate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One carrier.

    Parameters
    ----------
    store
        Key of the store where its day begins and ends.
    max_distance_m
        The longest route in metres; None for no limit.
    crates, cold_crates
        How many crates it takes in all, and how many of them chilled or frozen.
    max_risk
        The highest risk level of a compound that it may enter.
    fixed_fen, fen_per_km
        What going out costs at all, and what each kilometre adds.
    begins, ends
        Of its shift, on the district's clocks.
    """

    key: str
    kind: str
    name_zh: str
    name_en: str
    store: str
    speed_mm_s: int
    mass_g: int
    crates: int
    cold_crates: int
    max_distance_m: int | None
    max_risk: int
    fixed_fen: int
    fen_per_km: int
    begins: time
    ends: time


def fleet(households: int, stores: Sequence[str]) -> list[Vehicle]:
    """Return carriers enough for a district of ``households``, spread over ``stores``."""
    crates = households * CRATES_PER_HOUSEHOLD
    counts = {
        "van": 1 + ceil(crates / 100),
        "cargo-bike": 1 + ceil(crates / 150),
        "on-foot": 2,
        "robot": 2,
    }
    kinds = {row["kind"]: row for row in rows("vehicles")}
    return [
        _vehicle(kinds[kind], number, store)
        for kind, count in counts.items()
        for number, store in enumerate(islice(cycle(stores), count), start=1)
    ]


def _vehicle(row: Mapping[str, str], number: int, store: str) -> Vehicle:
    return Vehicle(
        key=f"{row['kind']}-{number}",
        kind=row["kind"],
        name_zh=f"{row['name_zh']} {number}",
        name_en=f"{row['name_en']} {number}",
        store=store,
        speed_mm_s=int(row["speed_mm_s"]),
        mass_g=int(row["mass_g"]),
        crates=int(row["crates"]),
        cold_crates=int(row["cold_crates"]),
        max_distance_m=int(row["max_distance_m"]) if row["max_distance_m"] else None,
        max_risk=int(row["max_risk"]),
        fixed_fen=int(row["fixed_fen"]),
        fen_per_km=int(row["fen_per_km"]),
        begins=time.fromisoformat(row["begins"]),
        ends=time.fromisoformat(row["ends"]),
    )
