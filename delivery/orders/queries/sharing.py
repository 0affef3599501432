"""By which rule a store shares what is not enough, as everybody may read."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from delivery.kernel.db import db
from delivery.orders.models import Order
from delivery.orders.rules.sharing import FIRST_COME
from delivery.orders.sharing_rows import StoreSharing

LOTS_FOR = timedelta(days=14)


def sharing_of(store_id: uuid.UUID, at: datetime) -> str:
    """Return the rule of a store for a wave that closes at ``at``."""
    return sharings_of([store_id], at)[store_id]


def sharings_of(store_ids: Collection[uuid.UUID], at: datetime) -> dict[uuid.UUID, str]:
    """Return the rules of stores for waves that close at ``at``; who says nothing: first come."""
    rows = db.session.execute(
        select(StoreSharing.store_id, StoreSharing.rule)
        .where(StoreSharing.store_id.in_(store_ids), StoreSharing.since_at <= at)
        .order_by(StoreSharing.since_at)
    )
    return dict.fromkeys(store_ids, FIRST_COME) | dict(map(tuple, rows))


def with_lots(household_id: uuid.UUID, stores: Collection[uuid.UUID], at: datetime) -> list[Order]:
    """Return the household's latest orders from ``stores``, whose lots it may want to work out."""
    return list(
        db.session.scalars(
            select(Order)
            .where(Order.household_id == household_id, Order.store_id.in_(stores))
            .where(Order._state == "placed", Order.placed_at > at - LOTS_FOR)
            .order_by(Order.placed_at.desc(), Order.id)
            .options(joinedload(Order.wave), joinedload(Order.store))
        )
    )
