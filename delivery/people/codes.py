"""Secrets that are spent once: printed, sent as a link, read aloud. Only a keyed hash is kept."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select, update

from delivery.kernel import ids
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.people.models import OneTimeCode
from delivery.people.rules import bare_code

TOKEN_LENGTH = 48
LENGTHS = {"invite": 10, "reset": 10, "join": 8}  # a link carries a whole token
LASTS = {
    "invite": timedelta(days=14),
    "reset": timedelta(days=3),
    "join": timedelta(days=30),
    "link": timedelta(days=2),
}


def issue(
    kind: str,
    *,
    by: uuid.UUID | None,
    user_id: uuid.UUID | None = None,
    household_id: uuid.UUID | None = None,
    leads_to: str = "/",
    as_role: str | None = None,
) -> str:
    """Make a secret of ``kind`` and return it; what was issued before it is worth nothing now.

    Links do not replace one another: a volunteer may be sent one for each route.
    """
    if kind != "link":
        withdraw(kind, user_ids=filter(None, [user_id]), household_ids=filter(None, [household_id]))
    secret = ids.token() if kind == "link" else ids.code(LENGTHS[kind])
    db.session.add(
        OneTimeCode(
            kind=kind,
            code_hash=fingerprint(secret),
            user_id=user_id,
            household_id=household_id,
            leads_to=leads_to,
            as_role=as_role,
            issued_by=by,
            expires_at=now() + LASTS[kind],
        )
    )
    return secret


def peek(secret: str, *kinds: str) -> OneTimeCode | None:
    """Return the code that ``secret`` would spend, if it can still be spent."""
    return db.session.scalar(select(OneTimeCode).where(*_usable(secret, kinds)))


def spend(secret: str, *kinds: str) -> OneTimeCode | None:
    """Spend ``secret``: of two who come with it at once, one is given the code, the other nothing."""
    spent = db.session.scalar(
        update(OneTimeCode)
        .where(*_usable(secret, kinds))
        .values(spent_at=now())
        .returning(OneTimeCode.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.get(OneTimeCode, spent, populate_existing=True) if spent else None


def withdraw(
    kind: str, *, user_ids: Iterable[uuid.UUID] = (), household_ids: Iterable[uuid.UUID] = ()
) -> int:
    """Make the unspent codes of ``kind`` worthless; return how many there were."""
    gone = db.session.execute(
        delete(OneTimeCode).where(
            OneTimeCode.kind == kind,
            OneTimeCode.spent_at.is_(None),
            OneTimeCode.user_id.in_(list(user_ids))
            | OneTimeCode.household_id.in_(list(household_ids)),
        )
    )
    return changed(gone)


def sweep(before: datetime) -> int:
    """Forget the codes that were spent, or grew too old, before ``before``; return how many."""
    old = (OneTimeCode.spent_at < before) | (OneTimeCode.expires_at < before)
    return changed(db.session.execute(delete(OneTimeCode).where(old)))


def fingerprint(secret: str) -> str:
    """Return what is kept of ``secret``: a hash that needs the installation's key to be guessed at."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    written = secret if len(secret) == TOKEN_LENGTH else bare_code(secret)
    return hmac.new(key, b"one-time code\n" + written.encode(), hashlib.sha256).hexdigest()


def _usable(secret: str, kinds: tuple[str, ...]) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeCode.code_hash == fingerprint(secret),
        OneTimeCode.kind.in_(kinds),
        OneTimeCode.spent_at.is_(None),
        OneTimeCode.expires_at > now(),
    )
