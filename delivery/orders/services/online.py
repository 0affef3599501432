"""Paying online: begun by a household, ended by its provider's word, whenever that comes."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import SYSTEM, Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import NotFound, WrongState
from delivery.kernel.ids import token
from delivery.kernel.ledger import record
from delivery.orders.models import PENDING, MoneyEntry, Order
from delivery.orders.payment_rows import ONLINE_PAYMENT, HeardWord, OnlinePayment
from delivery.orders.providers.words import Word
from delivery.orders.rules import Balance
from delivery.orders.services.changing import require_own
from delivery.orders.services.money import charge, locked_balance

ONLINE = "online"
PAYABLE = ("closed", "planned")  # waves whose orders change no more


def can_pay_online(order: Order, money: Balance) -> bool:
    """Tell whether what ``order`` owes is certain, and something is owed."""
    settled = not any(line.state in PENDING for line in order.lines)
    certain = settled and not money.held_fen and order.wave.state in PAYABLE
    return certain and order.state == "placed" and money.owed_fen > 0


def begin_payment(order: Order, *, provider: str, actor: Actor, at: datetime) -> OnlinePayment:
    """Begin to pay online what ``order`` owes now.

    Raises
    ------
    WrongState
        Nothing is owed, or it is not certain yet how much.
    """
    actor.require(Permission.ORDER_PLACE)
    require_own(order, actor)
    money = locked_balance(order.id)
    if not can_pay_online(order, money):
        raise WrongState(_("It is not certain yet what is to be paid, or nothing is."))
    made = OnlinePayment(
        _state=ONLINE_PAYMENT.initial,
        order_id=order.id,
        provider=provider,
        reference=token(),
        amount_fen=money.owed_fen,
        made_at=at,
    )
    db.session.add(made)
    db.session.flush()
    record("begin", made, actor_id=actor.id, at=at, amount_fen=made.amount_fen)
    return made


def take_word(word: Word, *, provider: str, at: datetime) -> bool:
    """Take down what a provider says of a payment; tell whether that was new.

    Money that came is written down whatever became of the order meanwhile: what is more than it
    owes is given back, as when somebody has paid at the gate, or the order was cancelled.

    Raises
    ------
    NotFound
        The provider speaks of a payment that was never begun here.
    """
    payment = db.session.scalar(
        select(OnlinePayment).where(
            OnlinePayment.reference == word.reference, OnlinePayment.provider == provider
        )
    )
    if payment is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    balance = locked_balance(payment.order_id)  # one word of an order after the other
    heard = db.session.scalar(
        insert_into(HeardWord.__table__)
        .values(
            provider=provider,
            event_id=word.event_id,
            payment_id=payment.id,
            outcome=word.outcome,
            heard_at=at,
        )
        .on_conflict_do_nothing()
        .returning(HeardWord.__table__.c.event_id)
    )
    db.session.refresh(payment, ["_state"])
    if heard is None or payment.state == "paid":
        return False
    if word.outcome == "failed":
        if payment.state == "asked":
            ONLINE_PAYMENT.apply(payment, "fail", actor=SYSTEM, at=at)
        return True
    ONLINE_PAYMENT.apply(payment, "succeed", actor=SYSTEM, at=at, amount_fen=word.amount_fen)
    _enter(payment.order, word.amount_fen, balance, payment.id, at)
    return True


def _enter(
    order: Order, amount_fen: int, before: Balance, payment_id: uuid.UUID, at: datetime
) -> None:
    db.session.add(
        MoneyEntry(
            order_id=order.id,
            kind="pay",
            paid_fen=amount_fen,
            owed_fen=-amount_fen,
            method=ONLINE,
            at=at,
        )
    )
    facts = {"amount_fen": amount_fen, "method": ONLINE, "back_fen": 0}
    if (over := amount_fen - before.owed_fen) > 0:
        facts["back_fen"] = over
    record("pay", order, actor_id=None, at=at, key=f"online:{payment_id}", **facts)
    db.session.flush()
    charge(order.id, [], at=at)  # gives back what is more than it owes
