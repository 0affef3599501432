"""Who makes this request: a signed cookie or a bearer token names a row that can be ended."""

from collections import defaultdict
from datetime import timedelta

from flask import g, request, session
from sqlalchemy import select

from delivery.kernel import ids
from delivery.kernel.access import VISITOR, Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.people.models import Grant, SignIn, User

LASTS = timedelta(days=30)
COOKIE_FIELD = "sign-in"


def identify() -> Actor:
    """Return the person behind this request, or a visitor.

    Asks the database each time, so that signing out, disabling a user and taking back a grant
    act on the very next request.
    """
    token = _bearer() or session.get(COOKIE_FIELD)
    return actor_of(token) if token else VISITOR


def _bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    g.bearer = True  # no browser sends this by itself, so no other site can forge it
    return token


def actor_of(token: str) -> Actor:
    """Return who signed in with ``token``; a visitor if it has ended or its user is disabled."""
    rows = db.session.execute(
        select(User.id, User.name, Grant.role, Grant.scope_id)
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
        if row.role:
            scopes[Role(row.role)].add(row.scope_id)
    held = {role: frozenset(where) for role, where in scopes.items()}
    return Actor(id=rows[0].id, scopes=held, name=rows[0].name)


def open_session(user: User, how: str) -> str:
    """Sign ``user`` in and return the token that proves it; only its hash is kept."""
    token = ids.token()
    db.session.add(
        SignIn(user_id=user.id, token_hash=ids.digest(token), expires_at=now() + LASTS, how=how)
    )
    return token


def remember(token: str) -> None:
    """Put ``token`` into this browser's cookie, and nothing of the session before it."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session[COOKIE_FIELD] = token
    if language:
        session["language"] = language
