"""Which waves there are, and which take orders."""

import uuid
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.orders.models import Wave, WaveSchedule

SHOWN = 7  # open waves offered at once
LIST_SIZE = 20


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


def waves_of(actor: Actor, number: int) -> Page[Wave]:
    """Return a page of the waves that ``actor`` sees: those to come, then those that are past.

    Of both, the one nearest to now comes first.
    """
    past = Wave.cut_off_at <= now()
    ahead = case((past, None), else_=Wave.cut_off_at)
    rows = visible(Wave, actor).options(joinedload(Wave.neighbourhood))
    return paged(rows.order_by(past, ahead, Wave.cut_off_at.desc(), Wave.id), number, LIST_SIZE)


def schedules_of(actor: Actor) -> list[WaveSchedule]:
    """Return the weekly schedules that ``actor`` sees, in the order of a week."""
    rows = visible(WaveSchedule, actor).options(joinedload(WaveSchedule.neighbourhood))
    return list(
        db.session.scalars(
            rows.order_by(WaveSchedule.neighbourhood_id, WaveSchedule.weekday, WaveSchedule.cut_off)
        )
    )
