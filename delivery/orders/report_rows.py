"""What a household says was wrong with its bags, and what the store answers."""

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import STORE_ROLES, Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.orders.models import Line, Order

KINDS = ("missing", "wrong", "spoiled", "broken", "other")


class ReportPhoto(Model, repr=False):
    """A picture that goes with a report: made small, without where and with what it was taken."""

    __tablename__ = "report_photos"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Instant] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now, index=True
    )


class Report(Stateful, Model, repr=False):
    """One line of an order with which something is wrong; ``refund_fen`` is what was given back."""

    __tablename__ = "reports"

    _state: Mapped[str] = mapped_column("state")
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lines.id"))
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("report_photos.id", ondelete="SET NULL"), index=True, default=None
    )
    made_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    refund_fen: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    order: Mapped[Order] = relationship(init=False)
    line: Mapped[Line] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("line_id"),
        Index(None, "order_id"),
        Index(
            "ix_reports_open",
            "made_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(
            "kind IN ('missing', 'wrong', 'spoiled', 'broken', 'other')", name="kind_known"
        ),
        CheckConstraint("refund_fen >= 0", name="refund_not_negative"),
    )


REPORT = Lifecycle(
    Report,
    initial="open",
    transitions=[
        Transition("refund", frozenset({"open"}), "refunded", Permission.REPORT_ANSWER),
        Transition("explain", frozenset({"open"}), "explained", Permission.REPORT_ANSWER),
    ],
)


def _orders_of(ids: frozenset[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    return select(Order.id).where(Order.household_id.in_(ids))


def _orders_at(ids: frozenset[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    return select(Order.id).where(Order.store_id.in_(ids))


@scope(Report, Role.RESIDENT)
def _own_reports(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Report.order_id.in_(_orders_of(ids))


@scope(Report, *STORE_ROLES)
def _reports_to_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Report.order_id.in_(_orders_at(ids))


@scope(ReportPhoto, Role.RESIDENT)
def _own_photos(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return ReportPhoto.order_id.in_(_orders_of(ids))


@scope(ReportPhoto, *STORE_ROLES)
def _photos_to_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return ReportPhoto.order_id.in_(_orders_at(ids))
