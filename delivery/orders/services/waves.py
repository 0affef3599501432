"""Waves: made by hand or by a schedule, held, closed, cancelled."""

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import insert, select

from delivery.kernel.access import SYSTEM, Actor, Permission
from delivery.kernel.clock import now
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Conflict, Invalid
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import Event, record
from delivery.orders.models import WAVE, Order, Wave, WaveSchedule
from delivery.orders.rules import Times, days_of, times_on
from delivery.orders.services.changing import cancel_orders
from delivery.orders.services.slots import empty_slots
from delivery.places.models import Neighbourhood
from delivery.places.queries import time_zone

AHEAD_DAYS = 7
FURTHEST, LONGEST = timedelta(days=366), timedelta(days=7)


def make_wave(
    neighbourhood: Neighbourhood, times: Times, *, capacity: int, actor: Actor, at: datetime
) -> uuid.UUID:
    """Open a wave by hand and return its id.

    Raises
    ------
    Invalid
        The times are not in order, or the cut-off is not after ``at``.
    Conflict
        The neighbourhood has a wave with this cut-off.
    """
    actor.require(Permission.WAVE_EDIT)
    if times.cut_off_at <= at:
        _refuse("cut_off_at", _("The cut-off must lie ahead."))
    if times.cut_off_at > at + FURTHEST:
        _refuse("cut_off_at", _("The cut-off lies more than a year ahead."))
    if not times.cut_off_at < times.collect_from_at:
        _refuse("collect_from_at", _("Collecting begins after the cut-off."))
    if not times.collect_from_at < times.collect_to_at:
        _refuse("collect_to_at", _("Collecting ends after it begins."))
    if times.collect_to_at > times.cut_off_at + LONGEST:
        _refuse("collect_to_at", _("Collecting ends within a week of the cut-off."))
    made = _open([_row(neighbourhood.id, times, capacity)], actor, at)
    if not made:
        raise Conflict(
            _("There is a wave with this cut-off already."),
            fields={"cut_off_at": [_("There is a wave with this cut-off already.")]},
        )
    return made[0]


def _refuse(field: str, sentence: str) -> None:
    raise Invalid(sentence, fields={field: [sentence]})


def _row(neighbourhood_id: uuid.UUID, times: Times, capacity: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "neighbourhood_id": neighbourhood_id,
        "cut_off_at": times.cut_off_at,
        "collect_from_at": times.collect_from_at,
        "collect_to_at": times.collect_to_at,
        "capacity": capacity,
        "taken": 0,
        "state": WAVE.initial,
    }


def _open(rows: list[dict[str, Any]], actor: Actor, at: datetime) -> list[uuid.UUID]:
    """Insert those of ``rows`` whose cut-off is not taken, and return their ids."""
    if not rows:
        return []
    table = Wave.__table__
    made = list(
        db.session.scalars(
            insert_into(table).values(rows).on_conflict_do_nothing().returning(table.c.id)
        )
    )
    if made:
        event = {
            "at": at,
            "recorded_at": now(),
            "actor_id": actor.id,
            "subject": Wave.__tablename__,
            "action": "open",
            "target": WAVE.initial,
            "facts": {},
        }
        db.session.execute(insert(Event), [event | {"subject_id": id_} for id_ in made])
    return made


def make_schedule(
    neighbourhood: Neighbourhood,
    *,
    weekday: int,
    cut_off: time,
    collect_from: time,
    collect_to: time,
    capacity: int,
    actor: Actor,
    at: datetime,
) -> uuid.UUID:
    """Let a wave come back every week, on the district's clocks, and open the first at once."""
    actor.require(Permission.WAVE_EDIT)
    if not cut_off < collect_from:
        _refuse("collect_from", _("Collecting begins after the cut-off."))
    if not collect_from < collect_to:
        _refuse("collect_to", _("Collecting ends after it begins."))
    made = db.session.scalar(
        insert_into(WaveSchedule.__table__)
        .values(
            id=new_id(),
            neighbourhood_id=neighbourhood.id,
            weekday=weekday,
            cut_off=cut_off,
            collect_from=collect_from,
            collect_to=collect_to,
            capacity=capacity,
        )
        .on_conflict_do_nothing()
        .returning(WaveSchedule.__table__.c.id)
    )
    if made is None:
        raise Conflict(
            _("This weekday has a wave with this cut-off already."),
            fields={"cut_off": [_("This weekday has a wave with this cut-off already.")]},
        )
    _open(
        list(_rows_of(db.session.get_one(WaveSchedule, made), ZoneInfo(time_zone()), at)), actor, at
    )
    return made


def drop_schedule(schedule: WaveSchedule, *, actor: Actor, at: datetime) -> None:
    """Let no more waves come from ``schedule``; those that are open stay."""
    actor.require(Permission.WAVE_EDIT)
    record("drop", schedule, actor_id=actor.id, at=at)
    db.session.delete(schedule)
    db.session.flush()


def open_scheduled_waves(at: datetime) -> list[uuid.UUID]:
    """Open every wave that a schedule has in the next seven days and that is not there yet.

    Returns the new waves. Run again, or by two workers at once, it opens none twice; a wave
    that a coordinator cancelled stays cancelled.
    """
    zone = ZoneInfo(time_zone())
    rows = [
        row
        for schedule in db.session.scalars(select(WaveSchedule).order_by(WaveSchedule.id))
        for row in _rows_of(schedule, zone, at)
    ]
    return _open(rows, SYSTEM, at)


def _rows_of(schedule: WaveSchedule, zone: ZoneInfo, at: datetime) -> Iterator[dict[str, Any]]:
    for day in days_of(schedule.weekday, at.astimezone(zone).date(), AHEAD_DAYS):
        times = times_on(day, zone, schedule.cut_off, schedule.collect_from, schedule.collect_to)
        if at < times.cut_off_at <= at + timedelta(days=AHEAD_DAYS):
            yield _row(schedule.neighbourhood_id, times, schedule.capacity)


def close_due_waves(at: datetime) -> list[uuid.UUID]:
    """Close every open wave whose cut-off has passed, however long ago, and return them."""
    due = db.session.scalars(
        select(Wave.id).where(Wave._state == "open", Wave.cut_off_at <= at).order_by(Wave.id)
    ).all()
    return WAVE.apply_all(due, "close", actor=SYSTEM, at=at) if due else []


def close_wave(wave: Wave, *, actor: Actor, at: datetime) -> None:
    """Close ``wave`` now, before its cut-off."""
    WAVE.apply(wave, "close", actor=actor, at=at)


def hold_wave(wave: Wave, *, actor: Actor, at: datetime) -> None:
    """Take no orders for ``wave`` until it is resumed; those that are placed stay."""
    WAVE.apply(wave, "hold", actor=actor, at=at)


def resume_wave(wave: Wave, *, actor: Actor, at: datetime) -> None:
    """Take orders for a held wave again."""
    WAVE.apply(wave, "resume", actor=actor, at=at)


def cancel_wave(wave: Wave, *, actor: Actor, at: datetime) -> int:
    """Cancel ``wave`` and all its orders: stock and money go back. Returns how many orders."""
    WAVE.apply(wave, "cancel", actor=actor, at=at)
    orders = db.session.scalars(
        select(Order.id).where(Order.wave_id == wave.id, Order._state == "placed")
    ).all()
    gone = cancel_orders(orders, actor=actor, at=at)
    empty_slots(wave.id)
    db.session.execute(
        Wave.__table__.update().where(Wave.__table__.c.id == wave.id).values(taken=0)
    )
    return len(gone)
