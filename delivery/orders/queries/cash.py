"""Who holds cash for which store."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import CashHandIn, MoneyEntry, Order
from delivery.people.models import User


def _moves() -> Select[tuple[uuid.UUID, uuid.UUID, int]]:
    taken = (
        select(
            MoneyEntry.taken_by.label("holder_id"),
            Order.store_id.label("store_id"),
            MoneyEntry.paid_fen.label("fen"),
        )
        .join(Order, Order.id == MoneyEntry.order_id)
        .where(MoneyEntry.kind == "pay", MoneyEntry.method == "cash")
    )
    handed_in = select(
        CashHandIn.handed_in_by.label("holder_id"),
        CashHandIn.store_id.label("store_id"),
        (-CashHandIn.amount_fen).label("fen"),
    )
    moves = union_all(taken, handed_in).subquery()
    return select(moves.c.holder_id, moves.c.store_id, moves.c.fen)


def held_fen(holder_id: uuid.UUID, store_id: uuid.UUID) -> int:
    """Return how much cash the person holds for the store."""
    moves = _moves().subquery()
    total = select(func.coalesce(func.sum(moves.c.fen), 0)).where(
        moves.c.holder_id == holder_id, moves.c.store_id == store_id
    )
    return int(db.session.scalar(total) or 0)


@dataclass(frozen=True, slots=True)
class Held:
    """Cash that somebody holds for a store."""

    holder: User
    store: Store
    fen: int


def held_for(store_ids: Iterable[uuid.UUID]) -> list[Held]:
    """Return who holds cash for the stores, by store and name."""
    return _held(lambda moves: moves.c.store_id.in_(list(store_ids)))


def held_by(holder_id: uuid.UUID) -> list[Held]:
    """Return for which stores the person holds cash."""
    return _held(lambda moves: moves.c.holder_id == holder_id)


def _held(which: Callable[[Subquery], ColumnElement[bool]]) -> list[Held]:
    moves = _moves().subquery()
    total = func.sum(moves.c.fen)
    rows = db.session.execute(
        select(User, Store, total)
        .join(User, User.id == moves.c.holder_id)
        .join(Store, Store.id == moves.c.store_id)
        .where(which(moves))
        .group_by(User, Store)
        .having(total > 0)
        .order_by(Store.name, User.name)
    )
    return [Held(holder, store, int(fen)) for holder, store, fen in rows]


def hand_ins(store_ids: Iterable[uuid.UUID], limit: int = 20) -> list[tuple[CashHandIn, User]]:
    """Return the last times that cash was handed in to the stores, and by whom."""
    rows = db.session.execute(
        select(CashHandIn, User)
        .join(User, User.id == CashHandIn.handed_in_by)
        .where(CashHandIn.store_id.in_(list(store_ids)))
        .order_by(CashHandIn.at.desc(), CashHandIn.id)
        .limit(limit)
    )
    return [(row, holder) for row, holder in rows]
