"""Pick lists and bags. The bag is the thing that moves: it has one custody history."""

import uuid

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import STORE_ROLES, Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.rules import label_payload
from delivery.orders.models import Line, Order, Wave
from delivery.people.models import Household
from delivery.places.models import DropPoint, in_neighbourhoods


class PickList(Stateful, Model, repr=False):
    """What one store gathers for one wave. It is done when every order of it is packed."""

    __tablename__ = "pick_lists"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"))
    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), index=True)
    opened_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    wave: Mapped[Wave] = relationship(init=False)
    store: Mapped[Store] = relationship(init=False)

    __table_args__ = (UniqueConstraint("wave_id", "store_id"),)


class Slip(Base, repr=False):
    """By how many minutes a store is later than usual with a list, as it said last."""

    __tablename__ = "slips"

    pick_list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pick_lists.id"), primary_key=True)
    late_min: Mapped[int]
    said_at: Mapped[Instant]

    __table_args__ = (CheckConstraint("late_min >= 0", name="late_not_negative"),)


class Bag(Stateful, Model, repr=False):
    """One bag of an order: number ``number`` of ``of``, all at one temperature.

    ``code`` is what its label says: opaque, short enough to be typed, with a check character.
    ``shelf_number`` sorts the wave's households at the drop point as one walks past their doors;
    all bags of a household carry the same. ``print_run`` is the run of labels it was last part of.
    """

    __tablename__ = "bags"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    of: Mapped[int]
    temperature: Mapped[str]
    mass_g: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    shelf_number: Mapped[int]
    print_run: Mapped[int | None] = mapped_column(default=None)
    packed_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    order: Mapped[Order] = relationship(init=False)
    contents: Mapped[list["BagLine"]] = relationship(init=False, back_populates="bag")

    @property
    def payload(self) -> str:
        """Return what the QR of its label says."""
        return label_payload(self.code)

    __table_args__ = (
        UniqueConstraint("order_id", "number"),
        CheckConstraint("number BETWEEN 1 AND of", name="number_within"),
        CheckConstraint("mass_g > 0", name="mass_positive"),
        CheckConstraint("shelf_number > 0", name="shelf_number_positive"),
    )


class BagLine(Base, repr=False):
    """How many of a line's pieces are in a bag."""

    __tablename__ = "bag_lines"

    bag_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bags.id"), primary_key=True)
    line_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lines.id"), primary_key=True, index=True)
    quantity: Mapped[int]
    bag: Mapped[Bag] = relationship(init=False, back_populates="contents")
    line: Mapped[Line] = relationship(init=False)

    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)


class EmptyOrder(Base, repr=False):
    """An order of which the store found nothing. It is finished with, as if it were packed."""

    __tablename__ = "empty_orders"

    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)


PICK_LIST = Lifecycle(
    PickList,
    initial="open",
    transitions=[Transition("finish", frozenset({"open"}), "done", Permission.BAG_PACK)],
)

ON_THE_WAY = frozenset({"packed", "on-vehicle", "at-gate"})
HELD = ON_THE_WAY | {"missing"}  # a bag that was given up may turn up again


def _at(state: str) -> frozenset[str]:
    return frozenset({state})


# Reality arrives late and in any order: a hand-over whose drop nobody has heard of yet is a fact.
CUSTODY = Lifecycle(
    Bag,
    initial="packed",
    transitions=[
        Transition("load", frozenset({"packed"}), "on-vehicle", Permission.BAG_LOAD),
        Transition("drop", frozenset({"packed", "on-vehicle"}), "at-gate", Permission.BAG_DROP),
        Transition(
            "take-in", frozenset({"packed", "on-vehicle"}), "at-gate", Permission.BAG_TAKE_IN
        ),
        Transition("hand-over", HELD, "handed-over", Permission.BAG_HAND_OVER),
        Transition("return", HELD, "returned", Permission.BAG_RETURN),
        Transition("destroy", HELD | {"returned"}, "destroyed", Permission.BAG_RETURN),
        Transition("miss", ON_THE_WAY, "missing", Permission.BAG_TAKE_IN),
        Transition("find", HELD - {"at-gate"}, "at-gate", Permission.BAG_TAKE_IN),
        # Whoever acted by mistake still has the bag; it was not missing after all.
        Transition("undo-hand-over", _at("handed-over"), "at-gate", Permission.BAG_HAND_OVER),
        Transition("undo-return", _at("returned"), "at-gate", Permission.BAG_RETURN),
        Transition("undo-take-in", _at("at-gate"), "on-vehicle", Permission.BAG_TAKE_IN),
        Transition("undo-miss", _at("missing"), "on-vehicle", Permission.BAG_TAKE_IN),
    ],
)


@scope(PickList, *STORE_ROLES)
def _pick_lists_of_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return PickList.store_id.in_(ids)


@scope(PickList, Role.COORDINATOR)
def _pick_lists_of_own_waves(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return PickList.wave_id.in_(select(Wave.id).where(Wave.neighbourhood_id.in_(ids)))


def _of_orders(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Bag.order_id.in_(select(Order.id).where(condition))


@scope(Bag, Role.RESIDENT)
def _own_bags(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _of_orders(Order.household_id.in_(ids))


@scope(Bag, Role.LEADER)
def _bags_of_own_groups(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _of_orders(
        Order.household_id.in_(select(Household.id).where(Household.group_id.in_(ids)))
    )


@scope(Bag, *STORE_ROLES)
def _bags_of_own_stores(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _of_orders(Order.store_id.in_(ids))


@scope(Bag, Role.GATE_STAFF)
def _bags_to_own_gates(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _of_orders(
        Order.drop_point_id.in_(select(DropPoint.id).where(DropPoint.gate_id.in_(ids)))
    )


@scope(Bag, Role.COORDINATOR)
def _bags_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _of_orders(
        Order.household_id.in_(
            select(Household.id).where(Household.compound_id.in_(in_neighbourhoods(ids)))
        )
    )
