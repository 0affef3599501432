"""The append-only record of what happened: the audit log and the source of every notice."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Index, Table, event
from sqlalchemy.orm import Mapped, mapped_column

from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Sequence, UTCDateTime, db, insert_into


class Event(Base, kw_only=True, repr=False):
    """One fact: who did what to which row, when, and from which state to which.

    ``facts`` holds ids and figures only, never a name, phone, room or token: rows are kept
    for years and never change. ``key`` comes from the device that acted, so that a scan made
    offline and sent twice is one fact.
    """

    __tablename__ = "events"

    seq: Mapped[Sequence] = mapped_column(primary_key=True, autoincrement=True, init=False)
    at: Mapped[Instant]  # when the actor says it happened
    recorded_at: Mapped[Instant] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now
    )  # when we heard
    actor_id: Mapped[uuid.UUID | None]
    subject: Mapped[str]  # table name of the row, e.g. "bags"
    subject_id: Mapped[uuid.UUID]
    action: Mapped[str]
    source: Mapped[str | None] = mapped_column(default=None)
    target: Mapped[str | None] = mapped_column(default=None)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    key: Mapped[str | None] = mapped_column(unique=True, default=None)

    __table_args__ = (Index(None, "subject_id", "seq"), Index(None, "subject", "action", "seq"))


def record(
    action: str,
    row: Any,
    *,
    actor_id: uuid.UUID | None,
    at: datetime,
    key: str | None = None,
    **facts: Any,
) -> Event:
    """Write down an act that moves no state, such as an amendment or a payment."""
    done = Event(
        at=at,
        actor_id=actor_id,
        subject=row.__tablename__,
        subject_id=row.id,
        action=action,
        facts=facts,
        key=key,
    )
    db.session.add(done)
    return done


def record_all(
    action: str,
    subject: str,
    facts: Mapping[uuid.UUID, Mapping[str, Any]],
    *,
    actor_id: uuid.UUID | None,
    at: datetime | Mapping[uuid.UUID, datetime],
    key: str | Mapping[uuid.UUID, str] | None = None,
    source: str | None = None,
    target: str | None = None,
) -> None:
    """Write down one act on many rows of the table ``subject``, in one statement.

    Parameters
    ----------
    facts
        What each event is to remember, by the id of its row.
    at
        When it happened; by the id of the row where it happened to each at a time of its own.
    key
        The key of the act, or of the act on each row; each event's own is ``keyed(key, id)``. An
        event whose key is there already is left as it is, so that of two who write one fact, one
        does.
    """
    same: dict[str, Any] = {
        "recorded_at": now(),
        "actor_id": actor_id,
        "subject": subject,
        "action": action,
        "source": source,
        "target": target,
    }
    rows = [
        same
        | {"subject_id": id_, "facts": dict(own), "at": _of(at, id_)}
        | {"key": key and keyed(_of(key, id_), id_)}
        for id_, own in facts.items()
    ]
    if rows:
        db.session.execute(insert_into(Event.__table__).on_conflict_do_nothing(), rows)


def _of(value: Any, row_id: uuid.UUID) -> Any:
    """Return what holds for one row of a value that is either the same for all or told for each."""
    return value[row_id] if isinstance(value, Mapping) else value


def keyed(key: str, row_id: uuid.UUID) -> str:
    """Return the key of the event on one row, where the act with ``key`` is on many."""
    return f"{key}:{row_id}"


REFUSE_SQLITE = """
CREATE TRIGGER events_no_{verb} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events never change'); END
"""
REFUSE_POSTGRESQL = (
    "CREATE FUNCTION events_never_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events never change'; END $$",
    "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
    "FOR EACH STATEMENT EXECUTE FUNCTION events_never_change()",
)


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make ``events`` append-only on ``dialect``."""
    if dialect == "sqlite":
        return tuple(REFUSE_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE"))
    return REFUSE_POSTGRESQL


def _guard(table: Table, connection: Any, **_: Any) -> None:
    for statement in guards(connection.dialect.name):
        connection.execute(DDL(statement.replace("%", "%%")))


event.listen(Event.__table__, "after_create", _guard)
