"""The same basket twice in a few minutes: asked about, because it is a slip more often than a wish."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from delivery.kernel.db import db
from delivery.kernel.errors import OrderedJustNow
from delivery.kernel.languages import clock
from delivery.kernel.ledger import Event
from delivery.orders.models import Order
from delivery.orders.services.standing import Standing

WITHIN = timedelta(minutes=10)


def mark_of(pieces: Mapping[uuid.UUID, int]) -> str:
    """Return a mark that two baskets share only if they hold the same numbers of the same offers."""
    told = "\n".join(f"{offer_id} {n}" for offer_id, n in sorted(pieces.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def require_new(standing: Standing, mark: str, at: datetime) -> None:
    """Raise ``OrderedJustNow`` if the basket of ``mark`` was ordered within ten minutes before.

    Called behind the wave's lock, so that of two who send it at once the second is asked.
    """
    if not standing.placed:
        return
    last = db.session.scalar(
        select(func.max(Event.at)).where(
            Event.subject == Order.__tablename__,
            Event.subject_id.in_(standing.placed),
            Event.at > at - WITHIN,
            Event.facts["basket"].as_string() == mark,
        )
    )
    if last is not None:
        raise OrderedJustNow(
            _(
                "Exactly this was ordered at %(time)s already. Nothing was ordered a second time.",
                time=clock(last),
            )
        )
