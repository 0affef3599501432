"""What the gate, the road and a group's leader ask about bags. Each is one statement."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from delivery.crew.models import Shift, Vehicle
from delivery.kernel.access import Actor, Role, scope, sight
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import HELD, Bag
from delivery.orders.models import MoneyEntry, Order, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint
from delivery.routing.models import Route, Stop, StopLoad

GONE = ("returned", "destroyed", "missing")
COMING = ("packed", "on-vehicle")
PAGE = 50


def seen_bags(ids: Collection[uuid.UUID], actor: Actor) -> Sequence[uuid.UUID]:
    """Return those of the bags that ``actor`` sees."""
    return db.session.scalars(select(Bag.id).where(Bag.id.in_(ids), sight(Bag, actor))).all()


def bags_at_stop(stop_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the bags that should be taken, or put down, at a stop."""
    loads = select(StopLoad.order_id).where(StopLoad.stop_id == stop_id)
    return db.session.scalars(
        select(Bag.id).where(Bag.order_id.in_(loads), Bag.state.not_in(GONE))
    ).all()


def _count(state: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((state, 1), else_=0)), 0)


def arrivals(actor: Actor) -> Sequence[Row[Any]]:
    """Return the visits that still bring something to the actor's gates, the soonest first.

    Each row counts the bags that are ``coming`` and those that are ``here`` already.
    """
    coming, here = _count(Bag.state.in_(COMING)), _count(Bag.state == "at-gate")
    return db.session.execute(
        select(
            *(Stop.id.label("stop_id"), Stop.arrives_at, Route.letter),
            *(Vehicle.name.label("vehicle"), Vehicle.kind, DropPoint.name, DropPoint.name_en),
            *(coming.label("coming"), here.label("here")),
        )
        .join(Route, Stop.route_id == Route.id)
        .join(Shift, Route.shift_id == Shift.id)
        .join(Vehicle)
        .join(DropPoint, Stop.drop_point_id == DropPoint.id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .where(Route.state == "planned", sight(DropPoint, actor))
        .group_by(Stop.id, Route.id, Vehicle.id, DropPoint.id)
        .having(coming > 0)
        .order_by(Stop.arrives_at, Route.letter)
    ).all()


def without_route(actor: Actor) -> int:
    """Return how many packed bags are for the actor's gates and on no route yet."""
    routed = (
        select(StopLoad.order_id)
        .join(Stop)
        .join(Route)
        .where(Route.state == "planned", Stop.kind == "drop")
    )
    return db.session.scalar(
        select(func.count(Bag.id)).where(
            Bag.state == "packed", sight(Bag, actor), Bag.order_id.not_in(routed)
        )
    )


def bag_counts(actor: Actor) -> dict[str, int]:
    """Return how many bags that ``actor`` sees are coming, at the gate, or missing, by state."""
    rows = db.session.execute(
        select(Bag.state, func.count().label("bags"))
        .where(sight(Bag, actor), Bag.state.in_(HELD))
        .group_by(Bag.state)
    )
    return {row.state: row.bags for row in rows}


def waiting(
    actor: Actor, *, temperature: str = "", page: int = 0
) -> tuple[Sequence[Row[Any]], bool]:
    """Return the households whose bags wait, who has waited longest first, and if there are more.

    Each row counts the household's bags by temperature; ``since`` is when the first one came.
    """
    statement = _by_household(actor, Bag.state == "at-gate").order_by("since", Household.id)
    if temperature:
        statement = statement.having(_count(Bag.temperature == temperature) > 0)
    rows = db.session.execute(statement.offset(page * PAGE).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def _by_household(actor: Actor, condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *(Household.id, Household.building, Household.unit),
            *(Compound.name.label("name"), Compound.name_en.label("name_en")),
            *(_count(Bag.temperature == t).label(t) for t in ("ambient", "chilled", "frozen")),
            func.count(Bag.id).label("bags"),
            func.min(came_at()).label("since"),
            func.min(Bag.shelf_number).label("first_shelf"),
            func.max(Bag.shelf_number).label("last_shelf"),
        )
        .join(Order, Bag.order_id == Order.id)
        .join(Household, Order.household_id == Household.id)
        .join(Compound, Household.compound_id == Compound.id)
        .where(condition, sight(Bag, actor))
        .group_by(Household.id, Compound.id)
    )


def came_at() -> ColumnElement[datetime]:
    """Return when a bag last reached the gate."""
    return (
        select(func.max(Event.at))
        .where(
            Event.subject == Bag.__tablename__,
            Event.subject_id == Bag.id,
            Event.target == "at-gate",
        )
        .correlate(Bag)
        .scalar_subquery()
    )


def bags_of_household(household_id: uuid.UUID, actor: Actor) -> Sequence[Row[Any]]:
    """Return the bags that are held for a household, the ones at the gate first."""
    return db.session.execute(
        select(
            *(Bag.id, Bag.code, Bag.number, Bag.of, Bag.state, Bag.temperature, Bag.order_id),
            *(Bag.shelf_number, Order.wave_id, Store.name, Store.name_en),
        )
        .join(Order, Bag.order_id == Order.id)
        .join(Store)
        .where(Order.household_id == household_id, Bag.state.in_(HELD), sight(Bag, actor))
        .order_by(Bag.state, Order.id, Bag.number)
    ).all()


def owed_by(household_ids: Collection[uuid.UUID], actor: Actor) -> Sequence[Row[Any]]:
    """Return what households owe for goods that are at the gate, or in their hands already.

    One row an order that something is owed for, with its store's payment code.
    """
    owed = func.sum(MoneyEntry.owed_fen)
    brought = select(Bag.order_id).where(
        Bag.state.in_(["at-gate", "handed-over"]), sight(Bag, actor)
    )
    return db.session.execute(
        select(
            *(Order.id.label("order_id"), Order.household_id, owed.label("owed_fen")),
            *(Store.name, Store.name_en, Store.payment_code),
        )
        .join(MoneyEntry, MoneyEntry.order_id == Order.id)
        .join(Store, Order.store_id == Store.id)
        .where(Order.household_id.in_(household_ids), Order.id.in_(brought))
        .group_by(Order.id, Store.id)
        .having(owed > 0)
        .order_by(Store.name, Order.id)
    ).all()


def are_of_household(bag_ids: Collection[uuid.UUID], household_id: uuid.UUID) -> bool:
    """Tell whether all the bags belong to one household."""
    wanted = frozenset(bag_ids)
    own = select(func.count(Bag.id)).join(Order, Bag.order_id == Order.id)
    found = db.session.scalar(own.where(Bag.id.in_(wanted), Order.household_id == household_id))
    return found == len(wanted)


def just_now(actor: Actor, limit: int = 5) -> Sequence[Row[Any]]:
    """Return the last hand-overs at the actor's gates."""
    shelf = select(func.min(Bag.shelf_number)).where(Bag.order_id == Order.id).scalar_subquery()
    return db.session.execute(
        select(Event.at, Event.facts, Household.building, Household.unit, shelf.label("shelf"))
        .join(Order, Event.subject_id == Order.id)
        .join(Household)
        .where(
            Event.subject == Order.__tablename__,
            Event.action == "hand-over",
            sight(Order, actor),
        )
        .order_by(Event.seq.desc())
        .limit(limit)
    ).all()


def history(bag_id: uuid.UUID) -> Sequence[Event]:
    """Return what was said of a bag, in the order in which it was heard."""
    return db.session.scalars(
        select(Event)
        .where(Event.subject == Bag.__tablename__, Event.subject_id == bag_id)
        .order_by(Event.seq)
    ).all()


def collections(household_id: uuid.UUID) -> Sequence[Row[Any]]:
    """Return each wave and gate at which bags are held for a household, the next to collect first."""
    held = (
        select(Order.wave_id, DropPoint.gate_id)
        .join(Bag, Bag.order_id == Order.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .where(Order.household_id == household_id, Bag.state.in_(HELD))
        .distinct()
        .subquery()
    )
    return db.session.execute(
        select(Wave, held.c.gate_id)
        .join(held, held.c.wave_id == Wave.id)
        .order_by(Wave.collect_from_at, held.c.gate_id)
    ).all()


def last_left_at(household_id: uuid.UUID, actor: Actor) -> datetime | None:
    """Return when the household's last bag left the actor's gate."""
    own = select(Bag.id).join(Order, Bag.order_id == Order.id)
    own = own.where(Order.household_id == household_id, sight(Bag, actor))
    return db.session.scalar(
        select(func.max(Event.at)).where(
            Event.subject == Bag.__tablename__,
            Event.subject_id.in_(own),
            Event.target.in_(["handed-over", "returned", "destroyed"]),
        )
    )


def waiting_for(household_ids: Collection[uuid.UUID], actor: Actor) -> Sequence[Row[Any]]:
    """Return the bags that wait at a gate for the households."""
    return db.session.execute(
        select(Bag.id, Bag.temperature, Bag.code, Order.household_id)
        .join(Order, Bag.order_id == Order.id)
        .where(Order.household_id.in_(household_ids), Bag.state == "at-gate", sight(Bag, actor))
        .order_by(Bag.code)
    ).all()


@scope(Household, Role.GATE_STAFF)
def _homes_that_collect_at_own_gates(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    own = select(DropPoint.id).where(DropPoint.gate_id.in_(ids))
    return Household.id.in_(
        select(Order.household_id)
        .join(Bag, Bag.order_id == Order.id)
        .where(Order.drop_point_id.in_(own))
    )
