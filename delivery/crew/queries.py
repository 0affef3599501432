"""What pages ask of the crew."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from delivery.crew.models import KINDS, Shift, Vehicle, Volunteer
from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.orders.models import Wave
from delivery.people.models import User

SHOWN = 20  # waves; a week of three a day


def waves_ahead(actor: Actor, at: datetime) -> list[Wave]:
    """Return the waves whose goods can still be collected after ``at``, the next first."""
    return list(
        db.session.scalars(
            visible(Wave, actor)
            .where(Wave.collect_to_at > at, Wave.state != "cancelled")
            .order_by(Wave.cut_off_at, Wave.id)
            .limit(SHOWN)
        )
    )


def shifts_of(waves: Sequence[Wave]) -> dict[uuid.UUID, list[Shift]]:
    """Return the shifts of each of ``waves`` that were not called off, the earliest first."""
    found: dict[uuid.UUID, list[Shift]] = defaultdict(list)
    for shift in db.session.scalars(
        select(Shift)
        .join(Vehicle)
        .where(Shift.wave_id.in_([wave.id for wave in waves]), Shift.called_off_at.is_(None))
        .order_by(Shift.starts_at, Vehicle.name, Shift.id)
        .options(
            joinedload(Shift.vehicle),
            joinedload(Shift.volunteer).joinedload(Volunteer.user),
        )
    ):
        found[shift.wave_id].append(shift)
    return found


def vehicles(actor: Actor, *conditions: ColumnElement[bool]) -> list[Vehicle]:
    """Return the vehicles that ``actor`` sees: those in use first, vans before robots."""
    found = db.session.scalars(visible(Vehicle, actor).where(*conditions))
    return sorted(found, key=lambda v: (not v.in_use, KINDS.index(v.kind), v.name))


def volunteers(actor: Actor, *conditions: ColumnElement[bool]) -> list[Volunteer]:
    """Return the volunteers that ``actor`` sees and that may still sign in, by name."""
    return list(
        db.session.scalars(
            visible(Volunteer, actor)
            .join(User)
            .where(User.disabled_at.is_(None), *conditions)
            .order_by(User.name, Volunteer.id)
            .options(joinedload(Volunteer.user))
        )
    )


def overlapping(
    starts_at: datetime, ends_at: datetime, condition: ColumnElement[bool]
) -> Shift | None:
    """Return a shift under ``condition`` that shares time with the span, both ends excluded."""
    return db.session.scalar(
        select(Shift)
        .where(condition, Shift.called_off_at.is_(None))
        .where(Shift.starts_at < ends_at, Shift.ends_at > starts_at)
        .order_by(Shift.starts_at)
        .limit(1)
    )
