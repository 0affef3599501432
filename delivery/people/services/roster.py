"""Who is let in: invite, disable, enable, a new code on paper, a one-time link."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission, Role
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.kernel.errors import Conflict, Invalid, WrongState
from delivery.people import codes
from delivery.people.models import SignIn, User
from delivery.people.rules import e164, inner_path, plain
from delivery.people.services import roles
from delivery.people.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who was let in, and their code; no code for those who can sign in already."""

    user: User
    code: str | None


def invite(
    actor: Actor,
    *,
    name: str,
    phone: str = "",
    sign_in_name: str = "",
    role: Role,
    scope_id: UUID,
) -> Invited:
    """Give ``role`` to the person of ``phone`` or ``sign_in_name``, who may be here already.

    Raises
    ------
    NotAllowed
        They have not come in yet, and are to do more than the actor answers for.
    """
    user = register(actor, name=name, phone=phone, sign_in_name=sign_in_name)
    roles.give(actor, user, role, scope_id)
    if user.password_hash:
        return Invited(user, None)
    roles.touch(actor, user)  # the code opens all that they do, also where another invited them
    return Invited(user, codes.issue("invite", by=actor.id, user_id=user.id))


def register(actor: Actor, *, name: str, phone: str = "", sign_in_name: str = "") -> User:
    """Return the user of ``phone`` or ``sign_in_name``, made now if there is none; without a role.

    Raises
    ------
    Invalid
        Neither was given, or the phone number is not one.
    Conflict
        That person was signed off.
    """
    actor.require(Permission.USER_INVITE)
    number, known_as = phone_of(phone), plain(sign_in_name).casefold() or None
    if not (number or known_as):
        said = _("A phone number or a sign-in name is needed, one of the two.")
        raise Invalid(said, fields={"phone": [said]})
    if known_as and e164(known_as):
        said = _("A sign-in name is a word. This is a phone number.")
        raise Invalid(said, fields={"sign_in_name": [said]})
    user = _found(number, known_as) or _made(name, number, known_as)
    if user.disabled_at:
        raise Conflict(_("This person was signed off. Let them in again first."))
    return user


def phone_of(typed: str) -> str | None:
    """Return ``typed`` as it is kept, nothing where nothing was typed; raise ``Invalid`` for others."""
    if not typed:
        return None
    number = e164(typed)
    if number is None:
        said = _("This is not a phone number. A mobile number has 11 digits.")
        raise Invalid(said, fields={"phone": [said]})
    return number


def _found(phone: str | None, sign_in_name: str | None) -> User | None:
    if phone:
        return db.session.scalar(select(User).filter_by(phone=phone))
    return db.session.scalar(select(User).filter_by(sign_in_name=sign_in_name))


def _made(name: str, phone: str | None, sign_in_name: str | None) -> User:
    user = User(name=name, phone=phone, sign_in_name=sign_in_name)
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        said = _("This number or name belongs to somebody already.")
        raise Conflict(said, fields={"sign_in_name": [said]}) from None
    return user


def disable(actor: Actor, user: User) -> None:
    """Shut ``user`` out: their sessions end, on every device, at once."""
    actor.require(Permission.USER_DISABLE)
    roles.touch(actor, user)
    if any(Role(grant.role) is Role.OPERATOR for grant in user.grants):
        roles.keep_one_operator(user)
    _set_disabled(user, out=True)
    end_sessions(SignIn.user_id == user.id)
    for kind in ("invite", "reset", "link"):
        codes.withdraw(kind, user_ids=[user.id])
    ledger.record("disable", user, actor_id=actor.id, at=now())


def enable(actor: Actor, user: User) -> None:
    """Let ``user`` in again, by the password they had."""
    actor.require(Permission.USER_DISABLE)
    roles.touch(actor, user)
    _set_disabled(user, out=False)
    ledger.record("enable", user, actor_id=actor.id, at=now())


def reset(actor: Actor, user: User) -> str:
    """Return a code by which ``user`` sets a new password; the old one works until then."""
    actor.require(Permission.USER_RESET)
    roles.touch(actor, user)
    _must_be_in(user)
    kind = "reset" if user.password_hash else "invite"
    ledger.record("issue-code", user, actor_id=actor.id, at=now(), kind=kind)
    return codes.issue(kind, by=actor.id, user_id=user.id)


def issue_link(
    actor: Actor, user: User, leads_to: str = "/", *, as_role: Role | None = None
) -> str:
    """Return the token of a link that signs ``user`` in once and leads to a page of this site.

    With ``as_role`` the session carries only that role, so that a link that was passed on opens
    no more than the route that it was made for.
    """
    actor.require(Permission.USER_RESET)
    roles.touch(actor, user)
    _must_be_in(user)
    ledger.record("issue-code", user, actor_id=actor.id, at=now(), kind="link")
    return codes.issue(
        "link", by=actor.id, user_id=user.id, leads_to=inner_path(leads_to), as_role=as_role
    )


def _set_disabled(user: User, *, out: bool) -> None:
    moved = db.session.execute(
        update(User)
        .where(
            User.id == user.id, User.disabled_at.is_(None) if out else User.disabled_at.is_not(None)
        )
        .values(disabled_at=now() if out else None)
    )
    if changed(moved) != 1:
        raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
    db.session.expire(user, ["disabled_at"])


def _must_be_in(user: User) -> None:
    if user.disabled_at:
        raise WrongState(_("This person was signed off. Let them in again first."))
