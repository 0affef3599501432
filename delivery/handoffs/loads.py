"""What was to come with each vehicle and what came: read from custody, kept nowhere.

A bag of a visit is *open* until the gate has said of it that it is here, or that it is not. The
volunteer's word that it was put down does not settle it: that is what the count is for.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from delivery.crew.models import Shift, Vehicle
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import ON_THE_WAY, Bag
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate
from delivery.routing.models import Route, Stop, StopLoad

COMING = ("packed", "on-vehicle")
SEEN, ARRIVED = ("take-in", "find"), ("drop", "take-in", "find")
QUIET = timedelta(minutes=10)  # after the last bag of a load the unloading is over
MOST_LISTED = 200
# What says who has a bag.
HOLDING = ("load", "drop", "take-in", "miss", "find", "undo-take-in", "undo-miss")
MISSED = ("miss",)


def _said(actions: Collection[str], figure: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return ``figure`` over the events of a bag that are among ``actions``."""
    return (
        select(figure)
        .where(Event.subject == Bag.__tablename__, Event.subject_id == Bag.id)
        .where(Event.action.in_(actions))
        .correlate(Bag)
        .scalar_subquery()
    )


def is_open() -> ColumnElement[bool]:
    """Return the condition under which the gate has not said yet where a bag is."""
    seen = func.coalesce(_said(SEEN, func.max(Event.seq)), 0)
    undone = func.coalesce(_said(("undo-take-in",), func.max(Event.seq)), 0)
    return or_(Bag.state.in_(COMING), and_(Bag.state == "at-gate", seen <= undone))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counted_at() -> ColumnElement[datetime | None]:
    """Return when the gate last said of a visit that this was all."""
    return (
        select(func.max(Event.at))
        .where(Event.subject == Stop.__tablename__, Event.subject_id == Stop.id)
        .where(Event.action == "count")
        .correlate(Stop)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A vehicle's visit to a drop point: how many bags it was to bring, and what became of them."""

    stop_id: uuid.UUID
    route_id: uuid.UUID
    letter: str
    vehicle: str
    kind: str
    gate_id: uuid.UUID
    name: str
    name_en: str | None
    arrives_at: datetime
    expected: int
    unsettled: int
    lost: int
    arrived: int
    last_at: datetime | None
    counted_at: datetime | None

    @property
    def here(self) -> int:
        """Return how many bags the gate has seen."""
        return self.expected - self.unsettled - self.lost

    def is_over(self, at: datetime) -> bool:
        """Tell whether the unloading is over: the gate said so, or nothing came for a while."""
        if self.counted_at:
            return True
        return bool(self.arrived and self.last_at and self.last_at < at - QUIET)


def _visits() -> Select[Any]:
    return (
        select(
            *(Stop.id, Route.id, Route.letter, Vehicle.name, Vehicle.kind, DropPoint.gate_id),
            *(DropPoint.name, DropPoint.name_en, Stop.arrives_at, func.count(Bag.id)),
            *(_count(is_open()), _count(Bag.state == "missing"), _count(Bag.state.not_in(COMING))),
            *(func.max(_said(ARRIVED, func.max(Event.at))), _counted_at()),
        )
        .join(Route, Stop.route_id == Route.id)
        .join(Shift, Route.shift_id == Shift.id)
        .join(Vehicle, Shift.vehicle_id == Vehicle.id)
        .join(DropPoint, Stop.drop_point_id == DropPoint.id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .where(Route.state == "planned")
        .group_by(Stop.id, Route.id, Vehicle.id, DropPoint.id)
        .order_by(Stop.arrives_at, Route.letter, Stop.id)
    )


def visit(stop_id: uuid.UUID) -> Visit | None:
    """Return a visit, if its route is still planned and brings bags."""
    row = db.session.execute(_visits().where(Stop.id == stop_id)).first()
    return Visit(*row) if row else None


def discrepancies(actor: Actor, at: datetime) -> list[Visit]:
    """Return the visits to the actor's gates that are over and leave bags open, the oldest first."""
    waiting = (
        select(StopLoad.stop_id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .where(Bag.state.in_(ON_THE_WAY))
    )
    rows = db.session.execute(
        _visits()
        .where(Stop.id.in_(waiting), sight(DropPoint, actor))
        .having(_count(is_open()) > 0, _count(Bag.state.not_in(COMING)) > 0)
    )
    return [found for row in rows if (found := Visit(*row)).is_over(at)]


def open_bags(stop_ids: Collection[uuid.UUID]) -> Sequence[Row[Any]]:
    """Return the bags of the visits that the gate has not said yet where they are."""
    return db.session.execute(_bags(stop_ids, HOLDING).where(is_open())).all()


def lost_bags(stop_ids: Collection[uuid.UUID]) -> Sequence[Row[Any]]:
    """Return the bags of the visits of which the gate has said that they are not here."""
    return db.session.execute(_bags(stop_ids, MISSED).where(Bag.state == "missing")).all()


def _bags(stop_ids: Collection[uuid.UUID], words: Collection[str]) -> Select[Any]:
    """Return the select of bags with the last of ``words`` that was said of each."""
    said = aliased(Event)
    return (
        select(
            *(Bag.id, Bag.code, Bag.number, Bag.of, Bag.temperature, Bag.shelf_number, Bag.state),
            *(Bag.order_id, Bag.packed_at, StopLoad.stop_id, Route.letter, Vehicle.kind),
            *(Household.building, Household.unit),
            *(Store.name, Store.name_en, said.action, said.at, said.facts),
        )
        .select_from(StopLoad)
        .join(Stop, StopLoad.stop_id == Stop.id)
        .join(Route, Stop.route_id == Route.id)
        .join(Shift, Route.shift_id == Shift.id)
        .join(Vehicle, Shift.vehicle_id == Vehicle.id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .join(Order, Bag.order_id == Order.id)
        .join(Store, Order.store_id == Store.id)
        .join(Household, Order.household_id == Household.id)
        .outerjoin(said, said.seq == _said(words, func.max(Event.seq)))
        .where(StopLoad.stop_id.in_(stop_ids))
        .order_by(Stop.arrives_at, Bag.shelf_number, Bag.code)
        .limit(MOST_LISTED)
    )


def strays(actor: Actor) -> Sequence[Row[Any]]:
    """Return the bags of other gates that turned up at the actor's, and are not at their own yet.

    Nothing of a household is in a row: the code on the label, its temperature, where it belongs,
    (``Gate``), and in ``facts`` the gate at which it is.
    """
    here = db.session.scalars(select(Gate.id).where(sight(Gate, actor))).all()
    said = aliased(Event)
    return db.session.execute(
        select(
            *(Bag.id, Bag.code, Bag.temperature, Bag.state, said.action, said.at, said.facts, Gate)
        )
        .join(Order, Bag.order_id == Order.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .join(Gate, DropPoint.gate_id == Gate.id)
        .join(Compound, Gate.compound_id == Compound.id)
        .join(said, said.seq == _said(MISSED, func.max(Event.seq)))
        .where(Bag.state == "missing")
        .where(said.facts["gate"].as_string().in_([str(id_) for id_ in here]))
        .order_by(said.at, Bag.code)
        .limit(MOST_LISTED)
        .options(contains_eager(Gate.compound))
    ).all()


def gates_told(rows: Iterable[Any]) -> dict[str, Gate]:
    """Return the gates that the last word on bags names, by id as the ledger writes it."""
    ids = {uuid.UUID(row.facts["gate"]) for row in rows if row.facts and "gate" in row.facts}
    told = select(Gate).where(Gate.id.in_(ids)).options(joinedload(Gate.compound))
    return {str(gate.id): gate for gate in db.session.scalars(told)} if ids else {}


def bag_ids(stop_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return all bags that a visit was to bring, wherever they are by now."""
    rows = select(Bag.id).join(StopLoad, StopLoad.order_id == Bag.order_id)
    return db.session.scalars(rows.where(StopLoad.stop_id == stop_id)).all()


def planned_on(bag_id: uuid.UUID) -> Row[Any] | None:
    """Return the letter and the vehicle's kind of the route that was to bring a bag, if one was."""
    return db.session.execute(
        select(Route.letter, Vehicle.kind, Stop.id.label("stop_id"))
        .join(Stop, Stop.route_id == Route.id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .join(Shift, Route.shift_id == Shift.id)
        .join(Vehicle, Shift.vehicle_id == Vehicle.id)
        .where(Bag.id == bag_id, Route.state == "planned", Stop.kind == "drop")
        .limit(1)
    ).first()
