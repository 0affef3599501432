"""Who still waits for what lies on one shelf, on all trolleys of a list."""

import uuid
from datetime import datetime

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.orders import orders_on
from delivery.merchants.picking.sharing import Claim
from delivery.orders.models import Line, Order
from delivery.orders.rules.sharing import lot_of
from delivery.people.models import Household


def claims(pick_list: PickList, offer_id: uuid.UUID, at: datetime) -> list[Claim]:
    """Return the open lines of an offer; whether a home is served at its door goes no further."""
    rows = db.session.execute(
        select(
            *(Line.id, Line.quantity, Order.placed_at, Order.id.label("order_id")),
            *(Product.gtin, Household.door_drop_until),
        )
        .join(Line.order)
        .join(Order.household)
        .join(Line.offer)
        .join(Offer.product)
        .where(orders_on(pick_list), Line.offer_id == offer_id)
        .where(Line._state == "ordered", Line.replaces_id.is_(None))
    )
    return [
        Claim(
            row.id,
            row.quantity,
            row.placed_at,
            needs=row.door_drop_until is not None and row.door_drop_until > at,
            lot=lot_of(pick_list.wave_id, row.gtin, row.order_id),
        )
        for row in rows
    ]
