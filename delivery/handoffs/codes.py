"""Pick-up codes of this installation: computed when they are shown, found by computing again."""

import uuid
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import segno
from flask import current_app
from sqlalchemy import ColumnElement, Row, select

from delivery.handoffs.rules import pickup_code, pickup_id
from delivery.kernel import signing
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.seals import Seal
from delivery.merchants.picking.models import HELD, Bag
from delivery.merchants.picking.seals import collected_on
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint, Gate
from delivery.places.queries import time_zone


def code_of(wave_id: uuid.UUID, household_id: uuid.UUID) -> str:
    """Return the code with which a household collects its bags of a wave."""
    return pickup_code(current_app.config["SECRET_KEY"], wave_id, household_id)


def pickup_of(wave_id: uuid.UUID, household_id: uuid.UUID) -> uuid.UUID:
    """Return the opaque name of what a household collects of a wave."""
    return pickup_id(current_app.config["SECRET_KEY"], wave_id, household_id)


class Sealer:
    """Writes signed codes, with the key and the zone of one moment."""

    def __init__(self) -> None:
        self.key, self.zone = signing.numbers()[-1], ZoneInfo(time_zone())

    def pickup(self, wave: Wave, household_id: uuid.UUID, gate_id: uuid.UUID) -> str:
        """Return what the QR of a household's pick-up code says: for one gate and one day."""
        day = collected_on(wave.collect_from_at, self.zone)
        subject = pickup_of(wave.id, household_id)
        return signing.code_for("pick-up", subject, gate_id, day, self.key)


def sealed_here(seal: Seal, actor: Actor) -> uuid.UUID | None:
    """Return the household whose signed code it is, where ``actor`` holds its bags of that day."""
    for row in _pairs(Bag.state.in_(HELD), sight(Bag, actor)):
        if pickup_of(row.wave_id, row.household_id) == seal.subject:
            own = (Order.wave_id == row.wave_id, Order.household_id == row.household_id)
            return row.household_id if holds(seal, *own, sight(Bag, actor)) else None
    return None


def holds(seal: Seal, *which: ColumnElement[bool]) -> bool:
    """Tell whether a signed code is for the gate and the day of such a bag."""
    rows = db.session.execute(
        select(DropPoint.gate_id, Wave.collect_from_at)
        .select_from(Bag)
        .join(Order, Bag.order_id == Order.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .join(Wave, Order.wave_id == Wave.id)
        .where(*which)
        .distinct()
    ).all()
    return any(seal.holds_at(row.gate_id, collected_on(row.collect_from_at)) for row in rows)


def picture(text: str) -> str:
    """Return ``text`` as a QR code, an SVG to stand in a page."""
    return segno.make_qr(text).svg_inline(border=2, light="#fff", omitsize=True)


def held_here(code: str, actor: Actor) -> uuid.UUID | None:
    """Return the household whose pick-up ``code`` it is, where ``actor`` holds bags of it."""
    return _matching(code, _pairs(Bag.state.in_(HELD), sight(Bag, actor)))


def gone_from_here(code: str, actor: Actor) -> uuid.UUID | None:
    """Return the household whose code it is, where all its bags have left the actor's gate."""
    return _matching(code, _pairs(sight(Bag, actor)))


def held_elsewhere(code: str) -> Gate | None:
    """Return the gate at which the bags of ``code`` wait."""
    for row in _pairs(Bag.state.in_(HELD)):
        if code_of(row.wave_id, row.household_id) == code:
            return db.session.scalar(
                select(Gate)
                .join(DropPoint)
                .join(Order, Order.drop_point_id == DropPoint.id)
                .where(Order.wave_id == row.wave_id, Order.household_id == row.household_id)
                .limit(1)
            )
    return None


def _pairs(*conditions: ColumnElement[bool]) -> Iterable[Row[Any]]:
    """Return the waves and households of which there are such bags, the latest wave first."""
    return db.session.execute(
        select(Order.wave_id, Order.household_id)
        .join(Bag, Bag.order_id == Order.id)
        .join(Wave, Order.wave_id == Wave.id)
        .where(*conditions)
        .group_by(Order.wave_id, Order.household_id, Wave.cut_off_at)
        .order_by(Wave.cut_off_at.desc())
        .limit(20_000)
    )


def _matching(code: str, pairs: Iterable[Row[Any]]) -> uuid.UUID | None:
    found = (p.household_id for p in pairs if code_of(p.wave_id, p.household_id) == code)
    return next(found, None)
