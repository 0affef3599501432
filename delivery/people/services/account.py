"""What people change about themselves: name, language, large print, password, PIN, devices."""

import uuid
from typing import Any

from flask_babel import gettext as _

from delivery.kernel import ledger
from delivery.kernel.access import Actor
from delivery.kernel.clock import now
from delivery.kernel.db import db, glance
from delivery.kernel.errors import Invalid, NotFound
from delivery.people import passwords, throttle
from delivery.people.models import SignIn, User
from delivery.people.services.signing import (
    TRIES_A_NAME_HERE,
    Entry,
    check_password,
)
from delivery.people.sessions import end_other_sessions, end_sessions
from delivery.people.throttle import Limit, limit


def me(actor: Actor) -> User:
    """Return the actor's own row."""
    user = db.session.get(User, actor.id)
    if user is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return user


def edit(actor: Actor, *, name: str, elder: bool) -> User:
    """Keep what the actor is called and whether their pages are in large print."""
    user = me(actor)
    user.name, user.elder = name, elder
    return user


def speak(actor: Actor, language: str) -> None:
    """Keep the language that the actor chose, for their other devices and for news."""
    me(actor).language = language


def enlarge(actor: Actor, elder: bool) -> None:
    """Keep whether the actor's pages are in large print, for their other devices too."""
    me(actor).elder = elder


def change_password(actor: Actor, current: str, new: str, *, token: str | None) -> Entry:
    """Replace the actor's password; all their other devices are signed out."""
    user_id, limits, kept = _checked_later(actor)
    check_password(new, *glance(lambda: _about(actor)))
    right, hashed = passwords.matches(kept, current), passwords.hashed(new)
    if refused := _refusal(right, limits):
        return refused
    user = me(actor)
    user.password_hash = hashed
    end_other_sessions(user_id, token)
    ledger.record("change-password", user, actor_id=actor.id, at=now())
    return Entry(user=user)


def set_pin(actor: Actor, current: str, pin: str) -> Entry:
    """Keep the PIN by which the actor takes over a gate's phone; their password vouches for it."""
    _user_id, limits, kept = _checked_later(actor)
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        said = _("This PIN is tried first. Please mix the digits.")
        raise Invalid(said, fields={"pin": [said]})
    right, hashed = passwords.matches(kept, current), passwords.hashed(pin)
    if refused := _refusal(right, limits):
        return refused
    user = me(actor)
    user.pin_hash = hashed
    ledger.record("set-pin", user, actor_id=actor.id, at=now())
    return Entry(user=user)


def sign_out_device(actor: Actor, sign_in_id: uuid.UUID) -> None:
    """End one of the actor's own sessions.

    Raises
    ------
    NotFound
        It is somebody else's, or ended before.
    """
    if not end_sessions(SignIn.id == sign_in_id, SignIn.user_id == actor.id):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))


def sign_out_others(actor: Actor, token: str | None) -> int:
    """End all of the actor's sessions but this one; return how many."""
    return end_other_sessions(me(actor).id, token)


def _checked_later(actor: Actor) -> tuple[uuid.UUID, tuple[Limit, ...], Any]:
    limits = (limit(TRIES_A_NAME_HERE, "own password", actor.id),)

    def read() -> tuple[uuid.UUID, str | None]:
        if wait := throttle.wait_s(limits):
            raise throttle.refusal(wait)
        user = me(actor)
        return user.id, user.password_hash

    user_id, kept = glance(read)
    return user_id, limits, kept


def _about(actor: Actor) -> tuple[str | None, ...]:
    user = me(actor)
    return user.name, user.phone, user.sign_in_name


def _refusal(right: bool, limits: tuple[Limit, ...]) -> Entry | None:
    if wait := throttle.take(limits):
        return Entry(refusal=throttle.refusal(wait))
    if not right:
        said = _("This is not your present password.")
        return Entry(refusal=Invalid(said, fields={"current": [said]}))
    throttle.give_back(limits)
    return None
