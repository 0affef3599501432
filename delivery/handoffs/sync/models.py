"""Shifts worked with a phone, and every act that a phone ever told, with what came of it."""

import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from delivery.handoffs.rules import Outcome
from delivery.kernel.access import Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime


class OfflineShift(Model, repr=False):
    """One person at work with one phone: as ``role``, in ``scope_id`` (a gate, a volunteer, a group).

    No foreign keys: a shift that was opened after the last backup is written down again from its
    token when the phone next sends, whatever else the restore has taken away.
    """

    __tablename__ = "offline_shifts"

    user_id: Mapped[uuid.UUID] = mapped_column(index=True)
    role: Mapped[str]
    scope_id: Mapped[uuid.UUID] = mapped_column(index=True)
    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(index=True)
    device: Mapped[str]
    started_at: Mapped[Instant]
    ended_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    heard_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    waiting: Mapped[int] = mapped_column(default=0)


class HeardAct(Model, repr=False):
    """An act as it was heard, and its outcome, which never changes.

    ``act_id`` and ``hash`` are the phone's; one id with two hashes is two rows, the second a
    mismatch. ``content`` holds what could not be read. ``at`` is when it happened by our clock,
    ``skew_s`` how far the phone's was ahead.
    """

    __tablename__ = "heard_acts"

    act_id: Mapped[uuid.UUID]
    hash: Mapped[str]
    shift_id: Mapped[uuid.UUID] = mapped_column(index=True)
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    device: Mapped[str] = mapped_column(default="")
    user_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    seq: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(default="")
    bag_id: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    previous: Mapped[str] = mapped_column(default="")
    said_at: Mapped[str] = mapped_column(default="")
    offset_ms: Mapped[int] = mapped_column(default=0)
    method: Mapped[str] = mapped_column(default="")
    saw: Mapped[str] = mapped_column(default="")
    photo: Mapped[str] = mapped_column(default="")
    undoes: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    heard_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    skew_s: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    decision: Mapped[str | None] = mapped_column(default=None)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    decided_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)

    __table_args__ = (
        UniqueConstraint("act_id", "hash"),
        Index(None, "device", "seq"),
        Index(None, "outcome", "decision"),
        CheckConstraint(
            "outcome IN ({})".format(", ".join(f"'{word}'" for word in Outcome)),
            name="known_outcome",
        ),
        CheckConstraint("decision IN ('accept', 'set-aside')", name="known_decision"),
    )


class ServerEpoch(Base, repr=False):
    """Since when this database has lived without interruption; a restore begins another epoch."""

    __tablename__ = "server_epochs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    since: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)


@scope(OfflineShift, Role.COORDINATOR)
def _shifts_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return OfflineShift.neighbourhood_id.in_(ids)


@scope(HeardAct, Role.COORDINATOR)
def _acts_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return HeardAct.shift_id.in_(select(OfflineShift.id).where(_shifts_of_own(ids)))
