"""Roles are given and taken back; who may do it for whom is decided here."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select

from delivery.kernel import ledger
from delivery.kernel.access import ANSWERS_FOR, Actor, Permission, Role, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from delivery.kernel.ids import new_id
from delivery.people.models import Grant, User, granted_in
from delivery.people.scoped import kinds


def may_give(actor: Actor) -> list[Role]:
    """Return the roles that ``actor`` may give, in the order in which they are declared.

    A volunteer's is given where their row is made, with the crew.
    """
    given = answers_for(actor) - {Role.VOLUNTEER}
    return [role for role in Role if role in given and role in kinds()]


def answers_for(actor: Actor) -> frozenset[Role]:
    """Return the roles whose people ``actor`` answers for, somewhere."""
    return frozenset().union(*(ANSWERS_FOR.get(role, frozenset()) for role in actor.roles))


def givable(actor: Actor, role: str) -> Role:
    """Return the role called ``role`` if ``actor`` may give it, else raise ``NotAllowed``."""
    for one in may_give(actor):
        if one == role:
            return one
    raise NotAllowed(_("You cannot give this role."))


def give(actor: Actor, user: User, role: Role, scope_id: uuid.UUID) -> None:
    """Let ``user`` hold ``role`` where ``scope_id`` says; once is enough.

    Raises
    ------
    NotAllowed
        The actor may not give this role.
    NotFound
        The actor does not see that place.
    Conflict
        They order for another home already.
    """
    actor.require(Permission.USER_INVITE)
    if givable(actor, role) is Role.RESIDENT:
        _require_no_other_home(user.id, scope_id)
    fetch(kinds()[role].model, scope_id, actor.answering_for(role))
    hold(user.id, role, scope_id, by=actor.id)


def _require_no_other_home(user_id: uuid.UUID, household_id: uuid.UUID) -> None:
    """Nobody is moved by others: who lives elsewhere moves with the new home's own code."""
    lives = exists().where(Grant.user_id == user_id, Grant.role == Role.RESIDENT)
    if db.session.scalar(select(lives.where(Grant.scope_id != household_id))):
        raise Conflict(_("They order for another home. They move with the code of the new one."))


def hold(user_id: uuid.UUID, role: Role, scope_id: uuid.UUID, *, by: uuid.UUID | None) -> None:
    """Write down that a user holds ``role``, for services that have decided it themselves."""
    new = db.session.execute(
        insert_into(Grant)
        .values(id=new_id(), user_id=user_id, role=role, scope_id=scope_id, granted_at=now())
        .on_conflict_do_nothing()
    )
    if changed(new):
        user = db.session.get(User, user_id)
        db.session.expire(user, ["grants"])
        ledger.record(
            "give-role", user, actor_id=by, at=now(), role=role.value, scope_id=str(scope_id)
        )


def take_back(actor: Actor, user: User, grant_id: uuid.UUID) -> None:
    """Take one role from ``user``; it acts on their next request.

    Raises
    ------
    NotFound
        They do not hold it, or the actor does not see where.
    Conflict
        It would leave the installation without an operator, or a colleague was quicker.
    """
    seen = granted_in(actor.acting(Permission.USER_INVITE))
    grant = db.session.scalar(select(Grant).where(Grant.id == grant_id, seen))
    if grant is None or grant.user_id != user.id:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    if Role(grant.role) is Role.OPERATOR:
        keep_one_operator(user)
    if changed(db.session.execute(delete(Grant).where(Grant.id == grant_id))) != 1:
        raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
    db.session.expire(user, ["grants"])
    ledger.record(
        "take-role-back",
        user,
        actor_id=actor.id,
        at=now(),
        role=grant.role,
        scope_id=str(grant.scope_id),
    )


def touch(actor: Actor, user: User) -> None:
    """Raise ``NotAllowed`` unless all that ``user`` does lies within the actor's sight.

    Otherwise a coordinator could print a new password for somebody who may do more.
    """
    if user.id == actor.id:
        raise Invalid(_("This is you. Change it under “Me”, or ask a colleague."))
    seen = granted_in(actor.acting(Permission.USER_READ))
    elsewhere = select(exists().where(Grant.user_id == user.id, ~seen))
    if db.session.scalar(elsewhere):
        raise NotAllowed(_("This person also works elsewhere. Please ask the operator."))


def keep_one_operator(user: User) -> None:
    """Raise ``Conflict`` where ``user`` is the only operator left who can sign in."""
    operators = db.session.scalars(
        select(User.id)
        .join(Grant)
        .where(Grant.role == Role.OPERATOR, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()  # of two operators who shut each other out, the second is refused
    )
    others = set(operators) - {user.id}
    if not others:
        raise Conflict(_("This is the only operator. Make another one first."))
