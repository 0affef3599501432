"""Who makes this request: a signed cookie or a bearer token names a row that can be ended."""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta

from flask import g, request, session
from sqlalchemy import delete, select, update

from delivery.kernel import ids
from delivery.kernel.access import VISITOR, Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.people.models import Grant, SignIn, User

LASTS = timedelta(days=30)
LASTS_AS_ROLE = timedelta(hours=16)  # a shared phone or a link that was sent on
COOKIE_FIELD = "sign-in"
KEPT_FIELDS = ("language", "elder")  # of the session before, whoever is signed in
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux", "HarmonyOS")
BROWSERS = {"MicroMessenger": "WeChat", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome"}


def identify() -> Actor:
    """Return the person behind this request, or a visitor.

    Asks the database each time, so that signing out, disabling a user and taking back a grant
    act on the very next request.
    """
    token = current_token()
    return actor_of(token) if token else VISITOR


def current_token() -> str | None:
    """Return the token that this request carries, if any; it may have ended."""
    return _bearer() or session.get(COOKIE_FIELD)


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    g.bearer = True  # no browser sends this by itself, so no other site can forge it
    return token


def actor_of(token: str) -> Actor:
    """Return who signed in with ``token``; a visitor if it has ended or its user is disabled."""
    rows = db.session.execute(
        select(User.id, User.name, SignIn.as_role, Grant.role, Grant.scope_id)
        .join(SignIn, SignIn.user_id == User.id)
        .outerjoin(Grant, Grant.user_id == User.id)
        .where(
            SignIn.token_hash == ids.digest(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).all()
    if not rows:
        return VISITOR
    scopes = defaultdict(set)
    for row in rows:
        if row.role and row.as_role in (None, row.role):
            scopes[Role(row.role)].add(row.scope_id)
    held = {role: frozenset(where) for role, where in scopes.items()}
    return Actor(id=rows[0].id, scopes=held, name=rows[0].name)


def open_session(user: User, how: str, *, as_role: str | None = None, device: str = "") -> str:
    """Sign ``user`` in and return the token that proves it; only its hash is kept.

    With ``as_role`` the session carries that one role of theirs, and ends sooner.
    """
    token = ids.token()
    ends_at = now() + (LASTS_AS_ROLE if as_role else LASTS)
    db.session.add(
        SignIn(
            user_id=user.id,
            token_hash=ids.digest(token),
            expires_at=ends_at,
            how=how,
            as_role=as_role,
            device=device,
        )
    )
    return token


def end_session(token: str | None) -> bool:
    """End the session that ``token`` proves; tell whether there was one."""
    return end_sessions(SignIn.token_hash == ids.digest(token)) == 1 if token else False


def end_sessions(*which: object) -> int:
    """End the sessions for which all of ``which`` holds; return how many."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.ended_at.is_(None), *which)  # type: ignore[arg-type]
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
    return changed(ended)


def end_other_sessions(user_id: uuid.UUID, token: str | None) -> int:
    """End all sessions of a user but the one that ``token`` proves."""
    return end_sessions(SignIn.user_id == user_id, SignIn.token_hash != ids.digest(token or ""))


def sweep(before: datetime) -> int:
    """Forget the sessions that ended, or grew too old, before ``before``; return how many."""
    old = (SignIn.ended_at < before) | (SignIn.expires_at < before)
    return changed(db.session.execute(delete(SignIn).where(old)))


def remember(token: str, user: User) -> None:
    """Put ``token`` into this browser's cookie, and nothing of whoever used it before.

    The language chosen on this browser stays; without one it is the user's. Large print is on
    where either asks for it: who needs it must never look for the switch.
    """
    kept = {name: session[name] for name in KEPT_FIELDS if name in session}
    session.clear()
    session.permanent = True
    session[COOKIE_FIELD] = token
    if user.language:
        session["language"] = user.language
    session.update(kept)
    session["elder"] = user.elder or bool(kept.get("elder"))


def forget() -> None:
    """Empty this browser's cookie; its language and its size of print stay."""
    kept = {name: session[name] for name in KEPT_FIELDS if name in session}
    session.clear()
    session.permanent = bool(kept)
    session.update(kept)


def device() -> str:
    """Return what this browser calls itself, short enough to be recognised: ``WeChat, Android``."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), "")
    if not browser and "Safari" in agent:
        browser = "Safari"
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system)))


def address() -> str:
    """Return the address that this request comes from."""
    return request.remote_addr or ""
