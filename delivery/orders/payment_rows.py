"""Payments that a household makes online, and what their provider said of them."""

import uuid

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.orders.models import Order


class OnlinePayment(Stateful, Model, repr=False):
    """One try to pay an order online. ``reference`` is what the provider knows it by."""

    __tablename__ = "online_payments"

    _state: Mapped[str] = mapped_column("state")
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    provider: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    amount_fen: Mapped[int]
    made_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    order: Mapped[Order] = relationship(init=False)

    __table_args__ = (CheckConstraint("amount_fen > 0", name="amount_positive"),)


class HeardWord(Base, repr=False):
    """A word of a provider that was heard; the same word again changes nothing."""

    __tablename__ = "heard_words"

    provider: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    payment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("online_payments.id"), index=True)
    outcome: Mapped[str]
    heard_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)


ONLINE_PAYMENT = Lifecycle(
    OnlinePayment,
    initial="asked",
    transitions=[
        # Who was refused may try again on the same page, and words come in any order.
        Transition("succeed", frozenset({"asked", "failed"}), "paid", Permission.PAYMENT_HEAR),
        Transition("fail", frozenset({"asked"}), "failed", Permission.PAYMENT_HEAR),
    ],
)


@scope(OnlinePayment, Role.RESIDENT)
def _own_payments(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return OnlinePayment.order_id.in_(select(Order.id).where(Order.household_id.in_(ids)))
