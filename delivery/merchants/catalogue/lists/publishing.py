"""A list that was looked at and accepted reaches the shelves: all of it, in a few statements."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, literal, select, update

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db, glance, insert_into, transact
from delivery.kernel.failpoints import reach
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.lists.checking import NOTES, ROWS, claim, differs, lists_due
from delivery.merchants.catalogue.lists.models import DONE, PRICE_LIST, PriceList, PriceListFile
from delivery.merchants.catalogue.models import Offer, Product, StockMove, Store

OFFERS, PRODUCTS, MOVES = (model.__table__ for model in (Offer, Product, StockMove))
FACTS = (
    *("gtin", "name", "name_en", "search_key", "category", "sold_by", "unit", "unit_en"),
    *("content", "content_unit", "mass_g", "temperature", "art"),
)
KEPT_FOR = timedelta(days=7)  # of a list that nobody decides about


def publish_due() -> int:
    """Take in all lists that wait for it; return how many were."""
    return sum(publish(list_id) for list_id in glance(partial(lists_due, "accepted")))


def publish(list_id: uuid.UUID) -> int:
    """Take in one list; return 1 if this worker did."""
    if claim(list_id, "accepted") is None:
        return 0
    done = transact(partial(_publish, list_id))
    transact(partial(forget, [list_id]))
    return done


def _publish(list_id: uuid.UUID) -> int:
    row = db.session.get_one(PriceList, list_id, populate_existing=True)
    store = db.session.scalars(
        select(Store).where(Store.id == row.store_id).with_for_update()
    ).one()
    _lock(store)
    _add_products(row)
    at = now()
    changes = _change_offers(row, at)
    new = _add_offers(row, at)
    row.new, row.changed, row.claimed_until = new, changes, None
    PRICE_LIST.apply(row, "publish", actor=SYSTEM, at=at, new=new, changed=changes)
    record("import", store, actor_id=row.sent_by, at=at, offers=new, changed=changes)
    reach("take-in-list:before-commit")
    return 1


def _lock(store: Store) -> None:
    """Lock the store's offers in the order of their ids, as orders do."""
    own = select(Offer.id).where(Offer.store_id == store.id).order_by(Offer.id).with_for_update()
    db.session.execute(select(func.count()).select_from(own.subquery()))


def _add_products(row: PriceList) -> None:
    known = select(PRODUCTS.c.id).where(PRODUCTS.c.gtin == ROWS.c.gtin)
    wanted = select(ROWS.c.product_id, *(ROWS.c[name] for name in FACTS)).where(
        ROWS.c.price_list_id == row.id, ~known.exists()
    )
    statement = insert_into(PRODUCTS).from_select(["id", *FACTS], wanted)
    db.session.execute(statement.on_conflict_do_nothing())


def _standing(row: PriceList, *columns: Any) -> Select[Any]:
    """Return the select of ``columns`` from the rows whose offer is there."""
    return (
        select(*columns)
        .select_from(ROWS)
        .join(PRODUCTS, PRODUCTS.c.gtin == ROWS.c.gtin)
        .join(OFFERS, and_(OFFERS.c.product_id == PRODUCTS.c.id, OFFERS.c.store_id == row.store_id))
        .where(ROWS.c.price_list_id == row.id)
    )


def _change_offers(row: PriceList, at: datetime) -> int:
    more = ROWS.c.stock - OFFERS.c.stock
    moves = _standing(
        row, ROWS.c.move_id, OFFERS.c.id, more, literal("count"), literal(at, MOVES.c.at.type)
    ).where(more != 0)
    db.session.execute(
        insert(MOVES).from_select(["id", "offer_id", "change", "reason", "at"], moves)
    )
    count = int(db.session.scalar(_standing(row, func.count()).where(differs())) or 0)
    db.session.execute(
        update(OFFERS)
        .where(OFFERS.c.store_id == row.store_id, OFFERS.c.product_id == PRODUCTS.c.id)
        .where(PRODUCTS.c.gtin == ROWS.c.gtin, ROWS.c.price_list_id == row.id)
        .values(
            price_fen=ROWS.c.price_fen, zone=ROWS.c.zone, stock=ROWS.c.stock, listed=literal(True)
        )
    )
    db.session.execute(
        update(PRODUCTS)
        .where(PRODUCTS.c.gtin == ROWS.c.gtin, ROWS.c.price_list_id == row.id)
        .where(PRODUCTS.c.content.is_(None), ROWS.c.content.is_not(None))
        .values(content=ROWS.c.content, content_unit=ROWS.c.content_unit)
    )
    return count


def _add_offers(row: PriceList, at: datetime) -> int:
    there = select(OFFERS.c.id).where(
        OFFERS.c.store_id == row.store_id, OFFERS.c.product_id == PRODUCTS.c.id
    )
    new = (
        select(
            *(ROWS.c.offer_id, literal(row.store_id, OFFERS.c.store_id.type), PRODUCTS.c.id),
            *(ROWS.c.price_fen, ROWS.c.stock, ROWS.c.zone, literal(True)),
        )
        .select_from(ROWS)
        .join(PRODUCTS, PRODUCTS.c.gtin == ROWS.c.gtin)
        .where(ROWS.c.price_list_id == row.id, ~there.exists())
    )
    names = ["id", "store_id", "product_id", "price_fen", "stock", "zone", "listed"]
    added = changed(
        db.session.execute(
            insert(OFFERS).from_select(names, new), execution_options={"preserve_rowcount": True}
        )
    )
    moves = (
        select(
            *(ROWS.c.move_id, ROWS.c.offer_id, ROWS.c.stock, literal("count")),
            literal(at, MOVES.c.at.type),
        )
        .join(OFFERS, OFFERS.c.id == ROWS.c.offer_id)
        .where(ROWS.c.price_list_id == row.id, ROWS.c.stock > 0)
    )
    db.session.execute(
        insert(MOVES).from_select(["id", "offer_id", "change", "reason", "at"], moves)
    )
    return added


def forget(list_ids: Iterable[uuid.UUID]) -> None:
    """Throw away the files and rows of lists that are done with; what they came to is kept."""
    wanted = list(list_ids)
    for table in (PriceListFile.__table__, ROWS):
        db.session.execute(delete(table).where(table.c.price_list_id.in_(wanted)))


def sweep(at: datetime) -> int:
    """Throw away what lists that are done with, or that nobody decided about, left behind."""
    files = PriceListFile.__table__
    old = and_(PriceList.state.in_(("sent", "checked")), PriceList.sent_at < at - KEPT_FOR)
    idle = (
        select(files.c.price_list_id)
        .join(PriceList, PriceList.id == files.c.price_list_id)
        .where(PriceList.state.in_(DONE) | old)
    )
    lists = list(db.session.scalars(idle))
    for row in db.session.scalars(select(PriceList).where(PriceList.id.in_(lists))):
        if row.state not in DONE:
            PRICE_LIST.apply(row, "drop", actor=SYSTEM, at=at)
    forget(lists)
    notes = select(PriceList.id).where(PriceList.sent_at < at - KEPT_FOR)
    db.session.execute(delete(NOTES).where(NOTES.c.price_list_id.in_(notes)))
    return len(lists)
