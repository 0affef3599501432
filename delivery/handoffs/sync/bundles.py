"""What a phone takes along for a shift: signed, without names, and good for 24 hours."""

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from delivery.handoffs import codes, queries
from delivery.handoffs.sync import epochs
from delivery.handoffs.sync.queries import last_event
from delivery.handoffs.sync.rules import KEPT, LASTS, MOST_ACTS, MS, UNDO_WITHIN
from delivery.handoffs.sync.shifts import Sealed
from delivery.kernel import seals, signing
from delivery.kernel.access import sight
from delivery.kernel.db import db
from delivery.merchants.picking.models import HELD, Bag
from delivery.merchants.picking.seals import collected_on
from delivery.orders.models import Order, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate
from delivery.places.queries import time_zone

RULES = {
    "undo_ms": UNDO_WITHIN // MS,
    "lasts_ms": LASTS // MS,
    "kept_ms": KEPT // MS,
    "most_acts": MOST_ACTS,
}


def bundle(shift: Sealed) -> dict[str, Any]:
    """Return the bundle of a shift as one text, the signature over it, and the shift's token."""
    text = json.dumps(_content(shift), ensure_ascii=False, separators=(",", ":"))
    number, signature = signing.sign(seals.BUNDLE_PURPOSE, text.encode())
    return {
        "bundle": text,
        "key": number,
        "signature": base64.b64encode(signature).decode(),
        "token": shift.token,
    }


def _content(shift: Sealed) -> dict[str, Any]:
    bags = _bags(shift)
    zone = ZoneInfo(time_zone())
    return {
        "version": 1,
        "shift": str(shift.id),
        "user": str(shift.user_id),
        "role": shift.role,
        "place": str(shift.scope_id),
        "epoch": str(epochs.current()),
        "cursor": last_event(),
        "started_at": shift.started_at.isoformat(),
        "expires_at": (shift.started_at + LASTS).isoformat(),
        "rules": RULES,
        "keys": public_keys(),
        "gates": _gates(bags),
        "bags": [_bag(row, zone) for row in bags],
        "homes": _homes(shift, bags, zone),
    }


def public_keys() -> list[dict[str, Any]]:
    """Return the keys with which a phone checks codes and bundles."""
    return [
        {"number": number, "public": base64.b64encode(seals.raw(key)).decode()}
        for number, key in signing.believed().items()
    ]


def _bags(shift: Sealed) -> list[Row[Any]]:
    return list(
        db.session.execute(
            select(
                *(Bag.id, Bag.code, Bag.state, Bag.shelf_number, Bag.temperature, Bag.number),
                *(Bag.of, Order.wave_id, Order.household_id, Order.id.label("order_id")),
                *(Household.building, Household.unit, Wave.collect_from_at),
                *(Gate.id.label("gate_id"), Gate.name.label("gate"), Gate.name_en.label("gate_en")),
                *(Compound.name, Compound.name_en),
            )
            .join(Order, Bag.order_id == Order.id)
            .join(Household, Order.household_id == Household.id)
            .join(Compound, Household.compound_id == Compound.id)
            .join(Wave, Order.wave_id == Wave.id)
            .join(DropPoint, Order.drop_point_id == DropPoint.id)
            .join(Gate, DropPoint.gate_id == Gate.id)
            .where(Bag.state.in_(HELD), sight(Bag, shift.actor))
            .order_by(Bag.shelf_number, Bag.code)
        )
    )


def _bag(row: Row[Any], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "state": row.state,
        "shelf": row.shelf_number,
        "kept": row.temperature,
        "number": row.number,
        "of": row.of,
        "home": _home_id(row),
        "gate": str(row.gate_id),
        "day": seals.day_number(collected_on(row.collect_from_at, zone)),
    }


def _home_id(row: Row[Any]) -> str:
    return str(codes.pickup_of(row.wave_id, row.household_id))


def _homes(shift: Sealed, bags: Iterable[Row[Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the households' entrances and the hash of each one's pick-up code, without names."""
    rows = {_home_id(row): row for row in bags}
    owed: dict[Any, int] = {}
    for one in queries.owed_by({row.household_id for row in rows.values()}, shift.actor):
        owed[one.household_id] = owed.get(one.household_id, 0) + one.owed_fen
    return [
        {
            "id": id_,
            "building": row.building,
            "unit": row.unit,
            "name": row.name,
            "name_en": row.name_en,
            "gate": str(row.gate_id),
            "day": seals.day_number(collected_on(row.collect_from_at, zone)),
            "owed_fen": owed.get(row.household_id, 0),
            "code_hash": code_hash(shift, codes.code_of(row.wave_id, row.household_id)),
        }
        for id_, row in rows.items()
    ]


def code_hash(shift: Sealed, code: str) -> str:
    """Return what a typed pick-up code is compared with: of no use in another shift."""
    return hashlib.sha256(f"{shift.id}:{code}".encode()).hexdigest()[:32]


def _gates(bags: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    names = {row.gate_id: (row.gate, row.gate_en) for row in bags}
    return [{"id": str(id_), "name": n, "name_en": en} for id_, (n, en) in names.items()]
