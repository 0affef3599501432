"""Vehicles are kept, volunteers let in, and both given shifts. None of it commits."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.crew.queries import overlapping
from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission, Role
from delivery.kernel.clock import now
from delivery.kernel.db import Model, changed, db, insert_into
from delivery.kernel.errors import Conflict, DeliveryError, Invalid, WrongState
from delivery.kernel.ids import new_id
from delivery.kernel.languages import when
from delivery.orders.models import Wave
from delivery.people.models import User
from delivery.people.services import roles, roster
from delivery.places.models import Neighbourhood


def add_vehicle(actor: Actor, neighbourhood_id: uuid.UUID, words: Mapping[str, Any]) -> Vehicle:
    """Put a vehicle into service.

    Raises
    ------
    Conflict
        The neighbourhood has one of that name.
    """
    actor.require(Permission.VEHICLE_EDIT)
    vehicle = Vehicle(neighbourhood_id=neighbourhood_id, **words)
    _own_name(vehicle.neighbourhood_id, vehicle.name, vehicle.id)
    db.session.add(vehicle)
    db.session.flush()
    ledger.record("add", vehicle, actor_id=actor.id, at=now())
    return vehicle


def edit_vehicle(actor: Actor, vehicle: Vehicle, words: Mapping[str, Any]) -> None:
    """Correct what is known of a vehicle, or take it out of use."""
    actor.require(Permission.VEHICLE_EDIT)
    _own_name(vehicle.neighbourhood_id, words["name"], vehicle.id)
    for name, value in words.items():
        setattr(vehicle, name, value)
    db.session.flush()
    ledger.record("edit", vehicle, actor_id=actor.id, at=now())


def _own_name(neighbourhood_id: uuid.UUID, name: str, id_: uuid.UUID) -> None:
    """Refuse a name that another vehicle has; the neighbourhood's row is the queue for names."""
    _wait_for(Neighbourhood, neighbourhood_id)
    same = select(Vehicle.id).filter_by(neighbourhood_id=neighbourhood_id, name=name)
    if db.session.scalar(same.where(Vehicle.id != id_)):
        said = _("There is a vehicle of this name.")
        raise Conflict(said, fields={"name": [said]})


def add_volunteer(
    actor: Actor, neighbourhood_id: uuid.UUID, *, name: str, phone: str
) -> tuple[Volunteer, str | None]:
    """Let somebody drive for a neighbourhood; return them and the token of their first link.

    They need no password: each link opens their routes once. Who is here already is known by
    the phone number; those who have a password come in by it, and are given no link.
    """
    actor.require(Permission.SHIFT_EDIT)
    user = roster.register(actor, name=name, phone=phone)
    db.session.execute(
        insert_into(Volunteer.__table__)
        .values(id=new_id(), user_id=user.id, neighbourhood_id=neighbourhood_id)
        .on_conflict_do_nothing()
    )
    volunteer = db.session.scalars(
        select(Volunteer).filter_by(user_id=user.id, neighbourhood_id=neighbourhood_id)
    ).one()
    roles.hold(user.id, Role.VOLUNTEER, volunteer.id, by=actor.id)
    return volunteer, None if user.password_hash else link_for(actor, volunteer)


def link_for(actor: Actor, volunteer: Volunteer, leads_to: str = "/routes") -> str:
    """Return the token of a link that opens the volunteer's routes, once."""
    return roster.issue_link(actor, volunteer.user, leads_to, as_role=Role.VOLUNTEER)


def add_shift(
    actor: Actor,
    wave: Wave,
    vehicle: Vehicle,
    volunteer: Volunteer | None,
    *,
    starts_at: datetime,
    ends_at: datetime,
) -> Shift:
    """Give a vehicle, and whoever drives it, a time on one wave.

    Two who do it at once wait for each other at the vehicle's row and the volunteer's, so that
    only one of two overlapping shifts is kept.

    Raises
    ------
    Invalid
        The times are not in order or not this wave's, or the wrong one drives.
    Conflict
        The vehicle or the volunteer has another shift at that time.
    """
    actor.require(Permission.SHIFT_EDIT)
    _check_times(wave, starts_at, ends_at)
    _check_pair(wave, vehicle, volunteer)
    _wait_for(Vehicle, vehicle.id)
    _free("vehicle_id", Shift.vehicle_id == vehicle.id, starts_at, ends_at)
    if volunteer:  # may drive for several neighbourhoods, but not at once
        _wait_for(User, volunteer.user_id)
        same = select(Volunteer.id).where(Volunteer.user_id == volunteer.user_id)
        _free("volunteer_id", Shift.volunteer_id.in_(same), starts_at, ends_at)
    shift = Shift(
        wave_id=wave.id,
        vehicle_id=vehicle.id,
        volunteer_id=volunteer and volunteer.id,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    db.session.add(shift)
    db.session.flush()
    ledger.record("add", shift, actor_id=actor.id, at=now(), wave_id=str(wave.id))
    return shift


def _check_times(wave: Wave, starts_at: datetime, ends_at: datetime) -> None:
    if not starts_at < ends_at:
        raise _wrong("ends_at", _("A shift ends after it begins."))
    if ends_at <= wave.cut_off_at or starts_at >= wave.collect_to_at:
        raise _wrong("starts_at", _("This lies outside the wave: from its cut-off to its end."))
    if wave.state == "cancelled" or wave.collect_to_at <= now():
        raise WrongState(_("This wave is over."))


def _check_pair(wave: Wave, vehicle: Vehicle, volunteer: Volunteer | None) -> None:
    if vehicle.neighbourhood_id != wave.neighbourhood_id or not vehicle.in_use:
        raise _wrong("vehicle_id", _("This vehicle does not drive for this neighbourhood."))
    if vehicle.kind == "robot" and volunteer:
        raise _wrong("volunteer_id", _("A robot drives itself."))
    if vehicle.kind != "robot" and not volunteer:
        raise _wrong("volunteer_id", _("Somebody has to drive it."))
    if volunteer and volunteer.neighbourhood_id != wave.neighbourhood_id:
        raise _wrong("volunteer_id", _("They drive for another neighbourhood."))


def _free(field: str, own: ColumnElement[bool], starts_at: datetime, ends_at: datetime) -> None:
    if other := overlapping(starts_at, ends_at, own):
        span = {"start": when(other.starts_at), "end": when(other.ends_at)}
        said = _("Has a shift from %(start)s to %(end)s already.", **span)
        raise Conflict(said, fields={field: [said]})


def _wait_for(model: type[Model], id_: uuid.UUID) -> None:
    """Hold a row, so that whoever wants it too comes after; SQLite has one writer anyway."""
    db.session.execute(select(model.id).where(model.id == id_).with_for_update())


def call_off(actor: Actor, shift: Shift) -> None:
    """Take a shift back. Routes that were made with it must be made again.

    Raises
    ------
    WrongState
        It was called off a moment ago.
    """
    actor.require(Permission.SHIFT_EDIT)
    moved = db.session.execute(
        update(Shift)
        .where(Shift.id == shift.id, Shift.called_off_at.is_(None))
        .values(called_off_at=now())
    )
    if changed(moved) != 1:
        raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
    db.session.expire(shift, ["called_off_at"])
    ledger.record("call-off", shift, actor_id=actor.id, at=now(), wave_id=str(shift.wave_id))


def _wrong(field: str, sentence: str) -> DeliveryError:
    return Invalid(sentence, fields={field: [sentence]})
