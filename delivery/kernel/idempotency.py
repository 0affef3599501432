"""One saved answer per actor and key: the same request sent twice is one act.

The answer is written at the end of the act, in its transaction. Of two requests with one key
that run at once, the second one's insert fails, its act is rolled back with it, and it is
given the first one's answer.
"""

import hashlib
import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, UTCDateTime, changed, db
from delivery.kernel.errors import KeyReused
from delivery.kernel.ids import token


class SavedAnswer(Base, repr=False):
    """What was answered to one keyed request. Kept for a week, then swept."""

    __tablename__ = "saved_answers"

    actor_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    status: Mapped[int]
    location: Mapped[str | None]
    mimetype: Mapped[str]
    body: Mapped[str]
    at: Mapped[Instant] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now, index=True
    )


def new_key() -> str:
    """Return a key for a form that is about to be shown."""
    return token()


def content_hash(method: str, path: str, body: bytes) -> str:
    """Return what makes two requests with one key the same request."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def saved(actor_id: uuid.UUID, key: str, content: str) -> SavedAnswer | None:
    """Return the answer given to ``key`` before, if there was one.

    Raises
    ------
    KeyReused
        ``key`` came with another content before.
    """
    answer = db.session.scalar(select(SavedAnswer).filter_by(actor_id=actor_id, key=key))
    if answer and answer.content_hash != content:
        raise KeyReused(_("This form was already sent with other contents. Please open it again."))
    return answer


def sweep(before: datetime) -> int:
    """Forget the answers given before ``before``; return how many."""
    gone = db.session.execute(delete(SavedAnswer).where(SavedAnswer.at < before))
    return changed(gone)
