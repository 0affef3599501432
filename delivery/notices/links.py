"""One-time links in what is sent: made as it is sent, so that only their hash is kept here."""

import uuid
from collections.abc import Sequence

from flask import current_app

from delivery.notices import queries
from delivery.notices.rules import TOLD
from delivery.notices.texts import words_of
from delivery.people import codes


def links_for(telling_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Make a link for each telling that asks for an answer, and return them by telling.

    Each signs its reader in and leads to where the answer is given. An installation that has no
    name of its own (``MENKOU_HOSTS``) has no links to send: people answer in the inbox.
    """
    origin = _origin()
    if not origin:
        return {}
    rows = [
        row
        for row in queries.to_send(telling_ids)
        if TOLD[row.Event.subject, row.Event.action].asks
    ]
    about = queries.rows_of(row.Event for row in rows)
    found = {}
    for row in rows:
        words = words_of(row.Event, about.get(row.Event.subject_id))
        if words.endpoint in current_app.view_functions:
            path = current_app.url_map.bind("").build(words.endpoint, dict(words.values))
            secret = codes.issue("link", by=None, user_id=row.User.id, leads_to=path)
            found[row.Telling.id] = f"{origin}/link/{secret}"
    return found


def _origin() -> str:
    settings = current_app.config["MENKOU"]
    name = settings.hosts.partition(",")[0].strip()
    scheme = "http" if settings.plain_http else "https"
    return f"{scheme}://{name}" if name else ""
