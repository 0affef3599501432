"""Coming in: by password, by PIN, by a link or a code on paper.

Each act reads what it needs in a glance, then hashes while no transaction is open, then writes.
A refused try is an outcome, not an error: it has been counted, and that has to stay.
"""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import or_, select

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import db, glance
from delivery.kernel.errors import DeliveryError, Invalid, NotSignedIn, WrongState
from delivery.people import codes, passwords, throttle
from delivery.people.models import Grant, OneTimeCode, SignIn, User
from delivery.people.rules import SHORTEST_PASSWORD, e164, plain, weak_password
from delivery.people.sessions import end_session, end_sessions, open_session
from delivery.people.throttle import Limit, limit

TRIES_A_NAME_HERE, TRIES_A_NAME, TRIES_AN_ADDRESS, TRIES_A_PIN = 8, 50, 100, 5
CODE_TRIES_AN_ADDRESS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """How a try to come in ended: with a session's token, or with a refusal that was counted."""

    token: str | None = None
    user: User | None = None
    leads_to: str = "/"
    refusal: DeliveryError | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for: a user, and the hash that a password is checked against."""

    user_id: uuid.UUID | None = None
    kept: str | None = None


def sign_in(name: str, password: str, *, address: str, device: str = "") -> Entry:
    """Sign in by phone number or sign-in name, and password.

    Raises
    ------
    TooManyTries
        The name or the address was tried too often just now.
    """
    typed = e164(name) or plain(name).casefold()
    limits = (
        limit(TRIES_A_NAME_HERE, "name", typed, address),
        limit(TRIES_A_NAME, "name", typed),
        limit(TRIES_AN_ADDRESS, "address", address),
    )
    known = glance(lambda: _known(typed, limits))
    right = passwords.matches(known.kept, password)
    if wait := throttle.take(limits):
        return Entry(refusal=throttle.refusal(wait))
    user = db.session.get(User, known.user_id) if right else None
    if user is None or user.disabled_at or user.password_hash != known.kept:
        return Entry(refusal=_wrong())
    throttle.give_back(limits)
    return Entry(open_session(user, "password", device=device), user)


def sign_out(token: str | None) -> bool:
    """End the session of ``token``, on this device and wherever its cookie was copied to."""
    return end_session(token)


def switch(
    actor: Actor, user_id: uuid.UUID, pin: str, *, token: str | None, device: str = ""
) -> Entry:
    """Hand a gate's phone to a colleague, who types a PIN; the session before it ends.

    The new session carries the gate's role only: a PIN is not a password.
    """
    limits = (limit(TRIES_A_PIN, "pin", user_id),)
    known = glance(lambda: _known_by_pin(actor, user_id, limits))
    right = passwords.matches(known.kept, pin)
    if wait := throttle.take(limits):
        return Entry(refusal=throttle.refusal(wait))
    user = db.session.get(User, known.user_id) if right else None
    if user is None or user.disabled_at or user.pin_hash != known.kept:
        return Entry(refusal=Invalid(_("This is not the PIN."), fields={"pin": [_("Try again.")]}))
    throttle.give_back(limits)
    end_session(token)
    return Entry(open_session(user, "pin", as_role=Role.GATE_STAFF, device=device), user)


def redeem(code: str, password: str, *, address: str, device: str = "") -> Entry:
    """Spend an invite or reset code on a new password, and sign in with it.

    All other sessions of the user end: whoever had them had them by the old password.
    """
    limits = (limit(CODE_TRIES_AN_ADDRESS, "code", address),)
    about = glance(lambda: _named_by_code(code, limits))
    check_password(password, *about)
    kept = passwords.hashed(password) if about else ""
    if wait := throttle.take(limits):
        return Entry(refusal=throttle.refusal(wait))
    spent = codes.spend(code, "invite", "reset")
    user = db.session.get(User, spent.user_id) if spent else None
    if spent is None or user is None or user.disabled_at:
        return Entry(refusal=_not_a_code())
    throttle.give_back(limits)
    end_sessions(SignIn.user_id == user.id)
    user.password_hash = kept
    ledger.record("redeem", user, actor_id=user.id, at=now(), kind=spent.kind)
    return Entry(open_session(user, "code", device=device), user)


def open_link(token: str, *, device: str = "") -> Entry:
    """Spend a one-time link: its user is signed in and led to where it was made for.

    Raises
    ------
    WrongState
        The link was spent before, or is too old.
    """
    spent = codes.spend(token, "link")
    user = db.session.get(User, spent.user_id) if spent else None
    if spent is None or user is None or user.disabled_at:
        raise WrongState(_link_is_spent())
    session = open_session(user, "link", as_role=spent.as_role, device=device)
    return Entry(session, user, spent.leads_to)


def link(token: str) -> OneTimeCode:
    """Return the link of ``token`` while it can be spent; looking does not spend it."""
    found = codes.peek(token, "link")
    if found is None:
        raise WrongState(_link_is_spent())
    return found


def check_password(password: str, *about: str | None) -> None:
    """Raise ``Invalid`` where ``password`` is too short, or one of those that are tried first."""
    if len(plain(password)) < SHORTEST_PASSWORD:
        said = _("Please use at least %(least)s characters.", least=SHORTEST_PASSWORD)
    elif weak_password(password, *about):
        said = _("This password is easy to guess. Two words and a number do better.")
    else:
        return
    raise Invalid(
        _("The password needs another look. Nothing was saved."), fields={"password": [said]}
    )


def _known(typed: str, limits: tuple[Limit, ...]) -> Known:
    _let_try(limits)
    row = db.session.execute(
        select(User.id, User.password_hash).where(
            or_(User.phone == typed, User.sign_in_name == typed), User.disabled_at.is_(None)
        )
    ).first()
    return Known(row.id, row.password_hash) if row else Known()


def _known_by_pin(actor: Actor, user_id: uuid.UUID, limits: tuple[Limit, ...]) -> Known:
    _let_try(limits)
    row = db.session.execute(
        select(User.id, User.pin_hash)
        .join(Grant)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .where(Grant.role == Role.GATE_STAFF, Grant.scope_id.in_(actor.within(Role.GATE_STAFF)))
    ).first()
    return Known(row.id, row.pin_hash) if row else Known()


def _named_by_code(code: str, limits: tuple[Limit, ...]) -> tuple[str | None, ...]:
    """Return what the password of the user whom ``code`` names must not be; nothing for no code."""
    _let_try(limits)
    found = codes.peek(code, "invite", "reset")
    user = db.session.get(User, found.user_id) if found else None
    return (user.name, user.phone, user.sign_in_name) if user else ()


def _let_try(limits: tuple[Limit, ...]) -> None:
    if wait := throttle.wait_s(limits):
        raise throttle.refusal(wait)


def _wrong() -> NotSignedIn:
    return NotSignedIn(
        _("The name or the password is not right. A coordinator can print a new code for you.")
    )


def _not_a_code() -> Invalid:
    return Invalid(
        _("This code was not found, or was used before. Please ask for a new one."),
        fields={"code": [_("Look at the paper again: letters and digits, without the dashes.")]},
    )


def _link_is_spent() -> str:
    return _("This link was used before, or is too old. Please ask for a new one.")
