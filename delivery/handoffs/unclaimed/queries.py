"""Which bags wait at the gates past their time, and what was said of them: two statements."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, true

from delivery.handoffs.queries import came_at
from delivery.handoffs.unclaimed.rules import DECIDE, ENDS, STEPS, Left, end_of
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, SlotSeat, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint

WISH = "wish-end"
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """The bags of one order and one class that wait at a gate."""

    order_id: uuid.UUID
    household_id: uuid.UUID
    building: str
    unit: str
    name: str
    name_en: str | None
    temperature: str
    bags: int
    shelf_number: int
    left: Left
    decided: str = ""

    @property
    def way(self) -> str:
        """Return which way the bags go: as was wished last, or as was decided; empty before."""
        if DECIDE not in self.left.done:
            return ""
        return self.left.answer if self.left.answer in ENDS else self.decided

    @property
    def end(self) -> str:
        """Return which way the bags would go if it were decided now."""
        return end_of(self.left)


def waiting(at: datetime, which: ColumnElement[bool] = true()) -> list[Waiting]:
    """Return the bags at the gates whose household's time to collect is over, the longest first.

    Together by order and class, those for which ``which``, on ``Bag``, holds.
    """
    came = func.max(came_at())
    until = func.coalesce(SlotSeat.ends_at, Wave.collect_to_at)
    rows = db.session.execute(
        select(
            *(Order.id, Order.household_id, Household.building, Household.unit),
            *(Household.door_drop_until, Compound.name, Compound.name_en, Bag.temperature),
            *(func.count(Bag.id).label("bags"), func.min(Bag.shelf_number).label("shelf")),
            *(came.label("came"), until.label("until")),
        )
        .join(Order, Bag.order_id == Order.id)
        .join(Household, Order.household_id == Household.id)
        .join(Compound, Household.compound_id == Compound.id)
        .join(Wave, Order.wave_id == Wave.id)
        .outerjoin(
            SlotSeat,
            and_(SlotSeat.wave_id == Order.wave_id, SlotSeat.household_id == Order.household_id),
        )
        .where(Bag.state == "at-gate", until <= at, which)
        .group_by(Order.id, Household.id, Compound.id, Wave.id, SlotSeat.ends_at, Bag.temperature)
        .order_by(until, Household.id, Order.id, Bag.temperature)
        .limit(MOST)
    ).all()
    said = _said(row.id for row in rows)
    return [_waiting(row, said[row.id], at) for row in rows]


def in_sight(actor: Actor, at: datetime) -> list[Waiting]:
    """Return what waits past its time and has been asked about, of what ``actor`` sees."""
    return [one for one in waiting(at, sight(Bag, actor)) if one.left.done or one.left.answer]


def of_order(order_id: uuid.UUID, at: datetime) -> list[Waiting]:
    """Return what waits of one order past its time."""
    return waiting(at, Bag.order_id == order_id)


def _said(order_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Row[Any]]]:
    found: dict[uuid.UUID, list[Row[Any]]] = defaultdict(list)
    rows = db.session.execute(
        select(Event.subject_id, Event.action, Event.at, Event.facts)
        .where(Event.subject == Order.__tablename__, Event.subject_id.in_(set(order_ids)))
        .where(Event.action.in_([*STEPS, WISH]))
        .order_by(Event.seq)
    )
    for row in rows:
        found[row.subject_id].append(row)
    return found


def _waiting(row: Row[Any], said: Sequence[Row[Any]], at: datetime) -> Waiting:
    own = [e for e in said if e.facts.get("temperature") in (None, row.temperature)]
    wishes = [e for e in own if e.action == WISH]
    decided = [e.facts["end"] for e in own if e.action == DECIDE]
    left = Left(
        row.temperature,
        max(row.came or row.until, row.until),
        frozenset(e.action for e in own if e.action in STEPS),
        wishes[-1].facts["way"] if wishes else "",
        wishes[-1].at if wishes else None,
        at_the_door=bool(row.door_drop_until and row.door_drop_until > at),
    )
    return Waiting(
        *(row.id, row.household_id, row.building, row.unit, row.name, row.name_en),
        *(row.temperature, row.bags, row.shelf, left, decided[-1] if decided else ""),
    )


def bags_at_gate(order_id: uuid.UUID, temperature: str, actor: Actor) -> Sequence[uuid.UUID]:
    """Return the bags of an order and a class that wait at a gate, where ``actor`` sees them."""
    return db.session.scalars(
        select(Bag.id)
        .where(Bag.order_id == order_id, Bag.temperature == temperature)
        .where(Bag.state == "at-gate", sight(Bag, actor))
    ).all()


def points_of(order_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, DropPoint]:
    """Return the drop point of each of the orders."""
    rows = select(Order.id, DropPoint).join(DropPoint, Order.drop_point_id == DropPoint.id)
    return {row[0]: row[1] for row in db.session.execute(rows.where(Order.id.in_(set(order_ids))))}
