"""An act as the row that keeps it."""

import json
import uuid
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from delivery.handoffs.rules import Outcome
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.rules import Garbled, OfflineAct, said
from delivery.kernel.ids import new_id

TABLE = cast(Table, HeardAct.__table__)


def row_of(
    act: OfflineAct | Garbled,
    shift_id: uuid.UUID,
    outcome: Outcome,
    reason: str,
    heard_at: datetime,
    at: datetime,
) -> dict[str, Any]:
    """Return the values of the row of ``act``, which happened ``at``."""
    what = _words(act, at) if isinstance(act, OfflineAct) else _nothing(act, at)
    return what | {
        "id": new_id(),
        "act_id": act.id,
        "hash": act.content_hash,
        "shift_id": shift_id,
        "outcome": outcome.value,
        "reason": reason,
        "heard_at": heard_at,
    }


def _words(act: OfflineAct, at: datetime) -> dict[str, Any]:
    return {
        "device": act.device,
        "user_id": act.user,
        "seq": act.seq,
        "kind": act.kind,
        "bag_id": act.bag,
        "previous": act.previous,
        "said_at": act.said_at,
        "offset_ms": act.offset_ms,
        "method": act.method,
        "saw": act.saw,
        "photo": act.photo,
        "undoes": uuid.UUID(act.undoes) if act.undoes else None,
        "at": at,
        "skew_s": round((said(act.said_at) - at).total_seconds()),
        "content": None,
    }


def _nothing(act: Garbled, at: datetime) -> dict[str, Any]:
    empty = dict.fromkeys(("device", "kind", "previous", "said_at", "method", "saw", "photo"), "")
    ids = dict.fromkeys(("user_id", "bag_id", "undoes"))
    numbers = dict.fromkeys(("seq", "offset_ms", "skew_s"), 0)
    return {**empty, **ids, **numbers, "at": at, "content": {"text": json.dumps(act.content)}}
