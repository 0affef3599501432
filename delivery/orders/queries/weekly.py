"""A household's weekly list, and whether it is asked about it now."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.orders.list_rows import WeeklyAsk, WeeklyLine, WeeklyList
from delivery.orders.models import Wave


def list_of(household_id: uuid.UUID) -> WeeklyList | None:
    """Return the household's weekly list, if it has one."""
    return db.session.scalar(select(WeeklyList).where(WeeklyList.household_id == household_id))


def pieces_of(household_id: uuid.UUID, offer_id: uuid.UUID) -> int:
    """Return how many of an offer the household wants every week."""
    rows = (
        select(WeeklyLine.quantity)
        .join(WeeklyList, WeeklyList.id == WeeklyLine.list_id)
        .where(WeeklyList.household_id == household_id, WeeklyLine.offer_id == offer_id)
    )
    return db.session.scalar(rows) or 0


def open_ask(household_id: uuid.UUID, at: datetime) -> WeeklyAsk | None:
    """Return the question that waits for the household's answer at ``at``, the most urgent first."""
    return db.session.scalar(
        select(WeeklyAsk)
        .join(WeeklyAsk.list)
        .join(WeeklyAsk.wave)
        .where(WeeklyList.household_id == household_id, WeeklyAsk._state == "asked")
        .where(Wave._state == "open", Wave.cut_off_at > at)
        .order_by(Wave.cut_off_at)
        .limit(1)
        .options(contains_eager(WeeklyAsk.wave), contains_eager(WeeklyAsk.list))
    )
