"""From the rows of a wave to the problem that the router solves."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Wave
from delivery.places.models import DropPoint
from delivery.places.queries import time_zone
from delivery.routing import queries
from delivery.routing.begun import Begun, begun
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
from delivery.routing.replanning import (
    change_cost,
    former,
    load_part,
    locked,
    stays,
    stranded,
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
    ``drop-point-shut``, ``store-shut`` or ``called-off``. ``before`` is the plan that is driven,
    where bags of it are under way.
    """

    problem: Json
    orders: dict[str, list[str]]
    left_out: list[Json]
    before: Json | None = None

    def fingerprint(self) -> str:
        """Return what two problems share exactly if nothing in them differs."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def problem_of(wave: Wave, *, at: datetime) -> WaveProblem:
    """Return what the router needs to know of ``wave`` as it stands, in ten queries.

    No vehicle leaves before ``at``. The same rows and the same ``at`` make the same problem. Once
    bags of its routes are under way, these stay where they are, and what changes has a price.
    """
    plan, shifts = queries.driven(wave), queries.shifts(wave)
    out = begun(plan, queries.bags_of_wave(wave)) if plan and plan.answer else None
    found = _still_there(queries.shares(wave), out)
    pairs = {*found, *_pairs(out)}
    points = {point.id: point for point in queries.drop_points(drop for drop, _ in pairs)}
    stores = {store.id: store for store in queries.stores(store for _, store in pairs)}
    hours, places = Hours(wave, ZoneInfo(time_zone())), Places()
    shut = {
        row.id: why for row in [*points.values(), *stores.values()] if (why := _shut(row, hours))
    }
    open_to = {pair: some for pair, some in found.items() if not shut.keys() & set(pair)}
    rooms, own = [room_of(shift) for shift in shifts], {str(shift.id) for shift in shifts}
    kept = stays(out, own, {str(id_): why for id_, why in shut.items()}) if out else []
    used = {*open_to, *((UUID(load.drop_point), UUID(load.store)) for load in kept)}
    orders = {load.name: [*load.orders] for load in kept}
    problem: Json = {
        "version": 1,
        "name": str(wave.id),
        "now_s": seconds_after(wave.cut_off_at, at),
        "places": places.rows,
        "travel": ways_of(shifts),
        "stores": [store_part(stores[i], hours, places) for i in _used(stores, used, 1)],
        "drop_points": [drop_point_part(points[i], hours, places) for i in _used(points, used, 0)],
        "loads": [load_part(load, points[UUID(load.drop_point)].handling_s) for load in kept]
        + _loads(open_to, points, rooms, orders, out),
        "vehicles": [vehicle_part(shift, wave, places) for shift in shifts],
        # A vehicle that has been to a place of higher risk does not go back to one of lower risk.
        "rules": {"risk_must_not_fall": True},
    }
    left_out = _left_out(found, shut)
    if out is None:
        return WaveProblem(problem, orders, left_out)
    sides = {side["id"]: side["place"] for side in problem["stores"] + problem["drop_points"]}
    problem["locked"] = locked(out, orders, problem["vehicles"], sides, problem["now_s"])
    problem["former"] = former(out, own, orders)
    left_out += stranded(out, own, {str(id_): why for id_, why in shut.items()})
    return WaveProblem(problem, orders, left_out, out.plan.answer)


def _still_there(
    found: Mapping[tuple[UUID, UUID], list[Share]], out: Begun | None
) -> dict[tuple[UUID, UUID], list[Share]]:
    """Return the shares without those of orders that are on board: an order travels whole."""
    loads = [load for load in out.loads.values() if load.fate == "aboard"] if out else []
    aboard = {order for load in loads for order in load.orders}
    rest = {p: [x for x in some if str(x.order_id) not in aboard] for p, some in found.items()}
    return {pair: some for pair, some in rest.items() if some}


def _pairs(out: Begun | None) -> set[tuple[UUID, UUID]]:
    loads = out.loads.values() if out else ()
    return {(UUID(load.drop_point), UUID(load.store)) for load in loads}


def _shut(place: Store | DropPoint, hours: Hours) -> str | None:
    if isinstance(place, DropPoint) and place.gate.state == "closed":
        return "gate-closed"
    if hours.of(place) is None:
        return "drop-point-shut" if isinstance(place, DropPoint) else "store-shut"
    return None


def _used(rows: Mapping[UUID, Any], pairs: Iterable[tuple[UUID, UUID]], side: int) -> list[UUID]:
    wanted = {pair[side] for pair in pairs}
    return [id_ for id_ in rows if id_ in wanted]


def _loads(
    found: Mapping[tuple[UUID, UUID], list[Share]],
    points: Mapping[UUID, DropPoint],
    rooms: Sequence[Amount],
    orders: dict[str, list[str]],
    out: Begun | None,
) -> list[Json]:
    """Return the loads, and note in ``orders`` whose bags each of them is.

    What waits in the store keeps the load that it has in the present routes.
    """
    loads = []
    waiting = [x for x in out.loads.values() if x.fate == "waiting"] if out else []
    for (drop, store), shares in found.items():
        parts, left = [], {str(share.order_id): share for share in shares}
        for load in waiting:
            part = [left.pop(order) for order in load.orders if order in left]
            if part:
                parts.append((load.name, part, {"change_cost": change_cost()}))
        number = count(1)
        for part in split(left.values(), rooms) if left else ():
            taken = orders.keys() | (out.loads.keys() if out else set())
            names = (f"{drop}/{store}/{n}" for n in number)
            parts.append((next(name for name in names if name not in taken), part, {}))
        for name, part, more in parts:
            orders[name] = [str(share.order_id) for share in part]
            ends = {"id": name, "store": str(store), "drop_point": str(drop)}
            loads.append(ends | _load(part, points[drop].handling_s) | more)
    return loads


def _load(part: Sequence[Share], handling_s: int) -> Json:
    size = amount(part)
    return asdict(size) | {
        "handling_s": handling_s * size.crates,
        "skip_cost": skip_cost(len(part)),
        "ready_s": max(share.ready_s for share in part),
    }


def _left_out(
    found: Mapping[tuple[UUID, UUID], list[Share]], shut: Mapping[UUID, str]
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
