"""What the ledger has heard of bags so far, in one read."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from delivery.handoffs.rules import Outcome, Standing
from delivery.kernel.db import db
from delivery.kernel.ledger import Event, keyed
from delivery.merchants.picking.models import Bag


@dataclass(slots=True)
class Heard:
    """The events of one bag, without the steps that were only inferred."""

    bag_id: uuid.UUID
    events: list[Row[Any]] = field(default_factory=list)

    def outcome_of(self, action: str, key: str) -> Outcome | None:
        """Return what came before of the act with ``key``; ``None`` where it is new."""
        seen = self.event_of(key)
        if seen is None:
            return None
        return Outcome.KNOWN if seen.action == action else Outcome.MISMATCH

    def event_of(self, key: str) -> Row[Any] | None:
        """Return the event of the act with ``key``, if there is one."""
        own = keyed(key, self.bag_id)
        return next((event for event in self.events if event.key == own), None)

    def standing(self, state: str) -> Standing:
        """Return what an act is judged by."""
        return Standing(
            state,
            frozenset(event.action for event in self.events),
            _last(self.events, "miss"),
            _last(self.events, "find"),
        )


def _last(events: Iterable[Row[Any]], action: str) -> datetime | None:
    return max((event.at for event in events if event.action == action), default=None)


def of(bag_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Heard]:
    """Return what was said of each of the bags."""
    found = {id_: Heard(id_) for id_ in bag_ids}
    rows = db.session.execute(
        select(Event.subject_id, Event.action, Event.at, Event.key, Event.facts, Event.target)
        .where(Event.subject == Bag.__tablename__, Event.subject_id.in_(bag_ids))
        .order_by(Event.seq)
    )
    for row in rows:
        if "inferred_from" not in row.facts:
            found[row.subject_id].events.append(row)
    return found
