"""What a household ordered before, and what of it there is today."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, Store, on_sale
from delivery.orders.models import Line, Order
from delivery.orders.rules import MOST_PIECES, amount_fen
from delivery.orders.rules.wishes import Wish
from delivery.people.models import home_of


@dataclass(frozen=True, slots=True)
class Former:
    """One thing that was ordered: ``asked`` pieces, at ``was_fen``; ``on_sale`` is today's word."""

    offer: Offer
    asked: int
    was_fen: int
    wish: Wish
    on_sale: bool

    @property
    def there(self) -> int:
        """Return how many of them can be had today."""
        return min(self.asked, self.offer.stock, MOST_PIECES) if self.on_sale else 0

    @property
    def amount_fen(self) -> int:
        """Return what those that can be had cost today."""
        about = self.offer.product
        return amount_fen(about.sold_by, self.offer.price_fen, about.mass_g, self.there)


def former(household_id: uuid.UUID, order_ids: Iterable[uuid.UUID]) -> Sequence[Former]:
    """Return what the household asked for in these orders, also what is gone today, by name."""
    sold = on_sale(home_of(frozenset({household_id})))
    rows = db.session.execute(
        select(*(Offer, Line.quantity, Line.price_fen, Line.wish), sold.label("sold"))
        .join(Line, Line.offer_id == Offer.id)
        .join(Order, Order.id == Line.order_id)
        .join(Offer.product)
        .join(Offer.store)
        .where(Order.id.in_(list(order_ids)), Order.household_id == household_id)
        .where(Line.replaces_id.is_(None))
        .order_by(Store.name, Product.name, Offer.id)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    return [Former(r.Offer, r.quantity, r.price_fen, r.wish or Wish(), bool(r.sold)) for r in rows]


def last_orders(household_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the orders of the wave in which the household ordered the last time."""
    wave = (
        select(Order.wave_id)
        .where(Order.household_id == household_id, Order._state == "placed")
        .order_by(Order.placed_at.desc(), Order.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = select(Order.id).where(
        Order.wave_id == wave, Order.household_id == household_id, Order._state == "placed"
    )
    return list(db.session.scalars(rows))
