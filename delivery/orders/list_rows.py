"""What a household keeps for another day: its favourites, and the list it has every week."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import Wave
from delivery.orders.rules.wishes import Wish
from delivery.orders.wish_rows import WishType


class Favourite(Base, repr=False):
    """An offer that a household likes to find again."""

    __tablename__ = "favourites"

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), primary_key=True)


class WeeklyList(Model, repr=False):
    """What a household wants every week, collected on ``weekday`` (Monday is 0).

    Nothing of it is ordered by itself: the household is asked, by a ``WeeklyAsk``.
    """

    __tablename__ = "weekly_lists"

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), unique=True)
    weekday: Mapped[int]

    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),)


class WeeklyLine(Base, repr=False):
    """So many of one offer, at the price it had when it was put on the list."""

    __tablename__ = "weekly_lines"

    list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("weekly_lists.id"), primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    quantity: Mapped[int]
    price_fen: Mapped[int]
    wish: Mapped[Wish | None] = mapped_column(WishType, default=None)
    offer: Mapped[Offer] = relationship(init=False)

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)


class WeeklyAsk(Stateful, Model, repr=False):
    """The question whether a week's list is wanted; one a day of collection, open to the cut-off."""

    __tablename__ = "weekly_asks"

    _state: Mapped[str] = mapped_column("state")
    list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("weekly_lists.id"))
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), index=True)
    day: Mapped[date]
    asked_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    wave: Mapped[Wave] = relationship(init=False)
    list: Mapped[WeeklyList] = relationship(init=False)

    __table_args__ = (UniqueConstraint("list_id", "day"),)

    def is_open(self, at: datetime) -> bool:
        """Tell whether a yes still counts at ``at``."""
        return self.state == "asked" and self.wave.state == "open" and at < self.wave.cut_off_at


WEEKLY_ASK = Lifecycle(
    WeeklyAsk,
    initial="asked",
    transitions=[
        Transition("order", frozenset({"asked"}), "ordered", Permission.ORDER_PLACE),
        Transition("take-over", frozenset({"asked"}), "in-basket", Permission.ORDER_PLACE),
        Transition("decline", frozenset({"asked"}), "declined", Permission.ORDER_PLACE),
    ],
)


@scope(WeeklyAsk, Role.RESIDENT)
def _asks_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    own = select(WeeklyList.id).where(WeeklyList.household_id.in_(ids))
    return WeeklyAsk.list_id.in_(own)
