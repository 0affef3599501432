"""Waves, baskets, orders and their lines, and the money that goes with an order."""

import uuid
from datetime import datetime, time

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import STORE_ROLES, Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.merchants.catalogue.models import Offer, ServiceArea, Store
from delivery.orders.rules.wishes import PLAIN, Wish
from delivery.orders.wish_rows import WishType
from delivery.people.models import Household, home_of
from delivery.places.models import DropPoint, Neighbourhood, in_neighbourhoods


class WaveSchedule(Model, repr=False):
    """A wave that comes back every week: on ``weekday`` (Monday is 0), on the district's clocks."""

    __tablename__ = "wave_schedules"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    weekday: Mapped[int]
    cut_off: Mapped[time]
    collect_from: Mapped[time]
    collect_to: Mapped[time]
    capacity: Mapped[int]
    neighbourhood: Mapped[Neighbourhood] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("neighbourhood_id", "weekday", "cut_off"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("cut_off < collect_from AND collect_from < collect_to", name="in_order"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
    )


class Wave(Stateful, Model, repr=False):
    """All orders of one neighbourhood that share a cut-off, and so are driven together.

    Vehicles may leave from ``cut_off_at`` on; residents collect from ``collect_from_at`` to
    ``collect_to_at``. ``taken`` counts the households that have an order, up to ``capacity``.
    """

    __tablename__ = "waves"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"))
    cut_off_at: Mapped[Instant]
    collect_from_at: Mapped[Instant]
    collect_to_at: Mapped[Instant]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    neighbourhood: Mapped[Neighbourhood] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("neighbourhood_id", "cut_off_at"),
        CheckConstraint(
            "cut_off_at < collect_from_at AND collect_from_at < collect_to_at", name="in_order"
        ),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken_within_capacity"),
    )


class StorePace(Base, repr=False):
    """How many orders a store takes in one wave, where it does not take any number."""

    __tablename__ = "store_paces"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    orders_per_wave: Mapped[int]

    __table_args__ = (CheckConstraint("orders_per_wave >= 0", name="not_negative"),)


class StoreSeats(Base, repr=False):
    """How many orders of a wave stand with a store that has a pace; made when it is first asked."""

    __tablename__ = "store_seats"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), primary_key=True)
    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    taken: Mapped[int]

    __table_args__ = (CheckConstraint("taken >= 0", name="taken_not_negative"),)


class CollectionSlot(Base, repr=False):
    """How many households collect at a drop point in one span of a wave's collection.

    Made when the first one chooses it. ``quarters`` are the quarter crates that their bags are
    reckoned to take on the shelf. How many it takes is said by the drop point (``rules.slots``).
    """

    __tablename__ = "collection_slots"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), primary_key=True)
    drop_point_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drop_points.id"), primary_key=True)
    starts_at: Mapped[Instant] = mapped_column(UTCDateTime, primary_key=True)
    people: Mapped[int]
    quarters: Mapped[int]

    __table_args__ = (CheckConstraint("people >= 0 AND quarters >= 0", name="not_negative"),)


class SlotSeat(Base, repr=False):
    """When a household collects what it ordered in a wave, and the room its bags need."""

    __tablename__ = "slot_seats"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), primary_key=True)
    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), primary_key=True)
    drop_point_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drop_points.id"))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    quarters: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["wave_id", "drop_point_id", "starts_at"],
            [
                *("collection_slots.wave_id", "collection_slots.drop_point_id"),
                "collection_slots.starts_at",
            ],
            name="slot",
        ),
        CheckConstraint("starts_at < ends_at AND quarters >= 0", name="sound"),
        Index(None, "wave_id", "drop_point_id", "starts_at"),
    )


class BasketLine(Base, repr=False):
    """What a household has put aside and not ordered yet, and the price it saw then.

    ``wish`` is empty where the household's own wish counts.
    """

    __tablename__ = "basket_lines"

    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    quantity: Mapped[int]
    price_fen: Mapped[int]
    wish: Mapped[Wish | None] = mapped_column(WishType, default=None)
    offer: Mapped[Offer] = relationship(init=False)

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)


class Order(Stateful, Model, repr=False):
    """What one household asked of one store in one wave."""

    __tablename__ = "orders"

    # Without an index: nearly all are placed, and SQLite would rather look there than by wave.
    _state: Mapped[str] = mapped_column("state")
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"))
    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"))
    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), index=True)
    drop_point_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("drop_points.id"), index=True)
    placed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), default=None)
    placed_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    version: Mapped[int] = mapped_column(default=1)  # counts amendments
    wave: Mapped[Wave] = relationship(init=False)
    store: Mapped[Store] = relationship(init=False)
    household: Mapped[Household] = relationship(init=False)
    drop_point: Mapped[DropPoint] = relationship(init=False)
    lines: Mapped[list["Line"]] = relationship(init=False, back_populates="order")
    seat: Mapped[SlotSeat | None] = relationship(
        init=False,
        viewonly=True,
        uselist=False,
        primaryjoin="and_(foreign(SlotSeat.wave_id) == Order.wave_id,"
        " foreign(SlotSeat.household_id) == Order.household_id)",
    )

    @property
    def collects(self) -> tuple[datetime, datetime]:
        """Return from when to when the household comes: in its slot, or any time of the wave's."""
        if self.seat is not None:
            return self.seat.starts_at, self.seat.ends_at
        return self.wave.collect_from_at, self.wave.collect_to_at

    @property
    def asked(self) -> list["Line"]:
        """Return the lines that the household asked for, without what came instead."""
        return [line for line in self.lines if line.replaces_id is None]

    __table_args__ = (
        UniqueConstraint("wave_id", "household_id", "store_id"),
        Index(None, "wave_id", "store_id"),
    )


class Line(Stateful, Model, repr=False):
    """One product of an order, at the price that was promised.

    ``price_fen`` is for one piece, or for a kilogram by weight; ``picked`` counts what the store
    found; ``weighed_g`` is what the scale said. ``held_fen`` is by how much it may still become
    dearer. What comes instead of a line is a line too: it ``replaces`` the one that was asked
    for, which says by its ``wish`` whether it may (without one: ``PLAIN``). Where the household
    is asked, its answer is waited for until ``answer_by_at``.
    """

    __tablename__ = "lines"

    # Without an index, as for orders: a line is looked for by its order.
    _state: Mapped[str] = mapped_column("state")
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    quantity: Mapped[int]
    price_fen: Mapped[int]
    amount_fen: Mapped[int]  # what the line costs now: ordered, then as picked
    picked: Mapped[int | None] = mapped_column(default=None)
    weighed_g: Mapped[int | None] = mapped_column(default=None)
    held_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    wish: Mapped[Wish | None] = mapped_column(WishType, default=None)
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("lines.id"), index=True, default=None
    )
    answer_by_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    order: Mapped[Order] = relationship(init=False, back_populates="lines")
    offer: Mapped[Offer] = relationship(init=False)
    replaces: Mapped["Line | None"] = relationship(init=False, remote_side="Line.id")

    @property
    def wishes(self) -> Wish:
        """Return what is to be done where the shelf has less."""
        return self.wish or PLAIN

    __table_args__ = (
        Index(
            "uq_lines_asked",
            "order_id",
            "offer_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        Index(None, "order_id"),
        Index(
            "ix_lines_proposed",
            "answer_by_at",
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("amount_fen >= 0 AND held_fen >= 0", name="amount_not_negative"),
        CheckConstraint("picked BETWEEN 0 AND quantity", name="picked_within_ordered"),
    )


class MoneyEntry(Model, repr=False):
    """One movement of an order's money. Each row balances, so every prefix of them does:
    ``paid + owed = goods + refunded + held``.

    ``kind`` is ``order``, ``amend``, ``cancel``, ``hold`` (what may still be charged), ``short``,
    ``weigh``, ``substitute``, ``claim`` (something was wrong with it), ``pay`` or ``refund``;
    ``method`` of a payment is ``store-code``, ``cash`` or ``online``; ``taken_by`` is who took it.
    """

    __tablename__ = "money_entries"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]
    goods_fen: Mapped[int] = mapped_column(default=0)
    owed_fen: Mapped[int] = mapped_column(default=0)
    paid_fen: Mapped[int] = mapped_column(default=0)
    refunded_fen: Mapped[int] = mapped_column(default=0)
    held_fen: Mapped[int] = mapped_column(default=0)
    method: Mapped[str | None] = mapped_column(default=None)
    taken_by: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("users.id"), index=True, default=None
    )
    at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)

    __table_args__ = (
        CheckConstraint(
            "paid_fen + owed_fen = goods_fen + refunded_fen + held_fen", name="balances"
        ),
        CheckConstraint(
            "kind IN ('order', 'amend', 'cancel', 'hold', 'short', 'weigh', 'substitute', 'claim',"
            " 'pay', 'refund')",
            name="kind_known",
        ),
        CheckConstraint("method IN ('store-code', 'cash', 'online')", name="method_known"),
    )


class CashHandIn(Model, repr=False):
    """Cash that somebody who took it at the gate gave to the store it belongs to."""

    __tablename__ = "cash_hand_ins"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), index=True)
    handed_in_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    received_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    amount_fen: Mapped[int]
    at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)

    __table_args__ = (CheckConstraint("amount_fen > 0", name="amount_positive"),)


WAVE = Lifecycle(
    Wave,
    initial="open",
    transitions=[
        Transition("hold", frozenset({"open"}), "held", Permission.WAVE_HOLD),
        Transition("resume", frozenset({"held"}), "open", Permission.WAVE_HOLD),
        Transition("close", frozenset({"open"}), "closed", Permission.WAVE_CLOSE),
        Transition("plan", frozenset({"closed", "planned"}), "planned", Permission.PLAN_ADOPT),
        Transition("cancel", frozenset({"open", "held"}), "cancelled", Permission.WAVE_CANCEL),
    ],
)

ORDER = Lifecycle(
    Order,
    initial="placed",
    transitions=[
        Transition("amend", frozenset({"placed"}), "placed", Permission.ORDER_PLACE),
        Transition("cancel", frozenset({"placed"}), "cancelled", Permission.ORDER_CANCEL),
        Transition("place-again", frozenset({"cancelled"}), "placed", Permission.ORDER_PLACE),
    ],
)

TO_PICK = frozenset({"ordered", "seeking"})  # the shelf, or what may come instead, is looked at
SETTLED = frozenset({"picked", "short", "seeking", "substituted"})
PENDING = TO_PICK | {"proposed"}  # nobody packs an order with such a line
GONE = frozenset({"refused", "withdrawn"})  # proposed once, and back on its shelf

LINE = Lifecycle(
    Line,
    initial="ordered",
    transitions=[
        Transition("pick", frozenset({"ordered"}), "picked", Permission.PICK_LIST_WORK),
        Transition("run-short", frozenset({"ordered"}), "short", Permission.PICK_LIST_WORK),
        # Some are missing, and something may come instead: it is found, or it is given up, and
        # what was found of the line comes without the rest.
        Transition("seek", frozenset({"ordered"}), "seeking", Permission.PICK_LIST_WORK),
        Transition("give-up", frozenset({"seeking"}), "short", Permission.PICK_LIST_WORK),
        Transition("give-up-rest", frozenset({"seeking"}), "picked", Permission.PICK_LIST_WORK),
        Transition("substitute", frozenset({"seeking"}), "substituted", Permission.PICK_LIST_WORK),
        Transition("seek-again", frozenset({"substituted"}), "seeking", Permission.PICK_LIST_WORK),
        Transition("put-back", SETTLED, "ordered", Permission.PICK_LIST_WORK),
        # What comes instead: proposed, then taken, or given up.
        Transition("take", frozenset({"proposed"}), "picked", Permission.PICK_LIST_WORK),
        Transition("approve", frozenset({"proposed"}), "picked", Permission.SUBSTITUTION_ANSWER),
        Transition("refuse", frozenset({"proposed"}), "refused", Permission.SUBSTITUTION_ANSWER),
        Transition(
            "withdraw", frozenset({"proposed", "picked"}), "withdrawn", Permission.PICK_LIST_WORK
        ),
    ],
)


@scope(Wave, Role.OPERATOR)
def _every_wave(_: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return true()


@scope(Wave, Role.COORDINATOR)
def _waves_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Wave.neighbourhood_id.in_(ids)


@scope(WaveSchedule, Role.COORDINATOR)
def _schedules_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return WaveSchedule.neighbourhood_id.in_(ids)


@scope(Wave, Role.RESIDENT)
def _waves_of_the_household(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Wave.neighbourhood_id.in_(home_of(ids))


@scope(Wave, *STORE_ROLES)
def _waves_that_the_store_serves(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Wave.neighbourhood_id.in_(
        select(ServiceArea.neighbourhood_id).where(ServiceArea.store_id.in_(ids))
    )


@scope(Order, Role.RESIDENT)
def _own_orders(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Order.household_id.in_(ids)


@scope(Line, Role.RESIDENT)
def _own_lines(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Line.order_id.in_(select(Order.id).where(Order.household_id.in_(ids)))


@scope(Order, Role.LEADER)
def _orders_of_own_groups(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Order.household_id.in_(select(Household.id).where(Household.group_id.in_(ids)))


@scope(Order, *STORE_ROLES)
def _orders_of_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Order.store_id.in_(ids)


@scope(Order, Role.GATE_STAFF)
def _orders_to_own_gates(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Order.drop_point_id.in_(select(DropPoint.id).where(DropPoint.gate_id.in_(ids)))


@scope(Order, Role.COORDINATOR)
def _orders_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Order.household_id.in_(
        select(Household.id).where(Household.compound_id.in_(in_neighbourhoods(ids)))
    )
