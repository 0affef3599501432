"""An order's money: entries that each balance, written while the order's row is locked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, KeyReused, PaidTooMuch
from delivery.kernel.languages import money
from delivery.kernel.ledger import Event, record
from delivery.orders.models import MoneyEntry, Order
from delivery.orders.rules import METHODS, Balance

SUMS = tuple(
    func.coalesce(func.sum(column), 0)
    for column in (
        MoneyEntry.goods_fen,
        MoneyEntry.owed_fen,
        MoneyEntry.paid_fen,
        MoneyEntry.refunded_fen,
        MoneyEntry.held_fen,
    )
)


def balance(order_id: uuid.UUID) -> Balance:
    """Return what the order's goods cost, and what of it is owed, paid, refunded and held."""
    row = db.session.execute(select(*SUMS).where(MoneyEntry.order_id == order_id)).one()
    return Balance(*(int(fen) for fen in row))


def locked_balance(order_id: uuid.UUID) -> Balance:
    """Return the balance of an order whose money nobody else moves until this transaction ends."""
    db.session.execute(select(Order.id).where(Order.id == order_id).with_for_update())
    return balance(order_id)


@dataclass(frozen=True, slots=True)
class Move:
    """Why an order costs more or less: in goods, and in what may still be charged."""

    kind: str
    goods_fen: int = 0
    held_fen: int = 0


def charge(order_id: uuid.UUID, moves: Sequence[Move], *, at: datetime) -> int:
    """Let the order cost what ``moves`` say; what was paid too much is given back.

    Returns
    -------
    int
        How many fen that were paid are given back.
    """
    moves = [one for one in moves if one.goods_fen or one.held_fen]
    owed = locked_balance(order_id).owed_fen
    for one in moves:
        more = one.goods_fen + one.held_fen
        owed += more
        fen = {"goods_fen": one.goods_fen, "held_fen": one.held_fen, "owed_fen": more}
        _enter(order_id, one.kind, at=at, **fen)
    if owed < 0:
        _enter(order_id, "refund", refunded_fen=-owed, owed_fen=-owed, at=at)
    return max(0, -owed)


def _enter(order_id: uuid.UUID, kind: str, *, at: datetime, **fen: int) -> None:
    db.session.add(MoneyEntry(order_id=order_id, kind=kind, at=at, **fen))
    db.session.flush()


def pay(
    order: Order,
    *,
    amount_fen: int,
    method: str,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> Balance:
    """Take a payment of all or a part of what ``order`` owes.

    Parameters
    ----------
    method
        ``store-code`` (paid to the store's own code) or ``cash`` (``actor`` holds it now).
    key
        The acting device's own key of this payment; the same key again changes nothing.

    Returns
    -------
    Balance
        The order's money afterwards.

    Raises
    ------
    PaidTooMuch
        ``amount_fen`` is more than what is owed; nothing was written.
    KeyReused
        ``key`` belongs to another act.
    """
    actor.require(Permission.PAYMENT_TAKE)
    if amount_fen <= 0 or method not in METHODS:
        raise Invalid(_("A payment is more than nothing, by the store's code or in cash."))
    owed = locked_balance(order.id).owed_fen
    if _paid_before(order, key):
        return balance(order.id)
    if amount_fen > owed:
        raise PaidTooMuch(_("Only %(owed)s is owed. No payment was recorded.", owed=money(owed)))
    db.session.add(
        MoneyEntry(
            order_id=order.id,
            kind="pay",
            paid_fen=amount_fen,
            owed_fen=-amount_fen,
            method=method,
            taken_by=actor.id,
            at=at,
        )
    )
    record("pay", order, actor_id=actor.id, at=at, key=key, amount_fen=amount_fen, method=method)
    db.session.flush()
    return balance(order.id)


def _paid_before(order: Order, key: str | None) -> bool:
    seen = key and db.session.scalar(select(Event).filter_by(key=key))
    if not seen:
        return False
    if (seen.subject_id, seen.action) != (order.id, "pay"):
        raise KeyReused(_("This act was already recorded as something else."))
    return True
