"""From the rows of a wave to the problem that the router solves."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Wave
from delivery.places.models import DropPoint
from delivery.places.queries import time_zone
from delivery.routing import queries
from delivery.routing.problem_parts import (
    Hours,
    Json,
    Places,
    drop_point_part,
    room_of,
    store_part,
    vehicle_part,
    ways_of,
)
from delivery.routing.rules import (
    Amount,
    Share,
    amount,
    seconds_after,
    skip_cost,
    split,
)


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
    rooms = [room_of(shift) for shift in shifts]
    orders: dict[str, list[str]] = {}
    problem: Json = {
        "version": 1,
        "name": str(wave.id),
        "now_s": seconds_after(wave.cut_off_at, at),
        "places": places.rows,
        "travel": ways_of(shifts),
        "stores": [store_part(stores[i], hours, places) for i in _used(stores, open_to, 1)],
        "drop_points": [
            drop_point_part(points[i], hours, places) for i in _used(points, open_to, 0)
        ],
        "loads": _loads(open_to, points, rooms, orders),
        "vehicles": [vehicle_part(shift, wave, places) for shift in shifts],
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
