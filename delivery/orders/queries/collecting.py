"""Where a household lives, and where it may collect its bags."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate


def neighbourhood_of(household_id: uuid.UUID) -> uuid.UUID:
    """Return the neighbourhood in which the household lives."""
    return db.session.scalars(
        select(Compound.neighbourhood_id)
        .join(Household, Household.compound_id == Compound.id)
        .where(Household.id == household_id)
    ).one()


def drop_points(household_id: uuid.UUID) -> list[DropPoint]:
    """Return where the household may collect: its own compound first, closed gates never."""
    home = select(Household.compound_id).where(Household.id == household_id).scalar_subquery()
    around = select(Compound.neighbourhood_id).where(Compound.id == home).scalar_subquery()
    rows = (
        select(DropPoint)
        .join(DropPoint.gate)
        .join(Gate.compound)
        .where(Compound.neighbourhood_id == around, Gate._state != "closed")
        .order_by(Compound.id != home, Compound.name, Gate.name, DropPoint.name, DropPoint.id)
        .options(contains_eager(DropPoint.gate).contains_eager(Gate.compound))
    )
    return list(db.session.scalars(rows))


def last_drop_point(household_id: uuid.UUID) -> uuid.UUID | None:
    """Return where the household collected last, if it has ordered before."""
    rows = select(Order.drop_point_id).where(Order.household_id == household_id)
    return db.session.scalar(rows.order_by(Order.placed_at.desc()).limit(1))


def has_collected(wave_id: uuid.UUID, household_id: uuid.UUID) -> bool:
    """Tell whether all that stands of the household's orders in a wave was handed over."""
    orders = db.session.scalars(
        select(Order.id).where(
            Order.wave_id == wave_id,
            Order.household_id == household_id,
            Order._state == "placed",
        )
    ).all()
    last = dict(
        db.session.execute(
            select(Event.subject_id, Event.action)
            .where(Event.subject_id.in_(orders), Event.action.in_(("hand-over", "undo-hand-over")))
            .order_by(Event.seq)
        ).all()
    )
    return bool(orders) and all(last.get(order_id) == "hand-over" for order_id in orders)
