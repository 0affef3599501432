"""The end of a shift and of a day at a gate: what stands there is counted, and each bag explained.

None of this commits.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from delivery.handoffs.rules import Proof
from delivery.handoffs.unclaimed import queries as unclaimed
from delivery.kernel.access import Actor, Permission, sight
from delivery.kernel.db import db
from delivery.kernel.errors import WrongState
from delivery.kernel.ledger import Event, record_all
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.rules import TEMPERATURES
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint, Gate

LOOKS_BACK = timedelta(hours=36)  # a day's waves, also where they ended after midnight
ENDS = ("handed-over", "returned", "destroyed")
COUNT, CLOSE = "count-shelf", "close-day"


@dataclass(frozen=True, slots=True)
class Day:
    """How the bags of a gate's collections that are over have ended, and what is still open.

    ``kept`` bags wait for somebody to carry them where it was decided; ``open_here`` and
    ``open_away`` have no end and no explanation, at the gate and before it.
    """

    ended: Mapping[str, int]
    missing: int
    kept: int
    open_here: int
    open_away: int

    @property
    def unexplained(self) -> int:
        """Return how many bags nobody has explained."""
        return self.open_here + self.open_away

    @property
    def facts(self) -> dict[str, int]:
        """Return what the ledger remembers of the day."""
        ended = {state.replace("-", "_"): self.ended.get(state, 0) for state in ENDS}
        return ended | {"missing": self.missing, "kept": self.kept}


def shelf(gate_id: uuid.UUID) -> dict[str, int]:
    """Return how many bags stand at a gate by the books, by class."""
    rows = db.session.execute(
        _bags(gate_id, Bag.temperature, func.count(Bag.id))
        .where(Bag.state == "at-gate")
        .group_by(Bag.temperature)
    )
    found: dict[str, int] = dict(rows.all())  # type: ignore[arg-type]
    return {kept: found.get(kept, 0) for kept in TEMPERATURES}


def standing(gate_id: uuid.UUID, kinds: list[str]) -> list[Any]:
    """Return the bags that stand at a gate by the books, of some classes, as one walks past them."""
    what = (Bag.id, Bag.code, Bag.temperature, Bag.shelf_number, Bag.number, Bag.of)
    rows = _bags(gate_id, *what).where(Bag.state == "at-gate", Bag.temperature.in_(kinds))
    return list(db.session.execute(rows.order_by(Bag.shelf_number, Bag.code).limit(300)))


def _bags(gate_id: uuid.UUID, *what: ColumnElement[Any] | Any) -> Select[Any]:
    return (
        select(*what)
        .join(Order, Bag.order_id == Order.id)
        .join(DropPoint, Order.drop_point_id == DropPoint.id)
        .where(DropPoint.gate_id == gate_id)
    )


def count_shelf(
    gate: Gate, counted: Mapping[str, int], proof: Proof, *, actor: Actor
) -> dict[str, int]:
    """Write down how many bags of each class a guard counted, and how many there are by the books.

    Returns
    -------
    dict
        By class, how many more were counted than there should be; only where it differs.
    """
    actor.require(Permission.BAG_TAKE_IN)
    expected = shelf(gate.id)
    _note(COUNT, gate, {"expected": expected, "counted": dict(counted)}, proof, actor)
    return difference(expected, counted)


def difference(expected: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """Return by class how many more were counted than expected; only where it differs."""
    more = {kept: counted.get(kept, 0) - expected.get(kept, 0) for kept in TEMPERATURES}
    return {kept: n for kept, n in more.items() if n}


def day(gate_id: uuid.UUID, at: datetime) -> Day:
    """Return how the day stands at a gate: the bags of the collections that are over by ``at``."""
    over = (Wave.collect_to_at <= at, Wave.collect_to_at > at - LOOKS_BACK)
    rows = db.session.execute(
        _bags(gate_id, Bag.state, func.count(Bag.id))
        .join(Wave, Order.wave_id == Wave.id)
        .where(*over)
        .group_by(Bag.state)
    )
    states = Counter(dict(rows.all()))  # type: ignore[arg-type]
    own = Bag.id.in_(_bags(gate_id, Bag.id).join(Wave, Order.wave_id == Wave.id).where(*over))
    kept = sum(one.bags for one in unclaimed.waiting(at, own) if one.way)
    return Day(
        {state: states[state] for state in ENDS},
        states["missing"],
        kept,
        max(0, states["at-gate"] - kept),
        states["packed"] + states["on-vehicle"],
    )


def close_day(gate: Gate, proof: Proof, *, actor: Actor) -> Day:
    """Write down that a gate's day is over: every bag has an end, or it is known where it goes.

    Raises
    ------
    WrongState
        Bags are left that nobody has explained; nothing was written down.
    """
    actor.require(Permission.BAG_TAKE_IN)
    found = day(gate.id, proof.at)
    if found.unexplained:
        raise WrongState(
            ngettext(
                "%(num)s bag has no end yet. Say what became of it, then close the day.",
                "%(num)s bags have no end yet. Say what became of each, then close the day.",
                found.unexplained,
            )
        )
    _note(CLOSE, gate, found.facts, proof, actor)
    return found


def _note(action: str, gate: Gate, facts: Mapping[str, Any], proof: Proof, actor: Actor) -> None:
    by = {"actor_id": actor.id, "at": proof.at, "key": f"{proof.key}:{action}"}
    record_all(action, Gate.__tablename__, {gate.id: facts}, **by)


def last(gate_id: uuid.UUID, action: str) -> Event | None:
    """Return the last count, or the last closing, of a gate."""
    rows = select(Event).filter_by(subject=Gate.__tablename__, subject_id=gate_id, action=action)
    return db.session.scalar(rows.order_by(Event.seq.desc()).limit(1))


def miscounted(actor: Actor, since: datetime) -> list[tuple[Gate, Event, dict[str, int]]]:
    """Return the gates in sight whose last count after ``since`` differs from the books."""
    newest = (
        select(func.max(Event.seq))
        .where(Event.subject == Gate.__tablename__, Event.action == COUNT, Event.at > since)
        .group_by(Event.subject_id)
    )
    rows = db.session.execute(
        select(Gate, Event)
        .join(Event, Event.subject_id == Gate.id)
        .where(Event.seq.in_(newest), sight(Gate, actor))
        .order_by(Event.at)
        .options(joinedload(Gate.compound))
    )
    found = [(g, e, difference(e.facts["expected"], e.facts["counted"])) for g, e in rows]
    return [one for one in found if one[2]]
