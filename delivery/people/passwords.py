"""Passwords and PINs, kept as Argon2id hashes. Slow on purpose: never inside a transaction."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from delivery.people.rules import plain


def hashed(secret: str) -> str:
    """Return what is kept of a password or PIN."""
    return _hasher().hash(plain(secret))


def matches(kept: str | None, secret: str) -> bool:
    """Tell whether ``kept`` is the hash of ``secret``.

    Takes as long where nothing is kept, so that the wait does not tell who is known here.
    """
    try:
        return _hasher().verify(kept or _nobodys(), plain(secret)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    settings = current_app.config["MENKOU"]
    return _hasher_of(settings.password_memory_kib, settings.password_rounds)


@cache
def _hasher_of(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


def _nobodys() -> str:
    settings = current_app.config["MENKOU"]
    return _nobodys_of(settings.password_memory_kib, settings.password_rounds)


@cache
def _nobodys_of(memory_kib: int, rounds: int) -> str:
    return _hasher_of(memory_kib, rounds).hash("nobody has this password")
