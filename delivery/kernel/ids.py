"""The only source of randomness: row ids, tokens and codes that people type."""

import hashlib
import random
import secrets
import uuid

_random: random.Random = secrets.SystemRandom()

# No 0/O, 1/I/L: these are read aloud, printed small and typed with gloves on.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def use(source: random.Random | None) -> None:
    """Draw from ``source`` from here on (a seeded day replays); ``None`` means the system's own."""
    global _random
    _random = source or secrets.SystemRandom()


def new_id() -> uuid.UUID:
    """Return a fresh row id: a version 4 UUID, 122 random bits."""
    return uuid.UUID(int=_random.getrandbits(128), version=4)


def token() -> str:
    """Return a secret for a link or a session: 192 random bits, safe in a URL."""
    return f"{_random.getrandbits(192):048x}"


def code(length: int) -> str:
    """Return ``length`` letters and digits that cannot be mistaken for one another."""
    return "".join(_random.choice(ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """Return what is kept of a token: its SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
