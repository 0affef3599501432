"""The seam between HTTP and the rest: read the words, check the right, commit, answer."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, request
from flask.json.provider import DefaultJSONProvider
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFProtect
from marshmallow import Schema, ValidationError, fields

from delivery.kernel import idempotency, once, refusals
from delivery.kernel.access import VISITOR, Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import DeliveryError, Invalid

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


class Json(DefaultJSONProvider):
    """JSON as it comes from anybody: what is nested without end is refused like other nonsense."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what ``s`` says, or raise ``ValueError``."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as deep:
            raise ValueError("nested too deeply") from deep


def actor() -> Actor:
    """Return who makes this request; looked up once, in a short read of its own."""
    if g.get("actor") is None:
        g.actor = g.identify() if "identify" in g else VISITOR
        db.session.rollback()  # what follows may be a write, and begins afresh
    return g.actor


def acting() -> Actor:
    """Return who makes this request, with only the roles that hold the endpoint's permission.

    Rows are fetched as this actor, so that what one role sees lends no other role its right: a
    coordinator who lives next door does not close the waves that they order in.
    """
    return actor().acting(g.permission)


def load(schema: type[Schema]) -> Any:
    """Return the request's JSON or form as ``schema`` makes it, or raise ``Invalid`` by field."""
    words = request.get_json(silent=False) if request.is_json else _form(schema())
    return _loaded(schema, words)


def load_query(schema: type[Schema]) -> Any:
    """Return the words after the ``?`` as ``schema`` makes them, or raise ``Invalid`` by field."""
    return _loaded(schema, _given(schema(), request.args))


def _loaded(schema: type[Schema], words: Any) -> Any:
    try:
        return schema().load(words)
    except ValidationError as bad:
        raise Invalid(
            _("Some fields need another look. Nothing was saved."), fields=refusals.flat(bad)
        ) from bad


def _form(schema: Schema) -> dict[str, Any]:
    words = _given(schema, request.form)
    return {name: value for name, value in words.items() if name not in ("csrf_token", "key")}


def _given(schema: Schema, words: Any) -> dict[str, Any]:
    """Return the form's values, lists where ``schema`` has lists; a field left empty is absent."""
    given: dict[str, Any] = {}
    for name in words:
        if isinstance(schema.fields.get(name), fields.List):
            given[name] = [value for value in words.getlist(name) if value != ""]
        elif words[name] != "":
            given[name] = words[name]
    return given


def endpoint(
    permission: Permission,
    *,
    again: Callable[..., Any] | None = None,
    keep_answer: bool = True,
    largest: int = 0,
) -> Callable[[View], View]:
    """Let only holders of ``permission`` in, and commit once where the view returns.

    A view that raises commits nothing. No other code in the project commits on a request.
    A write by somebody who is signed in carries an idempotency key (header ``Idempotency-Key``
    or form field ``key``): the same request sent again is given its first answer.

    Parameters
    ----------
    again
        The view of a form. After a refusal it is shown again, with ``errors`` and ``values``.
    keep_answer
        False where the answer shows a secret once: it is not kept, and a repeat is a new act.
        Such a view may return a function, which renders the answer after the commit.
    largest
        How many bytes are read, where that is more than anybody else may send.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor().require(permission)
            g.permission = permission
            if request.method in SAFE:
                return view(*args, **kwargs)
            if largest:
                request.max_content_length = largest
            if not _unforgeable():
                csrf.protect()
            if request.is_json and request.get_data():
                request.get_json()  # what is no JSON, or nested without end, is refused at once
            try:
                key_of = actor().id if keep_answer else None
                return once.write(lambda: view(*args, **kwargs), key_of)
            except DeliveryError as refused:
                if again is None or request.is_json:
                    raise
                return _shown_again(again, kwargs, refused)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.keeps_answer = keep_answer  # type: ignore[attr-defined]
        guarded.largest = largest  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _unforgeable() -> bool:
    """Tell whether another site could gain nothing by sending this: it rests on no cookie."""
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return bool(g.get("bearer")) or (
        request.path.startswith("/api/") and cookie not in request.cookies
    )


def _shown_again(
    form: Callable[..., Any], kwargs: dict[str, Any], refused: DeliveryError
) -> Response:
    g.errors, g.values, g.refusal = refused.fields, request.form, refused
    wanted = inspect.signature(form).parameters
    view = inspect.unwrap(form)
    g.permission = form.permission  # type: ignore[attr-defined]
    response = make_response(view(**{k: v for k, v in kwargs.items() if k in wanted}))
    response.status_code = refused.status
    return response


def allow_scanner() -> None:
    """Let this page's scripts run the bar code reader, which is WebAssembly."""
    g.scans = True


def init_app(app: Flask, identify: Callable[[], Actor]) -> None:
    """Give ``app`` its actor, its CSRF protection and its answers to errors."""
    csrf.init_app(app)
    refusals.init_app(app)
    app.jinja_env.globals["fresh_key"] = (
        idempotency.new_key
    )  # macros see globals, not a page's context

    @app.before_request
    def begin() -> None:
        for name in ("actor", "bearer", "scans", "errors", "values", "refusal", "remembered"):
            g.pop(name, None)
        g.identify = identify

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "errors": g.get("errors", {}),
            "values": g.get("values", {}),
            "refusal": g.get("refusal"),
            "actor": actor(),
        }
