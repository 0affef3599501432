"""The keys that sign codes: the newest signs, and the one before is believed for a while yet."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from delivery.kernel import seals
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, UTCDateTime, db
from delivery.kernel.seals import Seal

OVERLAP = timedelta(days=14)  # labels and codes on paper outlive the change of keys
LAST_NUMBER = 2**16 - 1


class CodeKey(Base, repr=False):
    """Since when codes are signed with key ``number``. The first key needs no row."""

    __tablename__ = "code_keys"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)


def numbers() -> list[int]:
    """Return the numbers of the keys that are believed, the one that signs last."""
    rows = db.session.execute(select(CodeKey.number, CodeKey.since).order_by(CodeKey.number)).all()
    begun = {1: None} | {row.number: row.since for row in rows}
    ends = [*list(begun.values())[1:], None]
    return [n for n, end in zip(begun, ends, strict=True) if end is None or end + OVERLAP > now()]


def believed() -> Mapping[int, Ed25519PublicKey]:
    """Return the keys with which codes are checked, by number."""
    return {number: seals.public_key(_secret(), number) for number in numbers()}


def code_for(kind: str, subject: UUID, gate_id: UUID, day: date, key: int) -> str:
    """Return the signed code of a ``bag`` or a ``pick-up``; ``key`` is ``numbers()[-1]``."""
    return seals.written(Seal.of(kind, subject, gate_id, day, key), _secret())


def read(text: str) -> Seal | None:
    """Return what a signed code says, or ``None`` where we did not sign it."""
    return seals.read(text.strip().upper(), believed())


def sign(purpose: bytes, content: bytes) -> tuple[int, bytes]:
    """Return the number of the signing key, and its signature over ``content``."""
    number = numbers()[-1]
    return number, seals.private_key(_secret(), number).sign(purpose + content)


def rotate() -> int:
    """Begin to sign with a new key and return its number."""
    number = numbers()[-1] + 1
    db.session.add(CodeKey(number=number))
    db.session.flush()
    return number


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
