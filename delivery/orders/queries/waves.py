"""Which waves there are, and which take orders."""

import uuid
from datetime import datetime

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.orders.models import Wave

SHOWN = 7  # open waves offered at once


def open_waves(neighbourhood_id: uuid.UUID, at: datetime) -> list[Wave]:
    """Return the waves of the neighbourhood that take orders at ``at``, the next first."""
    return list(
        db.session.scalars(
            select(Wave)
            .where(
                Wave.neighbourhood_id == neighbourhood_id,
                Wave._state == "open",
                Wave.cut_off_at > at,
            )
            .order_by(Wave.cut_off_at)
            .limit(SHOWN)
        )
    )


def next_open(neighbourhood_id: uuid.UUID, at: datetime) -> Wave | None:
    """Return the next wave that takes orders at ``at`` and has room, if there is one."""
    waves = open_waves(neighbourhood_id, at)
    return next((wave for wave in waves if wave.taken < wave.capacity), None)
