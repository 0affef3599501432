"""Whom the gate expects, and when: the slots of today's collections at its drop points."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, select

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, SlotSeat, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint

AHEAD = timedelta(hours=12)
MOST_LISTED = 200  # households in one slot; more than any gate can serve


def _left() -> Any:
    """Return the select of how many bags of a seat's household have not been handed over."""
    return (
        select(func.count(Bag.id))
        .join(Order, Order.id == Bag.order_id)
        .where(Order.wave_id == SlotSeat.wave_id, Order.household_id == SlotSeat.household_id)
        .where(Bag.state.in_(("packed", "on-vehicle", "at-gate")))
        .correlate(SlotSeat)
        .scalar_subquery()
    )


def slots(actor: Actor, at: datetime) -> Sequence[Row[Any]]:
    """Return the slots of the collections under way or near, with whom they bring.

    Each row counts the households (``people``) and those that still have bags to collect
    (``to_come``); what is not packed yet counts only as people.
    """
    to_come = func.sum(case((_left() > 0, 1), else_=0))
    return db.session.execute(
        select(
            *(SlotSeat.starts_at, SlotSeat.ends_at, func.count().label("people")),
            to_come.label("to_come"),
        )
        .join(DropPoint, DropPoint.id == SlotSeat.drop_point_id)
        .join(Wave, Wave.id == SlotSeat.wave_id)
        .where(sight(DropPoint, actor), Wave._state != "cancelled")
        .where(Wave.collect_to_at > at, Wave.collect_from_at <= at + AHEAD)
        .group_by(SlotSeat.starts_at, SlotSeat.ends_at)
        .order_by(SlotSeat.starts_at, SlotSeat.ends_at)
    ).all()


def households(actor: Actor, starts_at: datetime) -> Sequence[Row[Any]]:
    """Return the stairs of the households that come in the slot, with the bags they still have."""
    return db.session.execute(
        select(
            *(Household.building, Household.unit, DropPoint.name.label("point")),
            *(Compound.name.label("name"), Compound.name_en.label("name_en")),
            _left().label("bags"),
        )
        .select_from(SlotSeat)
        .join(Household, Household.id == SlotSeat.household_id)
        .join(Compound, Compound.id == Household.compound_id)
        .join(DropPoint, DropPoint.id == SlotSeat.drop_point_id)
        .join(Wave, Wave.id == SlotSeat.wave_id)
        .where(SlotSeat.starts_at == starts_at, sight(DropPoint, actor))
        .where(Wave._state != "cancelled")
        .order_by(Compound.name, Household.building, Household.unit, Household.id)
        .limit(MOST_LISTED)
    ).all()
