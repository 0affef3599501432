"""Signing in and pressing buttons, as a browser would: cookie, CSRF token, idempotency key."""

from flask import current_app, g
from itsdangerous import URLSafeTimedSerializer

from delivery.kernel import ids
from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.people.models import User
from delivery.people.sessions import COOKIE_FIELD, open_session


def sign_in(client, who):
    """Sign ``who``, an actor of ``factories.actor_with`` or a user, into ``client``.

    Commits what the test made so far (into its savepoint): a request begins afresh.
    """
    token = token_of(who)
    with client.session_transaction() as kept:
        kept.clear()
        kept[COOKIE_FIELD] = token
    return client


def sign_out(client):
    """Forget this browser's cookie; the session's row stays."""
    with client.session_transaction() as kept:
        kept.clear()
    return client


def token_of(who) -> str:
    """Return a bearer token of ``who``, for ``Authorization: Bearer …``."""
    user = db.session.get(User, who.id) if isinstance(who, Actor) else who
    token = open_session(user, "password")
    db.session.commit()
    return token


def bearer(who, **more) -> dict[str, str]:
    """Return the headers with which a program acts as ``who``, its key included."""
    return {"Authorization": f"Bearer {token_of(who)}", "Idempotency-Key": ids.token()} | more


def get(client, url, **words):
    """Open a page. What the test made so far is committed first."""
    db.session.commit()
    return client.get(url, **words)


def post(client, url, data=None, *, key=None, **words):
    """Send a form with its CSRF token and a fresh key, or with ``key``."""
    db.session.commit()
    form = {"csrf_token": csrf_token(client), "key": key or ids.token()} | dict(data or {})
    return client.post(url, data=form, **words)


def csrf_token(client) -> str:
    """Return the token that a page shown to ``client`` would carry."""
    g.pop("csrf_token", None)  # a test's requests share one g; a browser's do not
    with client.session_transaction() as kept:
        raw = kept.setdefault("csrf_token", ids.token())
    return URLSafeTimedSerializer(current_app.secret_key, salt="wtf-csrf-token").dumps(raw)
