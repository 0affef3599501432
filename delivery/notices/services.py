"""Who is to be told is written down; what was read is noted; reminders become facts."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update

from delivery.kernel.access import SYSTEM, Actor, Permission
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record_all
from delivery.notices import queries
from delivery.notices.audiences import people
from delivery.notices.models import Telling
from delivery.notices.rules import rest_after
from delivery.notices.transports import INBOX
from delivery.orders.models import Order

TELLINGS = Telling.__table__


def remind(at: datetime, *, actor: Actor = SYSTEM) -> int:
    """Record a reminder for each order that still waits an hour before its collection ends.

    Returns how many. Of two workers that find the same order, one records it.
    """
    actor.require(Permission.NOTICE_TELL)
    facts = {row.id: {"bags": row.bags} for row in queries.to_remind(at)}
    record_all("remind", Order.__tablename__, facts, actor_id=actor.id, at=at, key="remind")
    return len(facts)


def spread(transport: str, at: datetime, *, since: int = 0, actor: Actor = SYSTEM) -> int:
    """Write down who is to be told by ``transport`` of the next untold events after ``since``.

    An event that concerns nobody is noted as such, so that nobody asks again. What is in the
    inbox counts as told. Returns how many events were dealt with.
    """
    actor.require(Permission.NOTICE_TELL)
    events = queries.untold(transport, since=since)
    by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
    for event in events:
        by_kind[event.subject, event.action].append(event.seq)
    pairs = {pair for kind, seqs in by_kind.items() for pair in people(kind, seqs)}
    told = {seq for seq, _person in pairs}
    nobody = {(event.seq, None) for event in events if event.seq not in told}
    _write(transport, sorted(pairs) + sorted(nobody), at)
    return len(events)


def _write(transport: str, pairs: Sequence[tuple[int, uuid.UUID | None]], at: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "event_seq": seq,
            "transport": transport,
            "user_id": person,
            "tries": 0,
            "told_at": at if transport == INBOX or person is None else None,
        }
        for seq, person in pairs
    ]
    if rows:
        db.session.execute(insert_into(TELLINGS).on_conflict_do_nothing(), rows)


def claim(transport: str, at: datetime, *, actor: Actor = SYSTEM) -> list[uuid.UUID]:
    """Take the tellings that are to be sent now; what another worker took is left to it.

    One that was claimed before and not told has failed, or its worker died: it is taken again
    when it has rested, longer each time.
    """
    actor.require(Permission.NOTICE_TELL)
    due: dict[int, list[uuid.UUID]] = defaultdict(list)
    for row in queries.due(transport, at):
        due[row.tries].append(row.id)
    return [id_ for tries, ids in sorted(due.items()) for id_ in _claimed(ids, tries, at)]


def _claimed(ids: Sequence[uuid.UUID], tries: int, at: datetime) -> Sequence[uuid.UUID]:
    return db.session.scalars(
        update(TELLINGS)
        .where(TELLINGS.c.id.in_(ids), TELLINGS.c.tries == tries, TELLINGS.c.told_at.is_(None))
        .values(tries=tries + 1, retry_at=at + rest_after(tries + 1))
        .returning(TELLINGS.c.id)
    ).all()


def settle(telling_ids: Collection[uuid.UUID], at: datetime, *, actor: Actor = SYSTEM) -> None:
    """Note that the transport took these."""
    actor.require(Permission.NOTICE_TELL)
    db.session.execute(update(TELLINGS).where(TELLINGS.c.id.in_(telling_ids)).values(told_at=at))


def read(actor: Actor, at: datetime, event_seqs: Collection[int] | None = None) -> int:
    """Note that the actor has read their own news: some of it, or all. Returns how many."""
    actor.require(Permission.NOTICE_READ)
    statement = update(TELLINGS).where(
        TELLINGS.c.user_id == actor.id,
        TELLINGS.c.transport == INBOX,
        TELLINGS.c.read_at.is_(None),
    )
    if event_seqs is not None:
        statement = statement.where(TELLINGS.c.event_seq.in_(event_seqs))
    return changed(db.session.execute(statement.values(read_at=at)))
