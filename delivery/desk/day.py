"""The coordinator's day in figures: today's waves, and how far their bags have come."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, sight, visible
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.queries.orders import is_closed
from delivery.orders.models import Order, Wave
from delivery.places.queries import time_zone


@dataclass(frozen=True, slots=True)
class Progress:
    """How many orders stand in some waves, how many are packed or came to nothing, and the bags."""

    orders: int = 0
    packed_orders: int = 0
    bags: Counter[str] = field(default_factory=Counter)

    @property
    def all_bags(self) -> int:
        """Return how many bags there are, wherever they are."""
        return self.bags.total()

    @property
    def arrived(self) -> int:
        """Return how many bags have come to their gate."""
        return self.bags["at-gate"] + self.bags["handed-over"]


@dataclass(frozen=True, slots=True)
class Today:
    """A wave of the day with its progress."""

    wave: Wave
    progress: Progress


def today(who: Actor, at: datetime) -> list[Today]:
    """Return the waves of the day of ``at`` and the next to close; those that are over come last.

    Asks three statements, whatever the number of waves, besides that for the time zone.
    """
    waves = sorted(_waves(who, at), key=lambda wave: wave.collect_to_at <= at)
    known = _progress([wave.id for wave in waves])
    return [Today(wave, known[wave.id]) for wave in waves]


def _waves(who: Actor, at: datetime) -> list[Wave]:
    begins, ends = _span(at)
    next_cut_off = (
        select(func.min(Wave.cut_off_at))
        .where(sight(Wave, who), Wave._state.in_(["open", "held"]), Wave.cut_off_at > at)
        .scalar_subquery()
    )
    touches_today = and_(Wave.cut_off_at < ends, Wave.collect_to_at >= begins)
    rows = visible(Wave, who).where(
        Wave._state != "cancelled", or_(touches_today, Wave.cut_off_at == next_cut_off)
    )
    with_names = rows.options(joinedload(Wave.neighbourhood))
    return list(db.session.scalars(with_names.order_by(Wave.cut_off_at, Wave.id)))


def _span(at: datetime) -> tuple[datetime, datetime]:
    """Return the midnights around ``at`` on the district's clocks."""
    zone = ZoneInfo(time_zone())
    day = at.astimezone(zone).date()
    return tuple(  # type: ignore[return-value]
        datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1)
    )


def _progress(wave_ids: list[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    found = {
        row[0]: Progress(orders=row[1], packed_orders=row[2])
        for row in db.session.execute(
            select(Order.wave_id, func.count(), func.count().filter(is_closed()))
            .where(Order.wave_id.in_(wave_ids), Order._state == "placed")
            .group_by(Order.wave_id)
        )
    }
    for wave_id, state, bags in db.session.execute(
        select(Order.wave_id, Bag._state, func.count())
        .join(Bag, Bag.order_id == Order.id)
        .where(Order.wave_id.in_(wave_ids))
        .group_by(Order.wave_id, Bag._state)
    ):
        found[wave_id].bags[state] = bags
    return {id_: found.get(id_, Progress()) for id_ in wave_ids}


def together(rows: Iterable[Today]) -> Progress:
    """Return the progress of all ``rows`` as one."""
    parts = [row.progress for row in rows]
    return Progress(
        orders=sum(part.orders for part in parts),
        packed_orders=sum(part.packed_orders for part in parts),
        bags=sum((part.bags for part in parts), Counter()),
    )
