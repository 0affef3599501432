"""What the ledger has heard of bags so far, without what was taken back."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from delivery.handoffs.rules import Outcome, Standing
from delivery.handoffs.sync.undone import TakenBack, taken_back
from delivery.kernel.db import db
from delivery.kernel.ledger import Event, keyed
from delivery.merchants.picking.models import Bag

# Whoever takes one of these back has the bag in hand, at the gate.
UNDONE_AT_GATE = frozenset({"hand-over", "return"})


@dataclass(slots=True)
class Heard:
    """The events of one bag, without the steps that were only inferred.

    An act that was taken back has never been: what an act is judged by leaves it out, and its
    undo with it, in whatever order the two were heard.
    """

    bag_id: uuid.UUID
    events: list[Row[Any]] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)

    @property
    def standing_events(self) -> Iterator[Row[Any]]:
        """Return the events of acts that stand, in the order in which they were heard."""
        void = {str(one.act_id) for one in self.taken_back}
        void |= {str(one.undo_id) for one in self.taken_back}
        return (event for event in self.events if act_of(event) not in void)

    @property
    def seen_at_gate_at(self) -> list[datetime]:
        """Return when somebody took back that the bag had gone, and so had it at the gate."""
        return [one.at for one in self.taken_back if one.kind in UNDONE_AT_GATE]

    @property
    def put_right_at(self) -> datetime | None:
        """Return when somebody last had the bag in hand, and said where it belongs."""
        return max((event.at for event in self.events if event.action == "swap"), default=None)

    def is_history(self, at: datetime) -> bool:
        """Tell whether the bag was put right since, so that an act of then moves nothing back."""
        return self.put_right_at is not None and at <= self.put_right_at

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

    def move_of(self, act_id: uuid.UUID) -> Row[Any] | None:
        """Return the event by which an act moved the bag, at once or later; ``None`` if it did not."""
        moves = (event for event in self.events if event.target is not None)
        return next((event for event in moves if act_of(event) == str(act_id)), None)

    def standing(self, state: str) -> Standing:
        """Return what an act is judged by."""
        events = list(self.standing_events)
        found = [event.at for event in events if event.action == "find"]
        return Standing(
            state,
            frozenset(event.action for event in events),
            max((event.at for event in events if event.action == "miss"), default=None),
            max(found + self.seen_at_gate_at, default=None),
            self.put_right_at,
        )


def act_of(event: Row[Any]) -> str:
    """Return the id of the act that an event's key begins with."""
    return (event.key or "").split(":")[0]


def of(
    bag_ids: Collection[uuid.UUID], *, beside: Iterable[TakenBack] = ()
) -> dict[uuid.UUID, Heard]:
    """Return what was said of each of the bags.

    Parameters
    ----------
    beside
        What is taken back just now, and is not written down yet.
    """
    found = {id_: Heard(id_) for id_ in bag_ids}
    rows = db.session.execute(
        select(
            *(Event.subject_id, Event.action, Event.at, Event.key, Event.facts, Event.target),
            Event.actor_id,
        )
        .where(Event.subject == Bag.__tablename__, Event.subject_id.in_(bag_ids))
        .order_by(Event.seq)
    )
    for row in rows:
        if "inferred_from" not in row.facts:
            found[row.subject_id].events.append(row)
    for one in [*taken_back(bag_ids), *beside]:
        found[one.bag_id].taken_back.append(one)
    return found
