"""How far an order is: said by its wave, its lines and its bags, and kept nowhere."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from delivery.kernel.db import db
from delivery.kernel.languages import clock
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.orders.models import GONE, PENDING, Order

WAY = ("packed", "on-vehicle", "at-gate", "handed-over")
LOADED, ARRIVED, GIVEN = ("load",), ("drop", "take-in"), ("hand-over",)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an order's way: ``state`` is ``done``, ``now`` or ``to``."""

    icon: str
    at: str
    title: str
    detail: str
    state: str


def progress(order: Order, bags: Sequence[Bag]) -> str:
    """Return the word for how far ``order`` is: that of the bag that is furthest behind.

    ``short`` is an order of which the store found nothing.
    """
    if order.state == "cancelled" or order.wave.state == "cancelled":
        return "cancelled"
    if order.wave.state in ("open", "held"):
        return "open"
    on_the_way = [WAY.index(bag.state) for bag in bags if bag.state in WAY]
    if on_the_way:
        return WAY[min(on_the_way)]
    lines = [line for line in order.lines if line.state not in GONE]
    if {line.state for line in lines} <= {"ordered"}:
        return "closed"
    settled = not any(line.state in PENDING for line in lines)
    return "short" if settled and not any(line.picked for line in lines) else "picking"


def states_of(orders: Sequence[Order]) -> dict[uuid.UUID, str]:
    """Return the word for how far each of ``orders`` is, in as many statements for one as for many."""
    ids = [order.id for order in orders]
    with_lines = select(Order).where(Order.id.in_(ids)).options(selectinload(Order.lines))
    rows = db.session.scalars(with_lines.options(joinedload(Order.wave))).all()
    bags = bags_of(ids)
    return {order.id: progress(order, bags[order.id]) for order in rows}


def bags_of(order_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Bag]]:
    """Return the bags of each order, in one query."""
    found: dict[uuid.UUID, list[Bag]] = defaultdict(list)
    rows = select(Bag).where(Bag.order_id.in_(list(order_ids))).options(selectinload(Bag.contents))
    for bag in db.session.scalars(rows.order_by(Bag.order_id, Bag.number)):
        found[bag.order_id].append(bag)
    return found


def way_of(order: Order, bags: Sequence[Bag]) -> list[Step]:
    """Return the steps of an order's way, those that happened and those to come."""
    acts = _acts([bag.id for bag in bags])
    wave, count = order.wave, len(bags)
    steps = [
        ("edit", order.placed_at, _("Ordered"), ""),
        (
            "clock",
            wave.cut_off_at if wave.state in ("closed", "planned") else None,
            _("Orders closed"),
            "",
        ),
        ("bag", max((b.packed_at for b in bags), default=None), _packed(count), ""),
        ("trike", _last(acts, LOADED, count), _("On its way"), ""),
        ("mark", _last(acts, ARRIVED, count), _("At the gate"), ""),
        ("hand", _last(acts, GIVEN, count), _("Handed to you"), ""),
    ]
    reached = max((n for n, step in enumerate(steps) if step[1]), default=0)
    return [
        Step(icon, clock(at), title, detail, _state(n, reached, len(steps)))
        for n, (icon, at, title, detail) in enumerate(steps)
    ]


def _packed(count: int) -> str:
    if not count:
        return _("Packed into bags")
    return ngettext("Packed into %(num)s bag", "Packed into %(num)s bags", count)


def _state(n: int, reached: int, steps: int) -> str:
    if n == reached and n < steps - 1:
        return "now"
    return "done" if n <= reached else "to"


def _acts(bag_ids: Sequence[uuid.UUID]) -> list[Event]:
    rows = select(Event).where(
        Event.subject == Bag.__tablename__,
        Event.subject_id.in_(bag_ids),
        Event.action.in_(LOADED + ARRIVED + GIVEN),
    )
    return list(db.session.scalars(rows.order_by(Event.seq))) if bag_ids else []


def _last(acts: Sequence[Event], kinds: Sequence[str], count: int) -> datetime | None:
    """Return when the last of ``count`` bags took a step of ``kinds``, if all have."""
    first: dict[uuid.UUID, datetime] = {}
    for act in acts:
        if act.action in kinds:
            first[act.subject_id] = min(act.at, first.get(act.subject_id, act.at))
    return max(first.values()) if count and len(first) == count else None
