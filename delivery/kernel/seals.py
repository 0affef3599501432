"""Signed codes: what a QR says about one thing at one gate on one day, and that nobody else can say.

A code is a mark and 93 bytes in Base32, which a QR code packs tightly: version and kind, the
signing key's number, the thing's opaque id, the first half of the gate's id, the day, and an
Ed25519 signature [1]_ over all of these. It holds no personal data.

References
----------
.. [1] Josefsson, S. and Liusvaara, I. (2017). RFC 8032, Edwards-Curve Digital Signature Algorithm.
"""

import base64
import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MARK = "MK3:"
VERSION = 1
KINDS = ("bag", "pick-up")
BODY = struct.Struct(">BH16s8sH")
SIGNATURE = 64
FIRST_DAY = date(2020, 1, 1)
CODE_PURPOSE, BUNDLE_PURPOSE = b"menkou code 1", b"menkou bundle 1"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a signed code says: a ``kind`` of thing, which one, at which gate, on which day."""

    kind: str
    subject: UUID
    gate: bytes
    day: int
    key: int

    @classmethod
    def of(cls, kind: str, subject: UUID, gate_id: UUID, day: date, key: int) -> "Seal":
        """Return what a code for ``subject`` says."""
        return cls(kind, subject, gate_id.bytes[:8], day_number(day), key)

    def holds_at(self, gate_id: UUID, day: date) -> bool:
        """Tell whether it is for this gate and this day."""
        return (self.gate, self.day) == (gate_id.bytes[:8], day_number(day))

    @property
    def body(self) -> bytes:
        """Return what is signed, without its purpose."""
        first = VERSION << 4 | KINDS.index(self.kind)
        return BODY.pack(first, self.key, self.subject.bytes, self.gate, self.day)


def day_number(day: date) -> int:
    """Return the days since ``FIRST_DAY``."""
    return (day - FIRST_DAY) // timedelta(days=1)


@lru_cache(maxsize=8)
def private_key(secret: str, number: int) -> Ed25519PrivateKey:
    """Return the signing key ``number`` of an installation; nothing of it is stored."""
    words = b"menkou signing key" + number.to_bytes(2, "big")
    return Ed25519PrivateKey.from_private_bytes(hmac.digest(secret.encode(), words, hashlib.sha256))


def public_key(secret: str, number: int) -> Ed25519PublicKey:
    """Return the key with which codes of key ``number`` are checked."""
    return private_key(secret, number).public_key()


def raw(key: Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of ``key``, as phones are given it."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def written(seal: Seal, secret: str) -> str:
    """Return the text of the code that says ``seal``."""
    signature = private_key(secret, seal.key).sign(CODE_PURPOSE + seal.body)
    return MARK + base64.b32encode(seal.body + signature).decode().rstrip("=")


def read(text: str, keys: Mapping[int, Ed25519PublicKey]) -> Seal | None:
    """Return what the code ``text`` says, or ``None`` where none of ``keys`` signed exactly that."""
    if not text.startswith(MARK):
        return None
    content = _bytes(text.removeprefix(MARK))
    if content is None or len(content) != BODY.size + SIGNATURE:
        return None
    body, signature = content[: BODY.size], content[BODY.size :]
    first, number, subject, gate, day = BODY.unpack(body)
    if first >> 4 != VERSION or first & 15 >= len(KINDS) or number not in keys:
        return None
    try:
        keys[number].verify(signature, CODE_PURPOSE + body)
    except InvalidSignature:
        return None
    return Seal(KINDS[first & 15], UUID(bytes=subject), gate, day, number)


def _bytes(text: str) -> bytes | None:
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    # One content has one text: the bits that Base32 leaves over are nought.
    return content if base64.b32encode(content).decode().rstrip("=") == text else None
