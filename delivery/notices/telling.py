"""The worker's part: find who is to be told, claim, send, note. Commits by itself.

Sending stands between two transactions, never inside one. A worker that is killed anywhere leaves
rows that say where it was: what was claimed and not told is tried again after a rest, and a
transport that is able to knows by the message's id what it has sent already.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import Row

from delivery.kernel.db import glance, transact
from delivery.kernel.failpoints import reach
from delivery.kernel.languages import DEFAULT
from delivery.notices import queries, services
from delivery.notices.links import links_for
from delivery.notices.texts import words_of
from delivery.notices.transports import INBOX, Message, Transport, outgoing

log = structlog.get_logger(__name__)


def is_due(at: datetime) -> bool:
    """Tell whether anybody is to be told or reminded of anything."""
    names = [INBOX, *(transport.name for transport in _transports())]
    return any(queries.is_due(name, at) for name in names) or bool(queries.to_remind(at))


def tell(at: datetime, *, complete: bool = False) -> int:
    """Remind and tell by every transport; return how many pieces of news were dealt with.

    A transport that fails is tried again later; the others do not wait for it.

    Parameters
    ----------
    complete
        Look through all events there ever were, and not only from ``queries.horizon`` on: for
        the worker's start and now and then, so that nothing can be overlooked for long.
    """
    done = _committed(lambda: services.remind(at))
    done += _spread(INBOX, at, complete)
    for transport in _transports():
        done += _spread(transport.name, at, complete) + _send_all(transport, at)
    return done


def _transports() -> list[Transport]:
    return outgoing(current_app.config["MENKOU"])


def _spread(name: str, at: datetime, complete: bool) -> int:
    since = 0 if complete else glance(lambda: queries.horizon(name))
    total = 0
    while done := _committed(lambda: services.spread(name, at, since=since)):
        total += done
    return total


def _send_all(transport: Transport, at: datetime) -> int:
    total = 0
    while claimed := transact(lambda: services.claim(transport.name, at)):
        links = transact(lambda ids=claimed: links_for(ids))
        reach("tell:before-send")
        delivered = _deliver(transport, glance(lambda ids=claimed, to=links: _messages(ids, to)))
        reach("tell:after-send")
        if not delivered:
            break
        total += _committed(lambda ids=delivered: _settled(ids, at))
    return total


def _settled(ids: Sequence[uuid.UUID], at: datetime) -> int:
    services.settle(ids, at)
    return len(ids)


def _deliver(transport: Transport, messages: Sequence[Message]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(id_) for id_ in transport.deliver(messages)]
    except Exception:
        log.exception("transport-failed", transport=transport.name, messages=len(messages))
        return []


def _messages(telling_ids: Sequence[uuid.UUID], links: Mapping[uuid.UUID, str]) -> list[Message]:
    rows = queries.to_send(telling_ids)
    about = queries.rows_of(row.Event for row in rows)
    return [
        _message(row, about.get(row.Event.subject_id), links.get(row.Telling.id, ""))
        for row in rows
    ]


def _message(row: Row[Any], about: Any, link: str) -> Message:
    telling, event, user = row
    language = user.language or DEFAULT
    with force_locale(language):
        words = words_of(event, about)
    return Message(
        id=str(telling.id),
        to=user.phone or user.name,
        language=language,
        title=words.title,
        text=words.text,
        at=event.at,
        again=telling.tries > 1,
        link=link,
    )


def _committed(act: Callable[[], int]) -> int:
    """Do ``act`` in a transaction of its own, past the points at which a test may kill us."""

    def watched() -> int:
        done = act()
        if done:
            reach("tell:before-commit")
        return done

    done = transact(watched)
    if done:
        reach("tell:after-commit")
    return done
