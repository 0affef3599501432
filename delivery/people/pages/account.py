"""“Me”: what people change about themselves."""

from uuid import UUID

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.http import actor, endpoint, load
from delivery.people import queries, schemas
from delivery.people.pages.blueprint import bp, let_in, where_they_were
from delivery.people.services import account as services
from delivery.people.services.signing import Entry
from delivery.people.sessions import current_token

P = Permission


@bp.get("/me")
@endpoint(P.ACCOUNT_EDIT)
def account() -> str:
    """Show the account: name, language, large print, password, PIN, devices."""
    who = actor()
    user = services.me(who)
    token = current_token()
    return render_template(
        "people/account.html",
        me=user,
        held=queries.held_by([user.id])[user.id],
        waiting=queries.own_requests(who),
        devices=[(one, queries.is_this(one, token)) for one in queries.devices(who)],
        switches=who.may(P.GATE_SWITCH),
    )


@bp.post("/me")
@endpoint(P.ACCOUNT_EDIT, again=account)
def edit_account() -> Response:
    """Keep name and large print."""
    user = services.edit(actor(), **load(schemas.Account))
    session["elder"] = user.elder
    return _saved()


@bp.post("/large-print")
@endpoint(P.PAGE_OPEN, keep_answer=False)
def large_print() -> Response:
    """Keep the size of print that somebody chose, visitors too, and stay where they are."""
    words = load(schemas.Print)
    if actor().signed_in:
        services.enlarge(actor(), words["elder"])
    session["elder"] = words["elder"]
    session.permanent = True
    return redirect(where_they_were(words["next"]))


@bp.post("/me/password")
@endpoint(P.ACCOUNT_EDIT, again=account, keep_answer=False)
def change_password() -> Response:
    """Replace the password; other devices are signed out."""
    words = load(schemas.Password)
    return _kept(
        services.change_password(
            actor(), words["current"], words["password"], token=current_token()
        )
    )


@bp.post("/me/pin")
@endpoint(P.GATE_SWITCH, again=account, keep_answer=False)
def set_pin() -> Response:
    """Keep the PIN for the gate's phone."""
    words = load(schemas.Pin)
    return _kept(services.set_pin(actor(), words["current"], words["pin"]))


@bp.post("/me/devices/<uuid:sign_in_id>/sign-out")
@endpoint(P.SESSION_END)
def sign_out_device(sign_in_id: UUID) -> Response:
    """Sign out one of one's own devices."""
    services.sign_out_device(actor(), sign_in_id)
    return _saved(_("That device is signed out."))


@bp.post("/me/devices/sign-out")
@endpoint(P.SESSION_END)
def sign_out_others() -> Response:
    """Sign out everywhere but here."""
    services.sign_out_others(actor(), current_token())
    return _saved(_("All other devices are signed out."))


def _kept(entry: Entry) -> Response:
    let_in(entry)
    return redirect(url_for("people.account")) if entry.refusal else _saved()


def _saved(said: str = "") -> Response:
    flash(said or _("Saved."), "ok")
    return redirect(url_for("people.account"))
