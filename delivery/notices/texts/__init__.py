"""What is said of each kind of event: written when it is read, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from delivery.kernel.ledger import Event
from delivery.notices.rules import Kind
from delivery.notices.texts import accounts, orders, waiting, work
from delivery.notices.texts.words import Words

__all__ = ["TEXTS", "Words", "words_of"]
TEXTS: Mapping[Kind, Callable[[Event, Any], Words]] = (
    orders.TEXTS | waiting.TEXTS | work.TEXTS | accounts.TEXTS
)


def words_of(event: Event, row: Any | None) -> Words:
    """Return what is said of ``event``, whose subject is ``row`` if it is still there."""
    if row is None:
        return Words("info", _("Something was removed"), _("What this was about is gone."))
    return TEXTS[event.subject, event.action](event, row)
