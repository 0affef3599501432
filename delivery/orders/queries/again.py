"""What a household ordered before or has every week, and what of it there is today."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, Store, on_sale
from delivery.orders.list_rows import WeeklyLine, WeeklyList
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.rules import MOST_PIECES, amount_fen
from delivery.orders.rules.wishes import Wish
from delivery.people.models import home_of


@dataclass(frozen=True, slots=True)
class Former:
    """One thing that was wanted: ``asked`` pieces, at ``was_fen``; ``on_sale`` is today's word.

    ``wish`` is empty where the household's usual one counts.
    """

    offer: Offer
    asked: int
    was_fen: int
    wish: Wish | None
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
    rows = (
        select(Offer, Line.quantity, Line.price_fen, Line.wish)
        .join(Line, Line.offer_id == Offer.id)
        .join(Order, Order.id == Line.order_id)
        .where(Order.id.in_(list(order_ids)), Order.household_id == household_id)
        .where(Line.replaces_id.is_(None))
    )
    return [
        Former(r.Offer, r.quantity, r.price_fen, r.wish or Wish(), bool(r.sold))
        for r in _today(household_id, rows)
    ]


def weekly(household_id: uuid.UUID) -> Sequence[Former]:
    """Return what stands on the household's weekly list, also what is gone today, by name."""
    rows = (
        select(Offer, WeeklyLine.quantity, WeeklyLine.price_fen, WeeklyLine.wish)
        .join(WeeklyLine, WeeklyLine.offer_id == Offer.id)
        .join(WeeklyList, WeeklyList.id == WeeklyLine.list_id)
        .where(WeeklyList.household_id == household_id)
    )
    return [
        Former(r.Offer, r.quantity, r.price_fen, r.wish, bool(r.sold))
        for r in _today(household_id, rows)
    ]


def in_basket(household_id: uuid.UUID) -> Sequence[Former]:
    """Return what is in the household's basket, as something that may be wanted again."""
    rows = (
        select(Offer, BasketLine.quantity, BasketLine.price_fen, BasketLine.wish)
        .join(BasketLine, BasketLine.offer_id == Offer.id)
        .where(BasketLine.household_id == household_id)
    )
    return [
        Former(r.Offer, r.quantity, r.price_fen, r.wish, bool(r.sold))
        for r in _today(household_id, rows)
    ]


def _today(household_id: uuid.UUID, rows: Select[Any]) -> Any:
    sold = on_sale(home_of(frozenset({household_id})))
    return db.session.execute(
        rows.add_columns(sold.label("sold"))
        .join(Offer.product)
        .join(Offer.store)
        .order_by(Store.name, Product.name, Offer.id)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )


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
