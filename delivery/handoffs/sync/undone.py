"""Which acts were taken back: what an undo has to be so that it holds, in SQL."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import aliased

from delivery.handoffs.rules import Outcome
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.rules import MS, UNDO, UNDO_WITHIN, UNDONE_BY
from delivery.kernel.db import db


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An act of ``kind`` that was taken back: which, by which undo, and when that was pressed."""

    bag_id: uuid.UUID
    act_id: uuid.UUID
    undo_id: uuid.UUID
    kind: str
    at: datetime


def holds(undo: Any, act: Any) -> ColumnElement[bool]:
    """Return whether ``undo``, a row of ``HeardAct``, takes back the row ``act``.

    One that was heard before its act counts only if it turns out to be of the same phone and
    soon enough; a coordinator's word makes up for the time, and for nothing else.
    """
    passed_ms = undo.offset_ms - act.offset_ms
    timely = (passed_ms >= 0) & (passed_ms <= UNDO_WITHIN // MS)
    return (
        (undo.kind == UNDO)
        & (undo.undoes == act.act_id)
        & (undo.shift_id == act.shift_id)
        & (undo.device == act.device)
        & (undo.bag_id == act.bag_id)
        & act.kind.in_(UNDONE_BY)
        & (act.outcome != Outcome.MISMATCH.value)
        & ((undo.decision == "accept") | ((undo.outcome == Outcome.APPLIED.value) & timely))
    )


def undos_of(act_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, HeardAct]:
    """Return the undo that holds of each of the acts that has one, the first that was heard."""
    rows = db.session.scalars(_undos_of(), {"ids": list(act_ids)})
    return {row.undoes: row for row in rows if row.undoes}


def taken_back(bag_ids: Collection[uuid.UUID]) -> Sequence[TakenBack]:
    """Return what was taken back of the acts on the bags."""
    return [TakenBack(*row) for row in db.session.execute(_taken_back(), {"ids": list(bag_ids)})]


# Every act on a bag asks one of these: they are put together once.
@cache
def _undos_of() -> Select[Any]:
    undo, act = aliased(HeardAct), aliased(HeardAct)
    statement = select(undo).join(act, holds(undo, act)).where(undo.undoes.in_(_IDS))
    return statement.order_by(undo.heard_at.desc(), undo.id)


@cache
def _taken_back() -> Select[Any]:
    undo, act = aliased(HeardAct), aliased(HeardAct)
    words = (undo.bag_id, undo.undoes, undo.act_id, act.kind, undo.at)
    return select(*words).join(act, holds(undo, act)).where(undo.bag_id.in_(_IDS))


_IDS = bindparam("ids", expanding=True)
