"""What is still to be told, what a person was told, and the rows that the news is about."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, load_only

from delivery.crew.models import Shift
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.models import Bag, PickList
from delivery.notices.models import Telling
from delivery.notices.rules import REMIND_BEFORE, TOLD, Kind
from delivery.notices.transports import INBOX
from delivery.orders.list_rows import WeeklyAsk
from delivery.orders.models import CashHandIn, Line, Order, Wave
from delivery.orders.report_rows import Report
from delivery.people.models import Household, JoinRequest, User
from delivery.places.models import DropPoint, Gate
from delivery.routing.models import Plan, Route, Stop

AT_ONCE = 500
LOOK_BACK = 5_000  # events; more than one transaction is likely to write
PAGE = 30
CONDITIONS: dict[str, ColumnElement[bool]] = {
    "short": Event.facts["picked"].as_integer() < Event.facts["ordered"].as_integer(),
    "conflict": Event.facts["outcome"].as_string() == "conflict",
    "moved": Event.target.is_not(None),
    "affected": Event.facts["outcome"].as_string() == "affected",
    "by-default": Event.facts["by_default"].as_boolean(),
}


def is_told() -> ColumnElement[bool]:
    """Return the condition under which an event is told at all."""
    by_condition: dict[str | None, list[Kind]] = defaultdict(list)
    for kind, told in TOLD.items():
        by_condition[told.only].append(kind)
    return or_(*(_one_of(kinds, only) for only, kinds in by_condition.items()))


def _one_of(kinds: Iterable[Kind], only: str | None) -> ColumnElement[bool]:
    known = or_(*(and_(Event.subject == s, Event.action == a) for s, a in kinds))
    return known if only is None else and_(known, CONDITIONS[only])


def horizon(transport: str) -> int:
    """Return from which event on ``transport`` may have something new to tell.

    Events are dealt with in their order, so what is new is above the last of them, or a little
    below it: a number is drawn before its transaction ends. What is further back is looked for
    seldom, see ``telling.tell``.
    """
    last = select(Telling.event_seq).where(Telling.transport == transport)
    latest = db.session.scalar(last.order_by(Telling.event_seq.desc()).limit(1))
    return max(0, (latest or 0) - LOOK_BACK)


def untold(transport: str, *, since: int = 0, limit: int = AT_ONCE) -> Sequence[Row[Any]]:
    """Return the oldest events of which nobody knows yet who is to be told by ``transport``."""
    spread = exists().where(Telling.event_seq == Event.seq, Telling.transport == transport)
    return db.session.execute(
        select(Event.seq, Event.subject, Event.action)
        .where(Event.seq > since, is_told(), ~spread)
        .order_by(Event.seq)
        .limit(limit)
    ).all()


def due(transport: str, at: datetime) -> Sequence[Row[Any]]:
    """Return the next tellings that ``transport`` is to be given, with how often it was."""
    return db.session.execute(
        select(Telling.id, Telling.tries)
        .where(
            Telling.transport == transport,
            Telling.told_at.is_(None),
            Telling.user_id.is_not(None),
            or_(Telling.retry_at.is_(None), Telling.retry_at <= at),
        )
        .order_by(Telling.event_seq, Telling.id)
        .limit(AT_ONCE)
    ).all()


def is_due(transport: str, at: datetime) -> bool:
    """Tell whether ``transport`` has anything to do."""
    fresh = untold(transport, since=horizon(transport), limit=1)
    return bool(fresh or (transport != INBOX and due(transport, at)))


def to_send(ids: Collection[uuid.UUID]) -> Sequence[Row[Any]]:
    """Return tellings with their event and the person, in the order in which it happened."""
    return db.session.execute(
        select(Telling, Event, User)
        .join(Event, Telling.event_seq == Event.seq)
        .join(User, Telling.user_id == User.id)
        .where(Telling.id.in_(ids))
        .order_by(Telling.event_seq)
    ).all()


def own(user_id: uuid.UUID, *, before: int | None = None) -> Sequence[Telling]:
    """Return a person's news, the newest first; one more than a page, to tell if there are."""
    statement = _own(user_id).options(joinedload(Telling.event))
    if before is not None:
        statement = statement.where(Telling.event_seq < before)
    statement = statement.order_by(Telling.event_seq.desc()).limit(PAGE + 1)
    return db.session.scalars(statement).all()


def unread(user_id: uuid.UUID) -> int:
    """Return how many pieces of news a person has not read."""
    fresh = _own(user_id).where(Telling.read_at.is_(None)).subquery()
    return db.session.scalar(select(func.count()).select_from(fresh)) or 0


def _own(user_id: uuid.UUID) -> Select[tuple[Telling]]:
    return select(Telling).where(Telling.user_id == user_id, Telling.transport == INBOX)


def _gate(path: Any) -> Any:
    return path.joinedload(DropPoint.gate).joinedload(Gate.compound)


def _of_order(path: Any) -> tuple[Any, ...]:
    return (
        path.joinedload(Order.wave),
        path.joinedload(Order.seat),
        path.joinedload(Order.store),
        _gate(path.joinedload(Order.drop_point)),
    )


def _subjects() -> dict[str, tuple[Any, Sequence[Any]]]:
    order = joinedload(Line.order)
    return {
        "orders": (
            Order,
            (
                joinedload(Order.wave),
                joinedload(Order.seat),
                joinedload(Order.store),
                _gate(joinedload(Order.drop_point)),
            ),
        ),
        "lines": (
            Line,
            (
                joinedload(Line.offer).joinedload(Offer.product),
                joinedload(Line.replaces).joinedload(Line.offer).joinedload(Offer.product),
                order.joinedload(Order.store),
            ),
        ),
        "reports": (
            Report,
            (
                joinedload(Report.line).joinedload(Line.offer).joinedload(Offer.product),
                joinedload(Report.order).joinedload(Order.store),
            ),
        ),
        "weekly_asks": (WeeklyAsk, (joinedload(WeeklyAsk.wave),)),
        "bags": (Bag, _of_order(joinedload(Bag.order))),
        "pick_lists": (PickList, (joinedload(PickList.store), joinedload(PickList.wave))),
        # What the solver was given and said is large, and nobody is told of it.
        "plans": (Plan, (joinedload(Plan.wave), load_only(Plan.wave_id, Plan.number))),
        "routes": (Route, ()),
        "shifts": (Shift, (joinedload(Shift.vehicle),)),
        "stops": (
            Stop,
            (joinedload(Stop.route), joinedload(Stop.store), joinedload(Stop.drop_point)),
        ),
        "join_requests": (
            JoinRequest,
            (
                joinedload(JoinRequest.user),
                joinedload(JoinRequest.household).joinedload(Household.compound),
            ),
        ),
        "cash_hand_ins": (CashHandIn, ()),
    }


def rows_of(events: Iterable[Event]) -> dict[uuid.UUID, Any]:
    """Return the rows that the events are about; one statement for each table among them."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for event in events:
        wanted[event.subject].add(event.subject_id)
    found: dict[uuid.UUID, Any] = {}
    for subject, ids in wanted.items():
        model, options = _subjects()[subject]
        rows = db.session.scalars(select(model).where(model.id.in_(ids)).options(*options))
        found |= {row.id: row for row in rows}
    return found


def to_remind(at: datetime) -> Sequence[Row[Any]]:
    """Return the orders whose bags still wait though their collection ends soon, with how many.

    An order that was reminded of once is left alone.
    """
    said = aliased(Event)
    reminded = exists().where(
        said.subject == "orders", said.subject_id == Order.id, said.action == "remind"
    )
    return db.session.execute(
        select(Order.id, func.count(Bag.id).label("bags"))
        .join(Bag, Bag.order_id == Order.id)
        .join(Wave, Order.wave_id == Wave.id)
        .where(Bag.state == "at-gate", Wave.collect_to_at <= at + REMIND_BEFORE, ~reminded)
        .group_by(Order.id)
        .order_by(Order.id)
    ).all()


def own_event(user_id: uuid.UUID, event_seq: int) -> Event:
    """Return an event that a person was told of.

    Raises
    ------
    NotFound
        They were not, or there is no such event.
    """
    told = _own(user_id).where(Telling.event_seq == event_seq).with_only_columns(Telling.event_seq)
    event = db.session.scalar(select(Event).where(Event.seq.in_(told)))
    if event is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return event
