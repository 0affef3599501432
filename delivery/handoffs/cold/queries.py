"""Which cold bags have nearly used their minutes: asked of bags and ledger, in two statements."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from delivery.handoffs.cold.rules import Alarm, Minutes, Way, alarm, alarm_from, minutes_of
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import ON_THE_WAY, Bag
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate

LEFT, CAME = ("load",), ("drop", "take-in", "find")
ENDED = ("handed-over", "returned", "destroyed")
MOST = 200


@dataclass(frozen=True, slots=True)
class Cold:
    """A cold bag, how long it has been where, and how many minutes it may be."""

    bag: Row[Any]
    minutes: Minutes
    allowed_min: int

    @property
    def alarm(self) -> Alarm:
        """Return how it stands."""
        return alarm(self.minutes.total, self.allowed_min)

    @property
    def left_min(self) -> int:
        """Return how many minutes are left; nothing where they are used up."""
        return max(0, self.allowed_min - self.minutes.total)


def alarms(actor: Actor, allowed_min: Mapping[str, int], at: datetime) -> list[Cold]:
    """Return the cold bags that have used 70 % of their minutes or more, who has least left first."""
    late = [
        and_(Bag.temperature == kept, Bag.packed_at <= since)
        for kept, since in alarm_from(allowed_min, at).items()
    ]
    rows = db.session.execute(
        select(
            *(Bag.id, Bag.code, Bag.temperature, Bag.shelf_number, Bag.state, Bag.packed_at),
            *(Household.building, Household.unit, Household.id.label("household_id"), Gate),
        )
        .join(Order, Bag.order_id == Order.id)
        .join(Household, Order.household_id == Household.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .join(Gate, DropPoint.gate_id == Gate.id)
        .join(Compound, Gate.compound_id == Compound.id)
        .where(Bag.state.in_(ON_THE_WAY), or_(*late), sight(Bag, actor))
        .order_by(Bag.packed_at, Bag.code)
        .limit(MOST)
        .options(contains_eager(Gate.compound))
    ).all()
    ways = ways_of({row.id: row.packed_at for row in rows})
    found = [Cold(row, minutes_of(ways[row.id], at), allowed_min[row.temperature]) for row in rows]
    return sorted(found, key=lambda cold: cold.left_min)


def count(actor: Actor, allowed_min: Mapping[str, int], at: datetime) -> int:
    """Return for how many cold bags ``alarms`` would give one; one statement."""
    late = [
        and_(Bag.temperature == kept, Bag.packed_at <= since)
        for kept, since in alarm_from(allowed_min, at).items()
    ]
    rows = select(func.count(Bag.id)).where(Bag.state.in_(ON_THE_WAY), or_(*late))
    return db.session.scalar(rows.where(sight(Bag, actor))) or 0


def minutes_of_bag(bag: Bag, allowed_min: Mapping[str, int], at: datetime) -> Cold | None:
    """Return the minutes of one bag; ``None`` where it is not kept cold."""
    if bag.temperature not in allowed_min:
        return None
    way = ways_of({bag.id: bag.packed_at})[bag.id]
    row: Any = bag
    return Cold(row, minutes_of(way, at), allowed_min[bag.temperature])


def ways_of(packed_at: Mapping[uuid.UUID, datetime]) -> dict[uuid.UUID, Way]:
    """Return where bags have been, from the ledger; what was only inferred tells no time."""
    said = _said(packed_at)
    return {
        id_: Way(at, *(said.get((id_, step)) for step in ("left", "came", "ended")))
        for id_, at in packed_at.items()
    }


def _said(bag_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], datetime]:
    rows = db.session.execute(
        select(Event.subject_id, Event.action, Event.at, Event.target, Event.facts)
        .where(Event.subject == Bag.__tablename__, Event.subject_id.in_(list(bag_ids)))
        .where(or_(Event.action.in_(LEFT + CAME), Event.target.is_not(None)))
        .order_by(Event.seq)
    )
    found: dict[tuple[uuid.UUID, str], datetime] = {}
    for row in rows:
        if "inferred_from" in row.facts:
            continue
        for step, actions in (("left", LEFT), ("came", CAME)):
            if row.action in actions:
                first = found.get((row.subject_id, step), row.at)
                found[row.subject_id, step] = min(first, row.at)
        if row.target in ENDED:
            found[row.subject_id, "ended"] = row.at
        elif row.target:  # it came back: an undone hand-over is no end
            found.pop((row.subject_id, "ended"), None)
    return found
