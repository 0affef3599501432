"""What receiving a batch needs to know, each in one statement, and what the review shows."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import aliased, joinedload

from delivery.handoffs.rules import Outcome
from delivery.handoffs.sync.models import HeardAct, OfflineShift
from delivery.handoffs.sync.rules import LASTS, NOT_HEARD, REVIEWED, UNDO, missing
from delivery.handoffs.sync.undone import holds
from delivery.kernel.access import Actor, sight
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.places.models import Gate

NEWS = 1000
UNSETTLED = timedelta(minutes=1)  # a transaction may still be under way that has a lower number
REVIEW_PAGE = 50


def answers(act_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, Row[Any]]]:
    """Return what was answered to the acts before, by id and hash."""
    found: dict[uuid.UUID, dict[str, Row[Any]]] = defaultdict(dict)
    rows = db.session.execute(
        select(HeardAct.act_id, HeardAct.hash, HeardAct.outcome, HeardAct.reason).where(
            HeardAct.act_id.in_(act_ids)
        )
    )
    for row in rows:
        found[row.act_id][row.hash] = row
    return found


def applied(act_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, HeardAct]:
    """Return the acts among ``act_ids`` that were heard, the mismatched ones left out."""
    rows = db.session.scalars(
        select(HeardAct).where(
            HeardAct.act_id.in_(act_ids), HeardAct.outcome != Outcome.MISMATCH.value
        )
    )
    return {row.act_id: row for row in rows}


def last_moves(bag_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Row[Any]]:
    """Return who moved each bag last, and when."""
    last = (
        select(func.max(Event.seq))
        .where(
            Event.subject == Bag.__tablename__,
            Event.subject_id.in_(bag_ids),
            Event.target.is_not(None),
        )
        .group_by(Event.subject_id)
    )
    rows = db.session.execute(
        select(Event.subject_id, Event.actor_id, Event.at).where(Event.seq.in_(last))
    )
    return {row.subject_id: row for row in rows}


def news(actor: Actor, cursor: int, own_device: str) -> tuple[list[Row[Any]], int, bool]:
    """Return what others did to the actor's bags after ``cursor``, where to go on, and if to.

    Each row bears the state in which its bag is now, so that one told twice does no harm: the
    last minute is told again, as its numbers may not all have been there.
    """
    rows = db.session.execute(
        select(
            *(Event.seq, Event.action, Event.at, Event.recorded_at, Event.facts),
            *(Event.subject_id.label("bag"), Bag.state),
        )
        .join(Bag, Event.subject_id == Bag.id)
        .where(Event.subject == Bag.__tablename__, Event.seq > cursor, sight(Bag, actor))
        .order_by(Event.seq)
        .limit(NEWS)
    ).all()
    more = len(rows) == NEWS
    settled = [r.seq for r in rows if more or r.recorded_at < now() - UNSETTLED]
    others = [row for row in rows if _is_news(row.facts, own_device)]
    return others, max([cursor, *settled]), more


def _is_news(facts: dict[str, Any], own_device: str) -> bool:
    return facts.get("device") != own_device and "inferred_from" not in facts


def last_event() -> int:
    """Return the number after which a phone that knows the bags as they are now goes on."""
    settled = Event.recorded_at < now() - UNSETTLED
    return db.session.scalar(select(func.coalesce(func.max(Event.seq), 0)).where(settled)) or 0


@cache
def _waits() -> ColumnElement[bool]:
    """Return whether an act waits for the coordinator; one that its own phone undid does not.

    An undo that was heard before its act, and then turned out to take nothing back, does.
    """
    undo, act = aliased(HeardAct), aliased(HeardAct)
    undone = select(undo.id).where(holds(undo, HeardAct))
    is_undo = HeardAct.kind == UNDO
    late = is_undo & (HeardAct.outcome == Outcome.LATE.value)
    named = select(act.id).where(
        act.act_id == HeardAct.undoes, act.outcome != Outcome.MISMATCH.value, act.kind != ""
    )
    early = is_undo & (HeardAct.outcome == Outcome.APPLIED.value) & (HeardAct.reason == NOT_HEARD)
    vain = early & named.exists() & ~named.where(holds(HeardAct, act)).exists()
    reviewed = HeardAct.outcome.in_([outcome.value for outcome in REVIEWED]) | late | vain
    return reviewed & HeardAct.decision.is_(None) & ~undone.exists()


def review(actor: Actor, *, page: int = 0) -> tuple[Sequence[Row[Any]], bool]:
    """Return the acts that wait for the coordinator, the oldest first, and if there are more.

    Each row is the act, its shift, and its bag if there is such a bag.
    """
    rows = db.session.execute(
        select(HeardAct, OfflineShift, Bag)
        .join(OfflineShift, HeardAct.shift_id == OfflineShift.id)
        .outerjoin(Bag, HeardAct.bag_id == Bag.id)
        .where(sight(HeardAct, actor), _waits())
        .order_by(HeardAct.heard_at, HeardAct.id)
        .offset(page * REVIEW_PAGE)
        .limit(REVIEW_PAGE + 1)
    ).all()
    return rows[:REVIEW_PAGE], len(rows) > REVIEW_PAGE


def to_review(actor: Actor) -> tuple[int, datetime | None]:
    """Return how many acts wait for the coordinator, and since when."""
    count = select(func.count(HeardAct.id), func.min(HeardAct.heard_at))
    return tuple(db.session.execute(count.where(sight(HeardAct, actor), _waits())).one())


def phones(actor: Actor) -> Sequence[OfflineShift]:
    """Return the shifts that are open or have acts waiting, who was silent longest first."""
    recent = OfflineShift.started_at > now() - LASTS
    return db.session.scalars(
        select(OfflineShift)
        .where(sight(OfflineShift, actor))
        .where((recent & OfflineShift.ended_at.is_(None)) | (OfflineShift.waiting > 0))
        .order_by(func.coalesce(OfflineShift.heard_at, OfflineShift.started_at), OfflineShift.id)
        .limit(REVIEW_PAGE)
    ).all()


def gaps(devices: Collection[str]) -> dict[str, int]:
    """Return how many acts of the devices were made and not heard of yet, by device."""
    rows = db.session.execute(
        select(
            HeardAct.device,
            func.max(HeardAct.seq),
            func.count(func.distinct(HeardAct.seq)),
        )
        .where(HeardAct.device.in_(devices), HeardAct.seq > 0)
        .group_by(HeardAct.device)
    )
    return missing({device: (last, count) for device, last, count in rows})


def broken_chains(devices: Collection[str]) -> set[str]:
    """Return the devices of which an act does not name the act before it by its hash.

    Two phones go by one name, or one was put back from a copy.
    """
    before = aliased(HeardAct)
    broken = (
        select(HeardAct.device)
        .join(before, (before.device == HeardAct.device) & (before.seq == HeardAct.seq - 1))
        .where(HeardAct.device.in_(devices), HeardAct.seq > 1)
        .group_by(HeardAct.device, HeardAct.id)
        .having(func.max(case((before.hash == HeardAct.previous, 1), else_=0)) == 0)
    )
    return set(db.session.scalars(broken))


def places_of(shifts: Iterable[OfflineShift]) -> dict[uuid.UUID, Gate]:
    """Return the gates among the places where the shifts are worked."""
    ids = {shift.scope_id for shift in shifts}
    rows = select(Gate).where(Gate.id.in_(ids)).options(joinedload(Gate.compound))
    return {gate.id: gate for gate in db.session.scalars(rows)}
