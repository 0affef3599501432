"""Sessions and one's own account."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission
from delivery.kernel.http import actor, endpoint
from delivery.people import answers, queries, schemas
from delivery.people.api.blueprint import bp, opened
from delivery.people.models import SignIn
from delivery.people.services import account, joining, signing
from delivery.people.services.signing import Entry
from delivery.people.sessions import address, current_token, device

P = Permission


@bp.post("/session")
@endpoint(P.SESSION_START, keep_answer=False)
@bp.arguments(schemas.SignIn)
@bp.response(200, answers.SessionOut)
def start_session(words: dict[str, Any]) -> Entry:
    """Sign in, and get a bearer token. Failed tries are counted; 429 says how long to wait."""
    return opened(signing.sign_in(**words, address=address(), device=device()))


@bp.delete("/session")
@endpoint(P.SESSION_END, keep_answer=False)
@bp.response(204)
def end_session() -> None:
    """Sign out: the token is worth nothing from now on."""
    signing.sign_out(current_token())


@bp.post("/join")
@endpoint(P.HOUSEHOLD_JOIN, keep_answer=False)
@bp.arguments(schemas.Join)
@bp.response(200, answers.SessionOut)
def join_household(words: dict[str, Any]) -> Entry:
    """Ask to join the home whose code is spent; the group's leader decides."""
    return opened(joining.join(**words, address=address(), device=device()))


@bp.post("/welcome")
@endpoint(P.SESSION_START, keep_answer=False)
@bp.arguments(schemas.Redeem)
@bp.response(200, answers.SessionOut)
def redeem_code(words: dict[str, Any]) -> Entry:
    """Spend an invite or reset code on a new password."""
    return opened(signing.redeem(**words, address=address(), device=device()))


@bp.get("/me")
@endpoint(P.ACCOUNT_EDIT)
@bp.response(200, answers.MeOut)
def read_me() -> dict[str, Any]:
    """Return the account that asks, with its roles."""
    return _me()


@bp.put("/me")
@endpoint(P.ACCOUNT_EDIT)
@bp.arguments(schemas.Account)
@bp.response(200, answers.MeOut)
def edit_me(words: dict[str, Any]) -> dict[str, Any]:
    """Change one's name, and large print."""
    account.edit(actor(), **words)
    return _me()


@bp.put("/me/language")
@endpoint(P.ACCOUNT_EDIT)
@bp.arguments(schemas.Speak)
@bp.response(204)
def speak(words: dict[str, Any]) -> None:
    """Keep the language in which one is told things."""
    account.speak(actor(), words["language"])


@bp.put("/me/password")
@endpoint(P.ACCOUNT_EDIT, keep_answer=False)
@bp.arguments(schemas.Password)
@bp.response(204)
def change_password(words: dict[str, Any]) -> None:
    """Replace the password; all other sessions end. Wrong tries are counted."""
    new, token = words["password"], current_token()
    opened(account.change_password(actor(), words["current"], new, token=token))


@bp.put("/me/pin")
@endpoint(P.GATE_SWITCH, keep_answer=False)
@bp.arguments(schemas.Pin)
@bp.response(204)
def set_pin(words: dict[str, Any]) -> None:
    """Keep the PIN by which one takes over a gate's phone."""
    opened(account.set_pin(actor(), words["current"], words["pin"]))


@bp.get("/me/devices")
@endpoint(P.ACCOUNT_EDIT)
@bp.response(200, answers.DeviceOut(many=True))
def list_devices() -> list[SignIn]:
    """Return where one is signed in, the newest first."""
    return queries.devices(actor())


@bp.delete("/me/devices/<uuid:sign_in_id>")
@endpoint(P.SESSION_END)
@bp.response(204)
def sign_out_device(sign_in_id: UUID) -> None:
    """Sign out one of one's own devices."""
    account.sign_out_device(actor(), sign_in_id)


@bp.post("/session/switch")
@endpoint(P.GATE_SWITCH, keep_answer=False)
@bp.arguments(schemas.Switch)
@bp.response(200, answers.SessionOut)
def switch_session(words: dict[str, Any]) -> Entry:
    """Hand a gate's device to a colleague by PIN: this token ends, theirs is returned."""
    entry = signing.switch(actor(), **words, token=current_token(), device=device())
    return opened(entry)


def _me() -> dict[str, Any]:
    user = account.me(actor())
    return {"user": user, "roles": queries.held_by([user.id])[user.id]}
