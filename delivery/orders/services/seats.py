"""A wave's seats: how many households it takes."""

import uuid
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, select, update

from delivery.kernel.db import changed, db
from delivery.kernel.errors import WaveFull
from delivery.orders.models import Order, Wave

WAVES = Wave.__table__


def take_seat(wave: Row[Any]) -> None:
    """Count one household more in ``wave``, or raise ``WaveFull``."""
    seated = db.session.execute(
        update(WAVES)
        .where(WAVES.c.id == wave.id, WAVES.c.taken < WAVES.c.capacity)
        .values(taken=WAVES.c.taken + 1)
    )
    if changed(seated) != 1:
        raise WaveFull(_("This time is full. Your basket is kept; please choose another time."))


def leave_seat(wave_id: uuid.UUID) -> None:
    """Count one household less in the wave."""
    db.session.execute(update(WAVES).where(WAVES.c.id == wave_id).values(taken=WAVES.c.taken - 1))


def leave_seat_if_last(wave_id: uuid.UUID, household_id: uuid.UUID) -> None:
    """Let another household have the seat of one that has no order left in the wave."""
    left = db.session.scalar(
        select(func.count())
        .select_from(Order)
        .where(Order.wave_id == wave_id, Order.household_id == household_id)
        .where(Order._state == "placed")
    )
    if not left:
        leave_seat(wave_id)
