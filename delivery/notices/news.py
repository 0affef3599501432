"""A person's news, put into words for the page that is being made."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from delivery.kernel.ledger import Event
from delivery.notices import queries
from delivery.notices.models import Telling
from delivery.notices.texts import Words, words_of


@dataclass(frozen=True, slots=True)
class News:
    """One event as its reader sees it."""

    event: int
    at: datetime
    subject: str
    action: str
    words: Words
    is_read: bool

    @property
    def title(self) -> str:
        """Return what happened, in a few words."""
        return self.words.title

    @property
    def text(self) -> str:
        """Return the rest of it."""
        return self.words.text


@dataclass(frozen=True, slots=True)
class Page:
    """Some news, the newest first; ``before`` asks for older ones, if there are."""

    news: Sequence[News]
    before: int | None


def page_of(user_id: uuid.UUID, before: int | None = None) -> Page:
    """Return a page of a person's news."""
    tellings = queries.own(user_id, before=before)
    shown, more = tellings[: queries.PAGE], len(tellings) > queries.PAGE
    about = queries.rows_of(telling.event for telling in shown)
    news = [_news(telling, about.get(telling.event.subject_id)) for telling in shown]
    return Page(news, shown[-1].event_seq if more else None)


def _news(telling: Telling, about: object) -> News:
    event = telling.event
    return News(
        event=event.seq,
        at=event.at,
        subject=event.subject,
        action=event.action,
        words=words_of(event, about),
        is_read=telling.read_at is not None,
    )


def address_of(event: Event) -> str | None:
    """Return the page on which a piece of news goes on."""
    words = words_of(event, queries.rows_of([event]).get(event.subject_id))
    if words.endpoint not in current_app.view_functions:
        return None
    return url_for(words.endpoint, **words.values)
