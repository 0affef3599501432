"""Who holds cash for which store."""

import uuid

from sqlalchemy import Select, func, select, union_all

from delivery.kernel.db import db
from delivery.orders.models import CashHandIn, MoneyEntry, Order


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
