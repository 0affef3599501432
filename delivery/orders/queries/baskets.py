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
from delivery.orders.queries.wishes import usual_wish
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import PLAIN, Wish
from delivery.people.models import home_of

USUAL = 8


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line of a basket: ``was_fen`` is the price at which it was put in."""

    offer: Offer
    quantity: int
    was_fen: int
    on_sale: bool
    wish: Wish | None = None

    def held_fen(self, usual: Wish) -> int:
        """Return by how much it may become dearer, with ``usual`` where the line says nothing."""
        wish = self.wish or usual
        return wish.held_fen(self.amount_fen, self.quantity, self.offer.product.sold_by)

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
    """What a household has put aside, and what it usually wishes."""

    rows: Sequence[BasketRow]
    usual: Wish = PLAIN

    @property
    def held_fen(self) -> int:
        """Return by how much all of it may become dearer."""
        return sum(row.held_fen(self.usual) for row in self.rows)

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

    def row(self, offer_id: uuid.UUID) -> BasketRow | None:
        """Return its line of an offer, if it has one."""
        return next((row for row in self.rows if row.offer.id == offer_id), None)

    def quantity(self, offer_id: uuid.UUID) -> int:
        """Return how many of an offer it holds."""
        return next((row.quantity for row in self.rows if row.offer.id == offer_id), 0)


def basket_of(household_id: uuid.UUID) -> Basket:
    """Return the household's basket, by store and name, in two queries."""
    sold = on_sale(home_of(frozenset({household_id})))
    rows = db.session.execute(
        select(
            *(Offer, BasketLine.quantity, BasketLine.price_fen, BasketLine.wish),
            sold.label("sold"),
        )
        .join(BasketLine, BasketLine.offer_id == Offer.id)
        .join(Offer.product)
        .join(Offer.store)
        .where(BasketLine.household_id == household_id)
        .order_by(Store.name, Store.id, Product.name, Offer.id)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    lines = [BasketRow(r.Offer, r.quantity, r.price_fen, bool(r.sold), r.wish) for r in rows]
    return Basket(lines, usual_wish(household_id))


def usual(household_id: uuid.UUID) -> list[Offer]:
    """Return what the household has ordered most often and can order today, the best first."""
    often = (
        select(Line.offer_id, func.count().label("times"))
        .join(Order, Order.id == Line.order_id)
        .where(Order.household_id == household_id, Order._state == "placed")
        .where(Line.replaces_id.is_(None))
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
