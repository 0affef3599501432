"""A store's price list, taken in whole."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import Offer, Product, StockMove, Store
from delivery.merchants.catalogue.rules import Article
from delivery.merchants.catalogue.services.offers import facts

OFFERS, PRODUCTS, MOVES = (model.__table__ for model in (Offer, Product, StockMove))
AT_ONCE = 500  # rows a statement, far below the limits of either database


@dataclass(frozen=True, slots=True)
class Imported:
    """How many products were new to the district, offers new to the store, offers changed."""

    products: int
    offers: int
    changed: int


def import_products(
    store: Store, articles: Sequence[Article], *, actor: Actor, at: datetime
) -> Imported:
    """Put ``articles`` on the shelves of ``store``: all of them, in a few statements.

    An offer that is there takes the new price and zone, is listed, and its stock becomes what
    the list says, as a move of the difference. A product that is known keeps its facts.
    """
    actor.require(Permission.OFFER_EDIT)
    rows = {article.gtin: article for article in articles}
    new_products = _add_products(list(rows.values()))
    products = _ids([*rows])
    there = _standing(store, list(products.values()))
    new = {gtin: id_ for gtin, id_ in products.items() if id_ not in there}
    _add_offers(store, [(rows[gtin], id_) for gtin, id_ in new.items()], at)
    known = [(rows[g], *there[id_]) for g, id_ in products.items() if id_ in there]
    _change_offers(known, at)
    done = Imported(new_products, len(new), len(known))
    record("import", store, actor_id=actor.id, at=at, offers=done.offers, changed=done.changed)
    db.session.flush()
    return done


def _add_products(articles: Sequence[Article]) -> int:
    added = 0
    for start in range(0, len(articles), AT_ONCE):
        rows = [{"id": new_id()} | facts(a) for a in articles[start : start + AT_ONCE]]
        statement = insert_into(PRODUCTS).values(rows).on_conflict_do_nothing()
        added += len(db.session.scalars(statement.returning(PRODUCTS.c.id)).all())
    return added


def _ids(gtins: Sequence[str]) -> dict[str, uuid.UUID]:
    found: dict[str, uuid.UUID] = {}
    for start in range(0, len(gtins), AT_ONCE):
        some = PRODUCTS.c.gtin.in_(gtins[start : start + AT_ONCE])
        rows = db.session.execute(select(PRODUCTS.c.gtin, PRODUCTS.c.id).where(some))
        found |= dict(rows.all())
    return found


def _standing(
    store: Store, products: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[uuid.UUID, int]]:
    rows = db.session.execute(
        select(OFFERS.c.product_id, OFFERS.c.id, OFFERS.c.stock)
        .where(OFFERS.c.store_id == store.id)
        .order_by(OFFERS.c.id)
        .with_for_update()
    )
    wanted = set(products)
    return {row.product_id: (row.id, row.stock) for row in rows if row.product_id in wanted}


def _add_offers(store: Store, new: Sequence[tuple[Article, uuid.UUID]], at: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "store_id": store.id,
            "product_id": product_id,
            "price_fen": article.price_fen,
            "stock": article.stock,
            "zone": article.zone,
            "listed": True,
        }
        for article, product_id in new
    ]
    if rows:
        db.session.execute(insert(OFFERS), rows)
        _write_moves([(row["id"], row["stock"]) for row in rows], at)


def _change_offers(known: Sequence[tuple[Article, uuid.UUID, int]], at: datetime) -> None:
    if not known:
        return
    db.session.execute(
        update(OFFERS)
        .where(OFFERS.c.id == bindparam("offer"))
        .values(
            price_fen=bindparam("price"),
            zone=bindparam("lies_at"),
            listed=True,
            stock=bindparam("pieces"),
        ),
        [
            {"offer": id_, "price": a.price_fen, "lies_at": a.zone, "pieces": a.stock}
            for a, id_, _ in known
        ],
    )
    _write_moves([(id_, a.stock - stock) for a, id_, stock in known], at)


def _write_moves(changes: Sequence[tuple[uuid.UUID, int]], at: datetime) -> None:
    moves = [
        {"id": new_id(), "offer_id": id_, "change": more, "reason": "count", "at": at}
        for id_, more in changes
        if more
    ]
    if moves:
        db.session.execute(insert(MOVES), moves)
