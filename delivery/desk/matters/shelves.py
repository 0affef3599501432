"""Shelves on which a guard counted otherwise than the books say."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from delivery.desk.matters.matter import Act, Matter
from delivery.handoffs.closing import miscounted
from delivery.handoffs.naming import counted_words
from delivery.kernel.access import Actor
from delivery.people.naming import gate_label

REMEMBERED = timedelta(hours=24)  # or until somebody counts again


def counted_otherwise(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the gates whose last count of the shelf differs from the books."""
    for gate, event, differs in miscounted(who, at - REMEMBERED):
        yield Matter(
            mark=pgettext("matter", "Shelf"),
            title=gate_label(gate),
            text=counted_words(differs),
            act=Act(_("Look at the gate"), url_for("places.gate", gate_id=gate.id)),
            since=event.at,
        )
