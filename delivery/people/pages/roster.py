"""Who is let in, for coordinators and operators."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, Role, fetch, visible
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.people import queries, schemas
from delivery.people.models import User
from delivery.people.pages.blueprint import bp
from delivery.people.role_names import ROLE_NAMES
from delivery.people.services import homes, roles, roster
from delivery.people.services.roster import Invited
from delivery.places.models import Compound

P = Permission


@bp.get("/people")
@endpoint(P.USER_READ)
def people() -> str:
    """List the people whom the actor answers for; names and numbers are masked."""
    words = load_query(schemas.People)
    role = Role(words["role"]) if words["role"] else None
    page = queries.people(acting(), role=role, words=words["q"], page=words["page"])
    return render_template(
        "people/people.html",
        page=page,
        held=queries.held_by((user.id for user in page.rows), acting()),
        role=role,
        q=words["q"],
        roles=[role for role in ROLE_NAMES if role in roles.answers_for(actor())],
        given=roles.may_give(actor()),
    )


@bp.get("/people/<uuid:user_id>")
@endpoint(P.USER_READ)
def person(user_id: UUID) -> str:
    """Show one person: how to reach them, what they do, what can be done."""
    user = fetch(User, user_id, acting())
    given = roles.may_give(actor())
    wanted = request.args.get("role", "")
    role = next((one for one in given if one == wanted and one != Role.RESIDENT), None)
    return render_template(
        "people/person.html",
        person=user,
        held=queries.held_by([user.id], acting())[user.id],
        given=[one for one in given if one != Role.RESIDENT],
        role=role,
        places=queries.places_for(role, actor().answering_for(role)) if role else [],
    )


@bp.get("/people/invite/<role>")
@endpoint(P.USER_INVITE)
def invite(role: str) -> str:
    """Ask whom to let in as ``role``, and where."""
    wanted = roles.givable(actor(), role)
    resident = wanted is Role.RESIDENT
    return render_template(
        "people/invite.html",
        role=wanted,
        places=[] if resident else queries.places_for(wanted, actor().answering_for(wanted)),
        compounds=db.session.scalars(visible(Compound, acting()).order_by(Compound.name)).all()
        if resident
        else [],
    )


@bp.post("/people/invite/<role>")
@endpoint(P.USER_INVITE, again=invite, keep_answer=False)
def invite_now(role: str) -> object:
    """Let somebody in, and show the paper with their code once."""
    wanted = roles.givable(actor(), role)
    words = load(schemas.InviteForm)
    where = homes.scope_of(actor(), wanted, words)
    invited = roster.invite(
        actor(),
        name=words["name"],
        phone=words["phone"],
        sign_in_name=words["sign_in_name"],
        role=wanted,
        scope_id=where,
    )
    return _answer(invited)


@bp.post("/people/<uuid:user_id>/<any(disable, enable):action>")
@endpoint(P.USER_DISABLE, again=person)
def admit(user_id: UUID, action: str) -> Response:
    """Shut somebody out, or let them in again."""
    user = fetch(User, user_id, acting())
    {"disable": roster.disable, "enable": roster.enable}[action](actor(), user)
    return _back(user, _("Signed off.") if action == "disable" else _("Let in again."))


@bp.post("/people/<uuid:user_id>/reset")
@endpoint(P.USER_RESET, again=person, keep_answer=False)
def reset(user_id: UUID) -> object:
    """Show the paper with a code for a new password, once."""
    user = fetch(User, user_id, acting())
    return _paper(user, roster.reset(actor(), user))


@bp.post("/people/<uuid:user_id>/link")
@endpoint(P.USER_RESET, again=person, keep_answer=False)
def new_link(user_id: UUID) -> object:
    """Show a one-time link for a volunteer, once."""
    user = fetch(User, user_id, acting())
    token = roster.issue_link(actor(), user, as_role=Role.VOLUNTEER)
    address = url_for("people.link", token=token, _external=True)
    back = url_for("people.person", user_id=user.id)
    return lambda: render_template(
        "people/link_paper.html", person=user, address=address, back=back
    )


@bp.post("/people/<uuid:user_id>/roles")
@endpoint(P.USER_INVITE, again=person)
def give_role(user_id: UUID) -> Response:
    """Give somebody one more role."""
    user = fetch(User, user_id, acting())
    words = load(schemas.GiveRole)
    roles.give(actor(), user, Role(words["role"]), words["scope_id"])
    return _back(user, _("Saved."))


@bp.post("/people/<uuid:user_id>/roles/<uuid:grant_id>/take-back")
@endpoint(P.USER_INVITE, again=person)
def take_role_back(user_id: UUID, grant_id: UUID) -> Response:
    """Take one role back."""
    user = fetch(User, user_id, acting())
    roles.take_back(actor(), user, grant_id)
    flash(_("Saved."), "ok")
    return redirect(url_for("people.people"))


def _answer(invited: Invited) -> object:
    if invited.code:
        return _paper(invited.user, invited.code)
    return _back(invited.user, _("This person can sign in already; the role was added."))


def _paper(user: User, code: str) -> object:
    back = url_for("people.person", user_id=user.id)
    first = user.password_hash is None
    return lambda: render_template(
        "people/code_paper.html", person=user, code=code, first=first, back=back
    )


def _back(user: User, said: str) -> Response:
    flash(said, "ok")
    return redirect(url_for("people.person", user_id=user.id))
