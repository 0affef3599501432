"""The same neighbourhoods under other rules: reloading, paid time, open ends, the order of risks."""

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.instances.neighbourhoods import Data, neighbourhood

LOADINGS, LOADING_S = 4, 300


def reload(data: Data) -> Data:
    """Let vehicles come back to a store for more; each loading takes a while."""
    stores = [s | {"loading_s": s["loading_s"] or LOADING_S} for s in data["stores"]]
    vehicles = [v | {"max_loadings": LOADINGS} for v in data["vehicles"]]
    return data | {"stores": stores, "vehicles": vehicles}


def paid(data: Data) -> Data:
    """Pay for the time of those who drive; a robot's costs nothing."""
    rates = {"van": 2, "bike": 2, "robot": 0}
    return data | {"vehicles": [v | {"cost_per_s": rates[v["kind"]]} for v in data["vehicles"]]}


def open_ends(data: Data) -> Data:
    """Let every vehicle end where its last drop was."""
    return data | {"vehicles": [v | {"end": None} for v in data["vehicles"]]}


def risk(data: Data) -> Data:
    """Give four drop points of ten a risk of 1 or 2, which may not fall along a route."""
    rng = np.random.default_rng(len(data["drop_points"]))
    points = [
        point | {"risk": int(rng.choice(3, p=[0.6, 0.25, 0.15]))} for point in data["drop_points"]
    ]
    return data | {"drop_points": points, "rules": {"risk_must_not_fall": True}}


VARIANTS: Mapping[str, Callable[[Data], Data]] = {
    "reload": reload,
    "paid": paid,
    "open": open_ends,
    "risk": risk,
}


def instance(drop_points: int, seed: int, stores: int = 1, *variants: str) -> Data:
    """Return a neighbourhood under ``variants``, which its name ends with.

    With several stores vehicles may come back to each, as in the shared files.
    """
    data = neighbourhood(drop_points, seed, stores)
    if stores > 1:
        data = reload(data)
    for variant in variants:
        data = VARIANTS[variant](data)
    return data | {"name": "-".join([data["name"], *variants])}
