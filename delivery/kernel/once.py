"""A request's write: one transaction, one commit, and one answer to the same request sent twice."""

import hashlib
import inspect
import json
import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, g, make_response, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import FileStorage

from delivery.kernel import idempotency
from delivery.kernel.db import collides, db, transact
from delivery.kernel.errors import Conflict, DeliveryError, Invalid

LONGEST_KEY = 100


def remember_refusal(refusal: DeliveryError) -> None:
    """Answer with ``refusal`` after the commit, so that what it wrote stays: a failed try counts.

    For acts whose answer is not kept: of visitors, or with ``keep_answer=False``.
    """
    g.remembered = refusal


def write(act: Callable[[], Any], actor_id: uuid.UUID | None) -> Any:
    """Do ``act``, commit, and return its answer; the only commit of a request.

    With an ``actor_id`` the answer is kept under the request's key, and the same request again is
    given it. Without one an answer that is a function is called after the commit.

    Raises
    ------
    Conflict
        Somebody else was quicker: two made one thing, or took away what the other builds on.
    """
    if actor_id is None:
        request.get_data()  # a body over the limit is refused, also where nobody reads it
        answer = _committed(act)
        if refused := g.pop("remembered", None):
            raise refused
        return answer() if inspect.isfunction(answer) else answer
    key, content = _key(), idempotency.content_hash(request.method, request.path, _sent())
    if before := idempotency.saved(actor_id, key, content):
        return _replayed(before)
    db.session.rollback()
    try:
        return _committed(lambda: _saved(make_response(act()), actor_id, key, content))
    except DeliveryError:
        # Our twin may have been quicker; then its answer is ours.
        if before := idempotency.saved(actor_id, key, content):
            return _replayed(before)
        raise


def _committed(act: Callable[[], Any]) -> Any:
    try:
        return transact(act)
    except DBAPIError as error:
        if not collides(error):
            raise
        said = _("This was changed a moment ago by somebody else. Nothing was done.")
        raise Conflict(said) from error


def _sent() -> bytes:
    """Return what was sent, without the token that a form carries anew each time it is shown."""
    if not (request.form or request.files):
        return request.get_data()
    fields = [[name, value] for name, value in request.form.items(multi=True)]
    files = [[name, _hash_of(file)] for name, file in request.files.items(multi=True)]
    return json.dumps([one for one in fields if one[0] != "csrf_token"] + files).encode()


def _hash_of(file: FileStorage) -> str:
    content = file.read()
    file.seek(0)
    return hashlib.sha256(content).hexdigest()


def _key() -> str:
    key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid(
            _("The request has no key of its own. Please reload the page and try again."),
            fields={"Idempotency-Key": [_("8 to 100 printable ASCII characters.")]},
        )
    return key


def _saved(response: Response, actor_id: uuid.UUID, key: str, content: str) -> Response:
    db.session.add(
        idempotency.SavedAnswer(
            actor_id=actor_id,
            key=key,
            content_hash=content,
            status=response.status_code,
            location=response.location,
            mimetype=response.mimetype or "text/html",
            body=response.get_data(as_text=True),
        )
    )
    db.session.flush()
    return response


def _replayed(answer: idempotency.SavedAnswer) -> Response:
    response = Response(answer.body, status=answer.status, mimetype=answer.mimetype)
    if answer.location:
        response.location = answer.location
    response.headers["Idempotent-Replayed"] = "true"
    return response
