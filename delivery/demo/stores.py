"""The three supermarkets of the district."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import cast

from delivery.demo.net import Net, Side, lat_lon
from delivery.demo.tables import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A supermarket; ``loading_s`` is how long a vehicle stands there to be loaded."""

    key: str
    name_zh: str
    name_en: str
    lat: float
    lon: float
    opens: time
    closes: time
    loading_s: int


def stores(net: Net) -> tuple[Store, ...]:
    """Return the three stores, each on a main road of ``net``."""
    return tuple(_store(row, net) for row in rows("stores"))


def _store(row: Mapping[str, str], net: Net) -> Store:
    lat, lon = lat_lon(net.middle((int(row["column"]), int(row["row"])), cast(Side, row["side"])))
    return Store(
        key=row["key"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        lat=lat,
        lon=lon,
        opens=time.fromisoformat(row["opens"]),
        closes=time.fromisoformat(row["closes"]),
        loading_s=int(row["loading_s"]),
    )
