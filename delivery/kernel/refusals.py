"""How a refusal is answered: one JSON shape for programs, one page for people."""

from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from delivery.kernel.db import db
from delivery.kernel.errors import DeliveryError, NotSignedIn, TooManyTries


def flat(bad: ValidationError) -> dict[str, list[str]]:
    """Return the sentences of ``bad`` by dotted field name, such as ``lines.0.quantity``."""
    found: dict[str, list[str]] = {}

    def walk(name: str, messages: Any) -> None:
        if isinstance(messages, dict):
            for part, inner in messages.items():
                walk(f"{name}.{part}" if name else str(part), inner)
        else:
            # A sentence that waits for its language is no list, though it can be iterated.
            said = messages if isinstance(messages, list) else [messages]
            found.setdefault(name, []).extend(str(m) for m in said)

    walk("", bad.normalized_messages())
    return found


def wants_json() -> bool:
    """Tell whether a program asks: by the address, or by what it sends."""
    return request.path.startswith("/api/") or request.is_json


def init_app(app: Flask) -> None:
    """Answer every error of ``app`` in the one shape; no answer shows a traceback."""
    app.register_error_handler(DeliveryError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(BadHost, _misaddressed)
    app.register_error_handler(SecurityError, _misaddressed)
    app.register_error_handler(DataError, _unusable)
    app.register_error_handler(Exception, _broken)


def _refused(error: DeliveryError) -> Response:
    db.session.rollback()
    if isinstance(error, NotSignedIn) and not wants_json():
        return redirect(url_for("people.sign_in", next=_here()))  # type: ignore[return-value]
    answer = _answer(error.status, error.code, error.message, error.fields)
    if isinstance(error, TooManyTries):
        answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _http(error: HTTPException) -> Response:
    db.session.rollback()
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return error.get_response()  # type: ignore[return-value]
    fields = _smorest_fields(error)
    return _answer(status, *_said(status), fields, headers=getattr(error, "valid_methods", None))


def _misaddressed(error: HTTPException) -> Response:
    """Answer in one line where no host of ours is named: a page could not say what it links to."""
    return Response(_said(400)[1], status=400, mimetype="text/plain")


def _smorest_fields(error: HTTPException) -> dict[str, list[str]]:
    messages = getattr(error, "data", {}).get("messages", {})
    by_place = [m for m in messages.values() if isinstance(m, dict)] if messages else []
    merged: dict[str, list[str]] = {}
    for part in by_place:
        merged |= flat(ValidationError(part))
    return merged


def _said(status: int) -> tuple[str, str]:
    known = {
        400: (
            "bad-request",
            _("This request could not be read. Please reload the page and try again."),
        ),
        404: ("not-found", _("There is nothing here for you. It may have been moved or removed.")),
        405: ("method-not-allowed", _("This address does not do that.")),
        413: ("too-large", _("This is more than we can take at once. Nothing was saved.")),
        415: ("unsupported-type", _("Please send this as a form or as JSON.")),
        422: ("invalid", _("Some fields need another look. Nothing was saved.")),
        429: ("too-many-tries", _("Too many tries in a short time. Please wait a little.")),
    }
    if status >= 500:
        return "broken", _("Something went wrong on our side. Nothing was saved; please try again.")
    return known.get(
        status,
        ("refused", _("This request could not be read. Please reload the page and try again.")),
    )


def _unusable(error: DataError) -> Response:
    """Answer for words that the database cannot hold, such as a number that is far too large."""
    db.session.rollback()
    return _answer(422, *_said(422), {})


def _broken(error: Exception) -> Response:
    db.session.rollback()
    current_app.logger.exception("request failed", exc_info=error)
    return _answer(500, *_said(500), {})


def _answer(
    status: int, code: str, detail: str, fields: dict[str, list[str]], headers: Any = None
) -> Response:
    if wants_json():
        response = jsonify({"type": code, "detail": detail, "fields": fields})
    else:
        page = render_template(
            "errors/page.html", status=status, code=code, detail=detail, fields=fields
        )
        response = Response(page)
    response.status_code = status
    if headers:
        response.headers["Allow"] = ", ".join(sorted(headers))
    return response
