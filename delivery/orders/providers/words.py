"""What a provider says of a payment, and how its word is told from a stranger's."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)  # between the provider's clock and ours
PURPOSE = b"menkou payment webhook 1"


class Forged(ValueError):
    """These words are not the provider's, or they are too old."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a provider: ``outcome`` is ``paid`` or ``failed``; ``event_id`` is its own."""

    event_id: str
    reference: str
    outcome: str
    amount_fen: int


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return the header that vouches for ``body`` at the moment ``at``: ``t=…,v1=…``."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_mac(secret, seconds, body)}"


def require_signed(secret: str, header: str, body: bytes, at: datetime) -> None:
    """Raise ``Forged`` unless ``header`` vouches for ``body``, within five minutes of ``at``."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    told = parts.get("t", "")
    if not (told.isascii() and told.isdigit() and len(told) <= 12):
        raise Forged("no moment")
    if not hmac.compare_digest(_mac(secret, int(told), body), parts.get("v1", "")):
        raise Forged("no signature of ours")
    if abs(at.timestamp() - int(told)) > TOLERANCE.total_seconds():
        raise Forged("too old")


def _mac(secret: str, seconds: int, body: bytes) -> str:
    key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
    return hmac.digest(key, b"%d." % seconds + body, hashlib.sha256).hex()
