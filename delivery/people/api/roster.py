"""Who is let in, for whoever answers for them."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, Role, fetch
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.people import answers, queries, schemas
from delivery.people.api.blueprint import bp
from delivery.people.models import User
from delivery.people.services import homes, roles, roster
from delivery.people.services.roster import Invited

P = Permission
ONE = "/people/<uuid:user_id>"


@bp.get("/people")
@endpoint(P.USER_READ)
@bp.arguments(schemas.People, location="query")
@bp.response(200, answers.PeopleOut)
def list_people(words: dict[str, Any]) -> Page[User]:
    """Return a page of the people one answers for; names and numbers are masked."""
    role = Role(words["role"]) if words["role"] else None
    return queries.people(acting(), role=role, words=words["q"], page=words["page"])


@bp.post("/people")
@endpoint(P.USER_INVITE, keep_answer=False)
@bp.arguments(schemas.Invite)
@bp.response(201, answers.InvitedOut)
def invite_person(words: dict[str, Any]) -> Invited:
    """Give a role to somebody, who is made if need be; the code is shown this once."""
    where = homes.scope_of(actor(), words["role"], words)
    who = {name: words[name] for name in ("name", "phone", "sign_in_name")}
    return roster.invite(actor(), **who, role=Role(words["role"]), scope_id=where)


@bp.get(ONE)
@endpoint(P.USER_READ)
@bp.response(200, answers.PersonOut)
def read_person(user_id: UUID) -> dict[str, Any]:
    """Return one person, with the roles that one sees."""
    return _shown(fetch(User, user_id, acting()))


@bp.post(f"{ONE}/disable")
@endpoint(P.USER_DISABLE)
@bp.response(200, answers.PersonOut)
def disable_person(user_id: UUID) -> dict[str, Any]:
    """Shut somebody out: their sessions end at once."""
    user = fetch(User, user_id, acting())
    roster.disable(actor(), user)
    return _shown(user)


@bp.post(f"{ONE}/enable")
@endpoint(P.USER_DISABLE)
@bp.response(200, answers.PersonOut)
def enable_person(user_id: UUID) -> dict[str, Any]:
    """Let somebody in again."""
    user = fetch(User, user_id, acting())
    roster.enable(actor(), user)
    return _shown(user)


@bp.post(f"{ONE}/reset")
@endpoint(P.USER_RESET, keep_answer=False)
@bp.response(201, answers.SecretOut)
def reset_person(user_id: UUID) -> dict[str, str]:
    """Return a code for a new password, this once."""
    return {"code": roster.reset(actor(), fetch(User, user_id, acting()))}


@bp.post(f"{ONE}/link")
@endpoint(P.USER_RESET, keep_answer=False)
@bp.arguments(schemas.LinkTo)
@bp.response(201, answers.SecretOut)
def issue_link(words: dict[str, Any], user_id: UUID) -> dict[str, str]:
    """Return the code of a volunteer's one-time link ``/link/CODE``, this once."""
    user = fetch(User, user_id, acting())
    return {"code": roster.issue_link(actor(), user, words["leads_to"], as_role=Role.VOLUNTEER)}


@bp.post(f"{ONE}/roles")
@endpoint(P.USER_INVITE)
@bp.arguments(schemas.GiveRole)
@bp.response(200, answers.PersonOut)
def give_role(words: dict[str, Any], user_id: UUID) -> dict[str, Any]:
    """Give somebody one more role."""
    user = fetch(User, user_id, acting())
    roles.give(actor(), user, Role(words["role"]), words["scope_id"])
    return _shown(user)


@bp.delete(f"{ONE}/roles/<uuid:grant_id>")
@endpoint(P.USER_INVITE)
@bp.response(204)
def take_role_back(user_id: UUID, grant_id: UUID) -> None:
    """Take one role back; it acts on their next request."""
    roles.take_back(actor(), fetch(User, user_id, acting()), grant_id)


def _shown(user: User) -> dict[str, Any]:
    return {"user": user, "roles": queries.held_by([user.id], acting())[user.id]}
