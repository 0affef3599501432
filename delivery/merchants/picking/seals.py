"""What the QR of a label says: which bag, at which gate, on which day, signed."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from delivery.kernel import signing
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint
from delivery.places.queries import time_zone


def collected_on(collect_from_at: datetime, zone: ZoneInfo | None = None) -> date:
    """Return the day, on the district's clocks, on which the bags of a wave are collected."""
    return collect_from_at.astimezone(zone or ZoneInfo(time_zone())).date()


def sealed_labels(bag_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what the QR of each bag's label says."""
    rows = db.session.execute(
        select(Bag.id, DropPoint.gate_id, Wave.collect_from_at)
        .join(Order, Bag.order_id == Order.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .join(Wave, Order.wave_id == Wave.id)
        .where(Bag.id.in_(list(bag_ids)))
    ).all()
    key, zone = signing.numbers()[-1], ZoneInfo(time_zone())
    return {
        row.id: signing.code_for(
            "bag", row.id, row.gate_id, collected_on(row.collect_from_at, zone), key
        )
        for row in rows
    }
