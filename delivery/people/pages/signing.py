"""In and out: sign-in, one-time links, codes for a new password, the gate's shared phone."""

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, endpoint, load
from delivery.kernel.languages import LANGUAGES
from delivery.people import queries, schemas
from delivery.people.pages.blueprint import bp, let_in, where_they_were
from delivery.people.rules import inner_path
from delivery.people.services import account, signing
from delivery.people.sessions import address, current_token, device, forget

P = Permission


@bp.get("/sign-in")
@endpoint(P.PAGE_OPEN)
def sign_in() -> str:
    """Ask for a name and a password."""
    return render_template("people/sign_in.html", next=request.values.get("next", ""))


@bp.post("/sign-in")
@endpoint(P.SESSION_START, again=sign_in, keep_answer=False)
def sign_in_now() -> Response:
    """Sign in, and go where the person was going."""
    words = load(schemas.SignInForm)
    before = current_token()
    entry = signing.sign_in(words["name"], words["password"], address=address(), device=device())
    if entry.token:
        signing.sign_out(before)
    let_in(entry)
    return redirect(inner_path(words["next"]))


@bp.post("/sign-out")
@endpoint(P.SESSION_END, keep_answer=False)
def sign_out() -> Response:
    """End this session; a copy of its cookie is worth nothing from now on."""
    signing.sign_out(current_token())
    forget()
    return redirect(url_for("people.sign_in"))


@bp.get("/link/<token>")
@endpoint(P.PAGE_OPEN)
def link(token: str) -> str | Response:
    """Show one button; a preview in a chat looks, and spends nothing.

    Whoever it is for and is signed in here already goes on without.
    """
    found = signing.link(token)
    if found.user_id == actor().id:
        return redirect(inner_path(found.leads_to))
    return render_template("people/link.html", token=token, sent_by_hand=bool(found.issued_by))


@bp.post("/link/<token>")
@endpoint(P.SESSION_START, keep_answer=False)
def spend_link(token: str) -> Response:
    """Spend the link and lead to what it was made for."""
    entry = signing.open_link(token, device=device())
    signing.sign_out(current_token())
    let_in(entry)
    return redirect(inner_path(entry.leads_to))


@bp.get("/welcome")
@endpoint(P.PAGE_OPEN)
def welcome() -> str:
    """Ask for a code from paper and a new password."""
    return render_template("people/welcome.html")


@bp.post("/welcome")
@endpoint(P.SESSION_START, again=welcome, keep_answer=False)
def redeem() -> Response:
    """Set the password that the code stands for, and sign in with it."""
    words = load(schemas.Redeem)
    let_in(signing.redeem(**words, address=address(), device=device()))
    return redirect("/")


@bp.get("/gate/switch")
@endpoint(P.GATE_SWITCH)
def switch() -> str:
    """Show who else works at this gate."""
    return render_template("people/switch.html", colleagues=queries.gate_colleagues(actor()))


@bp.post("/gate/switch")
@endpoint(P.GATE_SWITCH, again=switch, keep_answer=False)
def switch_now() -> Response:
    """Hand the phone to a colleague."""
    words = load(schemas.Switch)
    let_in(signing.switch(actor(), **words, token=current_token(), device=device()))
    return redirect("/")


@bp.post("/language/<code>")
@endpoint(P.PAGE_OPEN, keep_answer=False)
def language(code: str) -> Response:
    """Keep the language that somebody chose, visitors too, and stay where they are."""
    if code not in LANGUAGES:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    if actor().signed_in:
        account.speak(actor(), code)
    session["language"] = code
    session.permanent = True
    return redirect(where_they_were(load(schemas.Language)["next"]))
