"""How residents come in: a code on paper, a request, the group leader's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission, Role, fetch_all
from delivery.kernel.clock import now
from delivery.kernel.db import db, glance
from delivery.kernel.errors import Conflict, Invalid
from delivery.people import codes, passwords, throttle
from delivery.people.models import JOINING, Grant, Household, JoinRequest, User
from delivery.people.services import roles
from delivery.people.services.roster import phone_of
from delivery.people.services.signing import CODE_TRIES_AN_ADDRESS, Entry, check_password
from delivery.people.sessions import open_session
from delivery.people.throttle import Limit, limit


@dataclass(frozen=True, slots=True)
class Paper:
    """A household and the code that is printed for it."""

    household: Household
    code: str


def issue_codes(actor: Actor, household_ids: Sequence[UUID]) -> list[Paper]:
    """Make a joining code for each household; codes given out before are worth nothing now."""
    actor.require(Permission.CODE_ISSUE)
    homes = fetch_all(Household, household_ids, actor.acting(Permission.CODE_ISSUE))
    codes.withdraw("join", household_ids=[home.id for home in homes])
    papers = [Paper(home, codes.issue("join", by=actor.id, household_id=home.id)) for home in homes]
    for home in homes:
        ledger.record("issue-code", home, actor_id=actor.id, at=now(), kind="join")
    return papers


def join(
    code: str, *, name: str, phone: str, password: str, address: str, device: str = ""
) -> Entry:
    """Spend a household's code: a new resident is signed in, and waits for the leader's word."""
    limits = (limit(CODE_TRIES_AN_ADDRESS, "code", address),)
    number = phone_of(phone)
    known, taken = glance(lambda: (_household_of(code, limits), _phone_taken(number)))
    check_password(password, name, number)
    if known and taken:
        raise _phone_is_taken()
    hashed = passwords.hashed(password) if known else ""
    if refused := _counted(code, limits):
        return refused
    household_id = _spent(code)
    if household_id is None:
        return Entry(refusal=_not_a_code())
    user = _new(User(name=name, phone=number, password_hash=hashed))
    _ask(user, household_id)
    return Entry(open_session(user, "code", device=device), user, "/me")


def join_too(actor: Actor, code: str, *, address: str) -> Entry:
    """Spend a household's code as somebody who is signed in already, such as a leader."""
    limits = (limit(CODE_TRIES_AN_ADDRESS, "code", address),)
    glance(lambda: _household_of(code, limits))
    if refused := _counted(code, limits):
        return refused
    household_id = _spent(code)
    user = db.session.get(User, actor.id)
    if household_id is None or user is None:
        return Entry(refusal=_not_a_code())
    if household_id in actor.within(Role.RESIDENT):
        raise Conflict(_("You already order for this home."))
    _ask(user, household_id)
    return Entry(user=user)


def decide(actor: Actor, request: JoinRequest, action: str) -> None:
    """Confirm or refuse that somebody lives where they say.

    Who is confirmed orders for this home from now on, and for no other. Who is refused and has no
    other part here is forgotten: name and number go.
    """
    JOINING.apply(request, action, actor=actor, at=now())
    if action == "confirm":
        _moves_in(request, actor)
    elif not _has_a_part(request.user_id):
        _forget(request.user)


def _counted(code: str, limits: tuple[Limit, ...]) -> Entry | None:
    """Count a try; one that names a code is given back, for the papers of a whole stairwell."""
    if wait := throttle.take(limits):
        return Entry(refusal=throttle.refusal(wait))
    if codes.peek(code, "join") is None:
        return Entry(refusal=_not_a_code())
    throttle.give_back(limits)
    return None


def _household_of(code: str, limits: tuple[Limit, ...]) -> UUID | None:
    if wait := throttle.wait_s(limits):
        raise throttle.refusal(wait)
    found = codes.peek(code, "join")
    return found.household_id if found else None


def _spent(code: str) -> UUID | None:
    spent = codes.spend(code, "join")
    return spent.household_id if spent else None


def _phone_taken(phone: str | None) -> bool:
    return bool(db.session.scalar(select(exists().where(User.phone == phone))))


def _new(user: User) -> User:
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        raise _phone_is_taken() from None
    return user


def _ask(user: User, household_id: UUID) -> None:
    asked = JoinRequest(_state="asked", user_id=user.id, household_id=household_id)
    try:
        with db.session.begin_nested():
            db.session.add(asked)
    except IntegrityError:
        raise Conflict(_("You have asked already. Your group leader will decide.")) from None
    ledger.record("ask", asked, actor_id=user.id, at=now(), household_id=str(household_id))


def _moves_in(request: JoinRequest, actor: Actor) -> None:
    elsewhere = (Grant.user_id == request.user_id, Grant.role == Role.RESIDENT)
    db.session.execute(delete(Grant).where(*elsewhere, Grant.scope_id != request.household_id))
    roles.hold(request.user_id, Role.RESIDENT, request.household_id, by=actor.id)


def _has_a_part(user_id: UUID) -> bool:
    asked = exists().where(JoinRequest.user_id == user_id, JoinRequest.state == "asked")
    return bool(db.session.scalar(select(exists().where(Grant.user_id == user_id) | asked)))


def _forget(user: User) -> None:
    user.name, user.phone, user.password_hash, user.disabled_at = "–", None, None, now()


def _phone_is_taken() -> Conflict:
    said: dict[str, Any] = {"phone": [_("Sign in with it first, then type the code again.")]}
    return Conflict(_("This phone number is known here already. Nothing was saved."), fields=said)


def _not_a_code() -> Invalid:
    return Invalid(
        _("This code was not found, or was used before. Please ask your group leader."),
        fields={"code": [_("Look at the paper again: letters and digits, without the dashes.")]},
    )
