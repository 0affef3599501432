"""What is asked of price lists: which there are, what a dry run found, what it would change."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.merchants.catalogue.lists.checking import ROWS, differs
from delivery.merchants.catalogue.lists.models import PriceList, PriceListNote
from delivery.merchants.catalogue.models import Offer, Product

LIST_SIZE, NOTES_SIZE, CHANGES_SIZE = 10, 50, 50


def lists_of(store_id: uuid.UUID, actor: Actor, number: int) -> Page[PriceList]:
    """Return a page of a store's price lists, the last one first."""
    rows = select(PriceList).where(PriceList.store_id == store_id, sight(PriceList, actor))
    return paged(rows.order_by(PriceList.sent_at.desc(), PriceList.id), number, LIST_SIZE)


def notes_of(row: PriceList, number: int) -> Page[PriceListNote]:
    """Return a page of what is to be said of a list's rows: what refuses them comes first."""
    rows = select(PriceListNote).where(PriceListNote.price_list_id == row.id)
    order = (PriceListNote.refuses.desc(), PriceListNote.number, PriceListNote.place)
    return paged(rows.order_by(*order), number, NOTES_SIZE)


def all_notes(row: PriceList) -> list[PriceListNote]:
    """Return all that was kept of what is to be said of a list's rows, in their order."""
    rows = select(PriceListNote).where(PriceListNote.price_list_id == row.id)
    return list(db.session.scalars(rows.order_by(PriceListNote.number, PriceListNote.place)))


@dataclass(frozen=True, slots=True)
class Change:
    """What taking a list in would do to one product: ``was`` is None where it is new."""

    number: int
    name: str
    gtin: str
    price_fen: int
    stock: int
    was_fen: int | None
    was_stock: int | None


def changes_of(row: PriceList, number: int) -> Page[Change]:
    """Return a page of what taking the list in would change, in the order of its rows."""
    found = db.session.execute(
        select(
            *(ROWS.c.number, ROWS.c.name, ROWS.c.gtin, ROWS.c.price_fen, ROWS.c.stock),
            *(Offer.price_fen, Offer.stock),
        )
        .select_from(ROWS)
        .outerjoin(Product, Product.gtin == ROWS.c.gtin)
        .outerjoin(Offer, (Offer.product_id == Product.id) & (Offer.store_id == row.store_id))
        .where(ROWS.c.price_list_id == row.id, Offer.id.is_(None) | differs())
        .order_by(ROWS.c.number)
        .limit(CHANGES_SIZE + 1)
        .offset((number - 1) * CHANGES_SIZE)
    ).all()
    shown = [Change(*one) for one in found[:CHANGES_SIZE]]
    return Page(shown, number, more=len(found) > CHANGES_SIZE)


def goods_of(store_id: uuid.UUID) -> Iterator[tuple[Offer, Product]]:
    """Yield all that a store sells, by zone and name, a thousand at a time."""
    rows = db.session.execute(
        select(Offer, Product)
        .join(Product, Product.id == Offer.product_id)
        .where(Offer.store_id == store_id, Offer.listed)
        .order_by(Offer.zone, Product.name, Offer.id)
        .execution_options(yield_per=1000)
    )
    yield from rows  # rows are pairs
