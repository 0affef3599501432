"""A household's basket, as it costs today, and what it usually buys."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, Store, on_sale
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.rules import amount_fen
from delivery.people.models import home_of

USUAL = 8


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line of a basket: ``was_fen`` is the price at which it was put in."""

    offer: Offer
    quantity: int
    was_fen: int
    on_sale: bool

    @property
    def amount_fen(self) -> int:
        """Return what it costs at today's price; an estimate where it is weighed."""
        about = self.offer.product
        return amount_fen(about.sold_by, self.offer.price_fen, about.mass_g, self.quantity)

    @property
    def short(self) -> bool:
        """Tell whether it cannot be ordered as it stands."""
        return not self.on_sale or self.offer.stock < self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    """What a household has put aside."""

    rows: Sequence[BasketRow]

    @property
    def goods_fen(self) -> int:
        """Return what all of it costs today."""
        return sum(row.amount_fen for row in self.rows)

    @property
    def pieces(self) -> int:
        """Return how many pieces and portions it holds."""
        return sum(row.quantity for row in self.rows)

    @property
    def weighs(self) -> bool:
        """Tell whether its sum is an estimate."""
        return any(row.offer.product.sold_by == "weight" for row in self.rows)

    def by_store(self) -> list[tuple[Store, list[BasketRow]]]:
        """Return its lines, store by store."""
        return [
            (store, list(rows))
            for store, rows in groupby(self.rows, key=lambda row: row.offer.store)
        ]

    def quantity(self, offer_id: uuid.UUID) -> int:
        """Return how many of an offer it holds."""
        return next((row.quantity for row in self.rows if row.offer.id == offer_id), 0)


def basket_of(household_id: uuid.UUID) -> Basket:
    """Return the household's basket, by store and name, in one query."""
    sold = on_sale(home_of(frozenset({household_id})))
    rows = db.session.execute(
        select(Offer, BasketLine.quantity, BasketLine.price_fen, sold.label("sold"))
        .join(BasketLine, BasketLine.offer_id == Offer.id)
        .join(Offer.product)
        .join(Offer.store)
        .where(BasketLine.household_id == household_id)
        .order_by(Store.name, Store.id, Product.name, Offer.id)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    return Basket([BasketRow(r.Offer, r.quantity, r.price_fen, bool(r.sold)) for r in rows])


def last_lines(household_id: uuid.UUID) -> list[tuple[Offer, int]]:
    """Return what the household ordered the last time, and how many, where it is on sale today."""
    last = (
        select(Order.wave_id)
        .where(Order.household_id == household_id, Order._state == "placed")
        .order_by(Order.placed_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Offer, Line.quantity)
        .join(Line, Line.offer_id == Offer.id)
        .join(Order, Order.id == Line.order_id)
        .join(Offer.product)
        .join(Offer.store)
        .where(Order.wave_id == last, Order.household_id == household_id)
        .where(Order._state == "placed", Offer.stock > 0)
        .where(on_sale(home_of(frozenset({household_id}))))
        .order_by(Product.name, Offer.id)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    return [(offer, min(quantity, offer.stock)) for offer, quantity in rows]


def usual(household_id: uuid.UUID) -> list[Offer]:
    """Return what the household has ordered most often and can order today, the best first."""
    often = (
        select(Line.offer_id, func.count().label("times"))
        .join(Order, Order.id == Line.order_id)
        .where(Order.household_id == household_id, Order._state == "placed")
        .group_by(Line.offer_id)
        .subquery()
    )
    rows = (
        select(Offer)
        .join(often, often.c.offer_id == Offer.id)
        .join(Offer.product)
        .join(Offer.store)
        .where(on_sale(home_of(frozenset({household_id}))), Offer.stock > 0)
        .order_by(often.c.times.desc(), Product.name)
        .limit(USUAL)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    return list(db.session.scalars(rows))
