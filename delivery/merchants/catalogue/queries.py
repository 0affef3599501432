"""What is asked of stores, products and offers."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from delivery.kernel.access import STORE_ROLES, Actor, sight, visible
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.merchants.catalogue.mistyped import read_as
from delivery.merchants.catalogue.models import (
    Offer,
    Product,
    ServiceArea,
    StockMove,
    Store,
    on_sale,
)
from delivery.merchants.catalogue.other_names import names_like
from delivery.merchants.catalogue.rules import CATEGORIES, PICTURES, search_words

SHELF_SIZE = 24
LIST_SIZE = 50
ALIKE = 4


def found_by(typed: str) -> list[ColumnElement[bool]]:
    """Return the conditions under which a product is what ``typed`` looks for."""
    return [
        or_(*(Product.search_key.contains(f" {n}", autoescape=True) for n in names_like(word)))
        for word in search_words(typed)
    ]


def stores_serving(neighbourhood_id: uuid.UUID) -> list[Store]:
    """Return the stores that serve the neighbourhood, by name."""
    return list(
        db.session.scalars(
            select(Store)
            .join(ServiceArea, ServiceArea.store_id == Store.id)
            .where(ServiceArea.neighbourhood_id == neighbourhood_id)
            .order_by(Store.name, Store.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Shelves(Page[Offer]):
    """A page of the shelves; ``read_as`` is what was looked for instead of a mistyped word."""

    read_as: str | None = None


def shelves(
    neighbourhood_id: uuid.UUID,
    *,
    typed: str = "",
    category: str | None = None,
    store_id: uuid.UUID | None = None,
    only: ColumnElement[bool] | None = None,
    number: int = 1,
) -> Shelves:
    """Return a page of what households of the neighbourhood may order.

    Categories stand in the order of the shop, vegetables first; what is sold out comes last. Where
    nothing is of the name that was typed, the page has what is of the nearest name.

    Parameters
    ----------
    only
        A condition on offers that holds besides.
    """
    there = on_sale(frozenset({neighbourhood_id}))
    if category:
        there &= Product.category == category
    if store_id:
        there &= Offer.store_id == store_id
    if only is not None:
        there &= only
    page = _shelf(there, typed, number)
    if page.rows or not typed:
        return Shelves(page.rows, number, page.more)
    keys = select(Product.search_key).join(Offer, Offer.product_id == Product.id).where(there)
    meant = read_as(typed, db.session.scalars(keys.distinct()))
    near = _shelf(there, meant, number) if meant else page
    return Shelves(near.rows, number, near.more, meant if near.rows else None)


def _shelf(there: ColumnElement[bool], typed: str, number: int) -> Page[Offer]:
    aisle = case({name: place for place, name in enumerate(CATEGORIES)}, value=Product.category)
    order = (Offer.stock == 0, aisle, Product.name, Offer.price_fen, Offer.id)
    rows = _with_words(select(Offer)).where(there, *found_by(typed))
    return paged(rows.order_by(*order), number, SHELF_SIZE)


def alike(offer: Offer, neighbourhood_id: uuid.UUID) -> list[Offer]:
    """Return a few other things of the same category that can be ordered today, this store's first."""
    rows = _with_words(select(Offer)).where(
        on_sale(frozenset({neighbourhood_id})),
        Product.category == offer.product.category,
        Offer.product_id != offer.product_id,
        Offer.stock > 0,
    )
    order = (Offer.store_id != offer.store_id, Product.art != offer.product.art, Product.name)
    return list(db.session.scalars(rows.order_by(*order, Offer.id).limit(ALIKE)))


def _with_words(rows: Select[tuple[Offer]]) -> Select[tuple[Offer]]:
    return (
        rows.join(Offer.product)
        .join(Offer.store)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )


def pictures(neighbourhood_id: uuid.UUID) -> list[tuple[str, str]]:
    """Return the categories that have something on sale, each with the picture it goes by."""
    there = set(
        db.session.scalars(
            select(Product.category)
            .join(Offer, Offer.product_id == Product.id)
            .where(on_sale(frozenset({neighbourhood_id})))
            .distinct()
        )
    )
    return [(name, PICTURES[name]) for name in CATEGORIES if name in there]


def own_stores(actor: Actor) -> list[Store]:
    """Return the stores whose goods ``actor`` looks after, by name."""
    return list(
        db.session.scalars(
            select(Store)
            .where(Store.id.in_(actor.within(*STORE_ROLES)))
            .order_by(Store.name, Store.id)
        )
    )


def offers_of(store_id: uuid.UUID, actor: Actor, typed: str, number: int) -> Page[Offer]:
    """Return a page of the offers of one store that ``actor`` looks after, by zone and name."""
    rows = _with_words(select(Offer)).where(
        Offer.store_id == store_id, sight(Offer, actor), *found_by(typed)
    )
    return paged(rows.order_by(Offer.zone, Product.name, Offer.id), number, LIST_SIZE)


def stores(actor: Actor, number: int) -> Page[Store]:
    """Return a page of the stores that ``actor`` sees, by name."""
    return paged(visible(Store, actor).order_by(Store.name, Store.id), number, LIST_SIZE)


def areas(store_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the neighbourhoods that the store serves."""
    rows = select(ServiceArea.neighbourhood_id).where(ServiceArea.store_id == store_id)
    return set(db.session.scalars(rows))


def counts(store_ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many products each of the stores has on sale."""
    rows = db.session.execute(
        select(Offer.store_id, func.count())
        .where(Offer.store_id.in_(store_ids), Offer.listed)
        .group_by(Offer.store_id)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class Moved:
    """One change of an offer's stock, with what was there ``after`` it."""

    at: datetime
    change: int
    reason: str
    order_id: uuid.UUID | None
    after: int


def moves_of(offer: Offer, number: int) -> Page[Moved]:
    """Return a page of what changed the stock of ``offer``, the last change first."""
    newest = (StockMove.at.desc(), StockMove.id.desc())
    since = func.sum(StockMove.change).over(order_by=newest) - StockMove.change
    rows = db.session.execute(
        select(StockMove.at, StockMove.change, StockMove.reason, StockMove.order_id, since)
        .where(StockMove.offer_id == offer.id)
        .order_by(*newest)
        .limit(LIST_SIZE + 1)
        .offset((number - 1) * LIST_SIZE)
    ).all()
    shown = [Moved(*row[:4], after=offer.stock - int(row[4])) for row in rows[:LIST_SIZE]]
    return Page(shown, number, more=len(rows) > LIST_SIZE)


def offer_with_words(offer_id: uuid.UUID) -> Offer:
    """Return an offer with its product and store."""
    words = (joinedload(Offer.product), joinedload(Offer.store))
    return db.session.scalars(select(Offer).options(*words).where(Offer.id == offer_id)).one()
