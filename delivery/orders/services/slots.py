"""When a household collects: a place in a slot is taken, changed and given back.

Every place of a wave is taken behind the wave's row lock, and by conditional update besides.
"""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select, update

from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import Invalid, SlotFull
from delivery.orders.models import CollectionSlot, SlotSeat, Wave
from delivery.orders.queries.slots import (
    Slot,
    most_in,
    proposed,
    room_of,
    seat_of,
    shelf_quarters,
    slots_of,
)
from delivery.places.models import DropPoint

SLOTS, SEATS = CollectionSlot.__table__, SlotSeat.__table__


def keep_slot(
    wave_id: uuid.UUID,
    household_id: uuid.UUID,
    drop_point_id: uuid.UUID,
    *,
    at: datetime,
    wanted: datetime | None = None,
) -> None:
    """Let the household have a place at the drop point with room for all it has ordered.

    The caller holds the wave's lock, and has written the orders. Without ``wanted`` it keeps the
    place it has, at another drop point that time, or gets the one that would be proposed. Who has no order has no place.

    Raises
    ------
    SlotFull
        The slot takes no more, or the shelf does not hold its bags; the others are offered.
    Invalid
        There is no such slot, or it is over.
    """
    wave = db.session.get_one(Wave, wave_id)
    point = db.session.get_one(DropPoint, drop_point_id)
    seat, room = seat_of(wave_id, household_id), room_of(wave_id, household_id)
    if not room or not point.desks:
        _leave(seat)
        return
    stays = seat is not None and seat.drop_point_id == point.id
    if seat is not None and stays and wanted in (None, seat.starts_at):
        _resize(seat, point, room)
        return
    slots = slots_of(wave, point, at, seat=seat, room=room)
    slot = _chosen(slots, wanted, seat.starts_at if seat else None)
    _leave(seat)
    _take(wave, household_id, point, slot, room)


def _chosen(slots: list[Slot], wanted: datetime | None, before: datetime | None) -> Slot:
    if wanted is None:
        same = [slot for slot in slots if slot.starts_at == before and not slot.full]
        if (best := proposed(same or slots)) is None:
            raise full(slots)
        return best
    found = next((slot for slot in slots if slot.starts_at == wanted), None)
    if found is None:
        sentence = _("There is no such time to collect. Please choose another.")
        raise Invalid(sentence, fields={"slot": [sentence]})
    if found.full:
        raise full(slots)
    return found


def full(slots: list[Slot]) -> SlotFull:
    """Return the refusal of a slot, with the time that is proposed instead."""
    best = proposed(slots)
    if best is None:
        sentence = _("All times to collect there are full. Please choose another place or day.")
    else:
        sentence = _("This time is full. There is still room at %(time)s.", time=best.label)
    return SlotFull(sentence, fields={"slot": [sentence]})


def _leave(seat: SlotSeat | None) -> None:
    if seat is None:
        return
    gone = db.session.execute(
        delete(SEATS).where(
            SEATS.c.wave_id == seat.wave_id, SEATS.c.household_id == seat.household_id
        )
    )
    if changed(gone) == 1:
        db.session.execute(
            update(SLOTS)
            .where(SLOTS.c.wave_id == seat.wave_id, SLOTS.c.starts_at == seat.starts_at)
            .where(SLOTS.c.drop_point_id == seat.drop_point_id)
            .values(people=SLOTS.c.people - 1, quarters=SLOTS.c.quarters - seat.quarters)
        )
    db.session.expunge(seat)


def _used(wave_id: uuid.UUID, drop_point_id: uuid.UUID) -> object:
    """Return the quarter crates of all slots of one wave at one shelf: they may lie there at once."""
    others = SLOTS.alias()
    return (
        select(func.sum(others.c.quarters))
        .where(others.c.wave_id == wave_id, others.c.drop_point_id == drop_point_id)
        .scalar_subquery()
    )


def _take(wave: Wave, household_id: uuid.UUID, point: DropPoint, slot: Slot, room: int) -> None:
    name = {"wave_id": wave.id, "drop_point_id": point.id, "starts_at": slot.starts_at}
    fresh = insert_into(SLOTS).values(**name, people=0, quarters=0)
    db.session.execute(fresh.on_conflict_do_nothing())
    taken = db.session.execute(
        update(SLOTS)
        .where(*(SLOTS.c[column] == value for column, value in name.items()))
        .where(SLOTS.c.people < most_in(point, slot.span))
        .where(_used(wave.id, point.id) + room <= shelf_quarters(point))
        .values(people=SLOTS.c.people + 1, quarters=SLOTS.c.quarters + room)
    )
    if changed(taken) != 1:
        raise full([])
    db.session.execute(
        insert(SEATS).values(**name, household_id=household_id, ends_at=slot.ends_at, quarters=room)
    )


def _resize(seat: SlotSeat, point: DropPoint, room: int) -> None:
    more = room - seat.quarters
    if not more:
        return
    resized = (
        update(SLOTS)
        .where(SLOTS.c.wave_id == seat.wave_id, SLOTS.c.starts_at == seat.starts_at)
        .where(SLOTS.c.drop_point_id == seat.drop_point_id)
        .values(quarters=SLOTS.c.quarters + more)
    )
    if more > 0:
        used = _used(seat.wave_id, seat.drop_point_id)
        resized = resized.where(used + more <= shelf_quarters(point))
    if changed(db.session.execute(resized)) != 1:
        sentence = _(
            "The shelf there has no room for more bags. Please choose another place or day."
        )
        raise SlotFull(sentence, fields={"slot": [sentence]})
    seat.quarters = room
    db.session.flush()


def leave_slot(wave_id: uuid.UUID, household_id: uuid.UUID) -> None:
    """Give back the household's place, or the room of what it has cancelled."""
    seat = seat_of(wave_id, household_id)
    if seat is None:
        return
    room = room_of(wave_id, household_id)
    if room:
        _resize(seat, db.session.get_one(DropPoint, seat.drop_point_id), room)
    else:
        _leave(seat)


def empty_slots(wave_id: uuid.UUID) -> None:
    """Give back all places of a wave that is cancelled."""
    db.session.execute(delete(SEATS).where(SEATS.c.wave_id == wave_id))
    db.session.execute(delete(SLOTS).where(SLOTS.c.wave_id == wave_id))
