"""A store's pace: how many orders it takes in one wave, and who is among them."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, Select, delete, func, literal, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import StoreFull
from delivery.kernel.languages import named, when
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Order, StorePace, StoreSeats
from delivery.orders.queries.paces import next_with_room

SEATS, PACES, ORDERS = (model.__table__ for model in (StoreSeats, StorePace, Order))


def set_pace(store: Store, orders_per_wave: int | None, *, actor: Actor, at: datetime) -> None:
    """Let ``store`` take so many orders a wave, or any number; orders that stand stay."""
    actor.require(Permission.STORE_PACE)
    db.session.execute(delete(PACES).where(PACES.c.store_id == store.id))
    # Whoever comes next counts anew: while there was no pace, nobody did.
    db.session.execute(delete(SEATS).where(SEATS.c.store_id == store.id))
    if orders_per_wave is not None:
        db.session.add(StorePace(store_id=store.id, orders_per_wave=orders_per_wave))
    record("set-pace", store, actor_id=actor.id, at=at, orders_per_wave=orders_per_wave)
    db.session.flush()


def take_seats(wave: Row[Any], stores: Iterable[uuid.UUID], at: datetime) -> None:
    """Count one order more with each of ``stores``; they all have a pace.

    The caller holds the wave's lock, so that who counts anew counts everybody.

    Raises
    ------
    StoreFull
        One takes no more; it is named, with the next wave in which it does.
    """
    for store_id in sorted(stores):
        _make_seats(wave.id, store_id)
        pace = select(PACES.c.orders_per_wave).where(PACES.c.store_id == store_id)
        seated = db.session.execute(
            update(SEATS)
            .where(SEATS.c.wave_id == wave.id, SEATS.c.store_id == store_id)
            .where(SEATS.c.taken < pace.scalar_subquery())
            .values(taken=SEATS.c.taken + 1)
        )
        if changed(seated) != 1 and db.session.scalar(pace) is not None:
            raise _full(wave, store_id, at)


def _make_seats(wave_id: uuid.UUID, store_id: uuid.UUID) -> None:
    standing = _standing(wave_id, store_id)
    row = select(
        literal(wave_id, SEATS.c.wave_id.type), literal(store_id, SEATS.c.store_id.type), standing
    ).where(literal(1) == 1)  # without it SQLite takes ON CONFLICT for a join
    statement = insert_into(SEATS).from_select(["wave_id", "store_id", "taken"], row)
    db.session.execute(statement.on_conflict_do_nothing())


def _standing(wave_id: Any, store_id: Any) -> Any:
    return (
        select(func.count())
        .where(ORDERS.c.wave_id == wave_id, ORDERS.c.store_id == store_id)
        .where(ORDERS.c.state == "placed")
        .scalar_subquery()
    )


def _full(wave: Row[Any], store_id: uuid.UUID, at: datetime) -> StoreFull:
    store = db.session.get_one(Store, store_id)
    sentence = _(
        "%(store)s takes no more orders for this time. Nothing was ordered.", store=named(store)
    )
    following = next_with_room(store_id, wave.neighbourhood_id, at)
    if following is None:
        return StoreFull(sentence + " " + _("Your basket is kept; it has no later time yet."))
    offered = _(
        "Your basket is kept; it has room for orders until %(time)s.",
        time=when(following.cut_off_at),
    )
    return StoreFull(sentence + " " + offered, fields={"next_wave_id": [str(following.id)]})


def leave_seats(order_ids: Sequence[uuid.UUID]) -> None:
    """Let others have the seats of orders that were cancelled."""
    if not order_ids:
        return
    gone = (
        select(func.count())
        .where(ORDERS.c.id.in_(order_ids), ORDERS.c.wave_id == SEATS.c.wave_id)
        .where(ORDERS.c.store_id == SEATS.c.store_id)
        .scalar_subquery()
    )
    db.session.execute(
        update(SEATS)
        .where(SEATS.c.wave_id.in_(_waves(order_ids)))
        .values(taken=SEATS.c.taken - gone)
    )


def _waves(order_ids: Sequence[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    return select(ORDERS.c.wave_id).where(ORDERS.c.id.in_(order_ids))


def count_anew(wave_id: uuid.UUID, store_id: uuid.UUID) -> None:
    """Forget how many there are, after orders were written in another way than one by one."""
    mine = (SEATS.c.wave_id == wave_id, SEATS.c.store_id == store_id)
    db.session.execute(delete(SEATS).where(*mine))
