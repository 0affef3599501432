"""Makes neighbourhoods: clustered drop points with windows, and vans, cargo bikes and robots.

They are, to the last number, those of the team's own generator in the shared folder, written anew
so that the benchmark needs nothing but this repository.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.instances.streets import (
    Crossing,
    Doorstep,
    Moving,
    Point,
    Streets,
    Whole,
    a_town,
    side_of,
    travel,
)

WAVE_S = 3 * 3600
KM_H = 1 / 3.6
MOVING = {
    "car": Moving(30 * KM_H, 18 * KM_H, any_way=False),
    "bike": Moving(14 * KM_H, 14 * KM_H, any_way=True),
    "robot": Moving(6 * KM_H, 6 * KM_H, any_way=True),
}
SKIP_COST = 10_000_000
GRAMS_A_CRATE = 9000
Data = dict[str, Any]


def neighbourhood(drop_points: int, seed: int, stores: int = 1) -> Data:
    """Return a problem as JSON-able data; its places are the stores and then the drop points."""
    rng = np.random.default_rng(1000 * seed + drop_points)
    town = a_town(rng, side_of(drop_points))
    points = _points(rng, town, drop_points, stores)
    crates = np.clip(np.rint(rng.lognormal(2.35, 0.5, len(points))), 3, 24).astype(np.int64)
    cold = np.minimum(rng.binomial(crates, 0.25), 6).astype(np.int64)
    crates[:stores] = cold[:stores] = 0
    names = [*(f"s{i + 1}" for i in range(stores)), *(f"d{i + 1}" for i in range(drop_points))]
    return {
        "version": 1,
        "name": f"drop-n{drop_points}-seed{seed}-stores{stores}",
        "places": [{"id": name} for name in names],
        "travel": [_travel(name, *travel(town, points, how)) for name, how in MOVING.items()],
        "stores": [_store(i, 0 if stores == 1 else 240) for i in range(stores)],
        "drop_points": [
            _drop_point(names[i], i, _window(rng)) for i in range(stores, stores + drop_points)
        ],
        "loads": _loads(_parts(drop_points, seed, stores, crates, cold)),
        "vehicles": [*_vehicles(drop_points, stores, int(crates.sum()))],
        "rules": {"risk_must_not_fall": False},
        "locked": [],
    }


def _points(rng: np.random.Generator, town: Streets, drop_points: int, stores: int) -> list[Point]:
    """Return stores on main roads, and doorsteps near some centres more than elsewhere."""
    wide_m = side_of(drop_points) * 0.14
    centres = rng.integers(0, len(town.xy_m), max(2, drop_points // 12))
    middles = np.array([(town.xy_m[s.a] + town.xy_m[s.b]) / 2 for s in town.streets])
    near = (np.exp(-((middles - town.xy_m[c]) ** 2).sum(1) / (2 * wide_m**2)) for c in centres)
    liked = sum(near) + 0.12
    liked /= liked.sum()
    main = town.main_crossings()
    found: list[Point] = [Crossing(main[i]) for i in rng.permutation(len(main))[:stores]]
    for _ in range(drop_points):
        street = int(rng.choice(len(town.streets), p=liked))
        found.append(Doorstep(street, float(rng.uniform(0.1, 0.9))))
    return found


def _window(rng: np.random.Generator) -> tuple[int, int]:
    """Return a window of 30 to 90 minutes for three drop points of five, else nearly the wave."""
    if rng.random() >= 0.6:
        return 0, WAVE_S - 600
    wide = int(rng.choice([1800, 2700, 3600, 5400]))
    opens = int(rng.integers(0, max(1, (WAVE_S - 1200 - wide) // 900) + 1)) * 900
    return opens, opens + wide


def _parts(
    drop_points: int, seed: int, stores: int, crates: Whole, cold: Whole
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (drop point, store, crates, cold crates); some drop points get from two stores."""
    rng = np.random.default_rng(77 * seed + drop_points)
    for point in range(drop_points):
        whole, chilled = int(crates[stores + point]), int(cold[stores + point])
        if stores == 1:
            yield point, 0, whole, chilled
            continue
        two = bool(rng.random() < 0.35)
        who = rng.permutation(stores)[: 1 + two]
        first = round(whole * 0.6) if two else whole
        yield point, int(who[0]), first, min(chilled, first)
        if whole > first:
            yield point, int(who[1]), whole - first, chilled - min(chilled, first)


def _loads(parts: Iterator[tuple[int, int, int, int]]) -> list[Data]:
    return [
        {"id": f"l{number}", "store": f"s{store + 1}", "drop_point": f"d{point + 1}"}
        | {"crates": crates, "cold_crates": cold, "mass_g": crates * GRAMS_A_CRATE}
        | {"handling_s": 8 * crates, "skip_cost": SKIP_COST}
        for number, (point, store, crates, cold) in enumerate(parts, start=1)
    ]


def _vehicles(drop_points: int, stores: int, crates: int) -> Iterator[Data]:
    for store in range(stores):
        vans = max(2, math.ceil(crates / 110 * 1.4 / stores) + 1)
        bikes, robots = (max(2, drop_points // n // stores + 1) for n in (12, 20))
        yield _vehicle("van", store, vans, "car", (120, 30), (6000, 2), None)
        yield _vehicle("bike", store, bikes, "bike", (45, 12), (1500, 1), 15_000)
        yield _vehicle("robot", store, robots, "robot", (20, 5), (500, 1), 4_000)


def _vehicle(
    kind: str,
    store: int,
    count: int,
    way: str,
    room: tuple[int, int],
    price: tuple[int, int],
    most_m: int | None,
) -> Data:
    carries = {"crates": room[0], "cold_crates": room[1], "mass_g": room[0] * GRAMS_A_CRATE}
    costs = {"fixed_cost": price[0], "cost_per_m": price[1], "cost_per_s": 0}
    limits = {"shift_s": [0, WAVE_S], "max_distance_m": most_m, "max_stops": None, "max_risk": 2}
    base = {"id": f"{kind}{store}", "kind": kind, "count": count, "travel": way}
    return base | {"start": store, "end": store} | carries | costs | limits


def _travel(name: str, metres: Whole, seconds: Whole) -> Data:
    return {"id": name, "distance_m": metres.tolist(), "time_s": seconds.tolist()}


def _store(at: int, loading_s: int) -> Data:
    hours = {"opens_s": 0, "closes_s": WAVE_S}
    return {"id": f"s{at + 1}", "place": at} | hours | {"loading_s": loading_s}


def _drop_point(name: str, place: int, window: Sequence[int]) -> Data:
    hours = {"opens_s": window[0], "closes_s": window[1]}
    return {"id": name, "place": place} | hours | {"service_s": 90, "risk": 0}
