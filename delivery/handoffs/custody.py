"""How an act on bags is written down: heard first, judged second, and never lost.

Every custody change in the project comes through ``record``. Acts are set-based: a van's worth of
bags takes the same dozen statements as one bag.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from delivery.handoffs import heard
from delivery.handoffs.rules import Outcome, Proof, Verdict, judge
from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.ledger import record_all
from delivery.merchants.picking.models import CUSTODY, Bag
from delivery.orders.models import MoneyEntry, Order

BAGS, ORDERS = Bag.__tablename__, Order.__tablename__
# What a household is told of, once for an order and not once for each bag.
TOLD = frozenset({"load", "hand-over", "return", "destroy", "miss", "find", "undo-hand-over"})


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of act as it was said: of which bags, by whom, and why we believe it of each."""

    action: str
    proofs: Mapping[uuid.UUID, Proof]
    actor: Actor

    def facts(self, bag_id: uuid.UUID) -> dict[str, str]:
        """Return what the event on one bag remembers."""
        return self.proofs[bag_id].facts

    @property
    def keys(self) -> dict[uuid.UUID, str]:
        """Return the key of the act on each bag."""
        return {id_: proof.key for id_, proof in self.proofs.items()}

    @property
    def times(self) -> dict[uuid.UUID, datetime]:
        """Return when each bag was acted on."""
        return {id_: proof.at for id_, proof in self.proofs.items()}


def record(
    action: str, bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor
) -> dict[uuid.UUID, Outcome]:
    """Write down one act on the bags; see ``record_each``."""
    return record_each(action, dict.fromkeys(bag_ids, proof), actor=actor)


def record_each(
    action: str, proofs: Mapping[uuid.UUID, Proof], *, actor: Actor
) -> dict[uuid.UUID, Outcome]:
    """Write down that ``action`` happened to each bag, and move those that it moves.

    Nothing is refused here: an act that comes late, twice, or against what took effect before is
    an outcome, and stays in the ledger. The caller has checked that the actor sees the bags.

    Parameters
    ----------
    proofs
        Why it is believed, by bag: many acts, each with a key and time of its own, take no more
        statements than one.

    Returns
    -------
    dict
        What came of the act, by bag.

    Raises
    ------
    NotAllowed
        None of the actor's roles may do this to a bag.
    """
    step = CUSTODY.transitions[action]
    actor.require(step.permission)
    said = Said(action, proofs, actor)
    states = locked_states(proofs)
    known = heard.of(states)
    outcomes = {id_: known[id_].outcome_of(action, proofs[id_].key) for id_ in states}
    verdicts = {
        id_: judge(step, known[id_].standing(state), proofs[id_].at)
        for id_, state in states.items()
        if outcomes[id_] is None
    }
    happen(action, proofs, verdicts, actor=actor)
    _note_mismatches(said, [id_ for id_, o in outcomes.items() if o is Outcome.MISMATCH])
    judged = {id_: verdict.outcome for id_, verdict in verdicts.items()}
    return {id_: judged.get(id_) or outcomes[id_] or Outcome.KNOWN for id_ in states}


def undo(step: str, proofs: Mapping[uuid.UUID, Proof], *, actor: Actor) -> list[uuid.UUID]:
    """Take bags back along ``step``, an undo or a find; return those that moved.

    The household hears of it where it was told that it had its bags.
    """
    return _move(Said(step, proofs, actor), proofs)


def happen(
    action: str,
    proofs: Mapping[uuid.UUID, Proof],
    verdicts: Mapping[uuid.UUID, Verdict],
    *,
    actor: Actor,
) -> None:
    """Write down ``action`` as it was judged of each bag; ``record_each`` judges and calls this."""
    _write(Said(action, proofs, actor), verdicts)


def move(step: str, proofs: Mapping[uuid.UUID, Proof], *, actor: Actor) -> list[uuid.UUID]:
    """Move bags along ``step`` because they were found where it leads; return those that moved.

    The household is not told of the step: whoever found out tells it what happened.
    """
    said = Said(step, proofs, actor)
    return _move(said, proofs, tell=False)


def locked_states(bag_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the bags' states, which nobody changes until this transaction ends.

    The lock is on their orders, so that of two guards with an order's last two bags one sees
    that all are there.
    """
    orders = select(Bag.order_id).where(Bag.id.in_(bag_ids))
    db.session.execute(
        select(Order.id)
        .where(Order.id.in_(orders))
        .order_by(Order.id)
        .with_for_update(key_share=True)
    )
    rows = db.session.execute(select(Bag.id, Bag.state).where(Bag.id.in_(bag_ids)))
    return {row.id: row.state for row in rows}


def _write(said: Said, verdicts: Mapping[uuid.UUID, Verdict]) -> None:
    moving = [id_ for id_, verdict in verdicts.items() if verdict.moves]
    _infer(said, verdicts)
    _stay(said, verdicts)
    if moving:
        _move(said, moving)


def _move(said: Said, bag_ids: Collection[uuid.UUID], *, tell: bool = True) -> list[uuid.UUID]:
    moved = CUSTODY.apply_all(
        list(bag_ids),
        said.action,
        actor=said.actor,
        at=said.times,
        key=said.keys,
        each={id_: said.facts(id_) for id_ in bag_ids},
    )
    if tell:
        _note_orders(said, moved)
    return moved


def _infer(said: Said, verdicts: Mapping[uuid.UUID, Verdict]) -> None:
    """Write down the steps that nobody has said yet, and that must have come before."""
    missing: dict[str, list[uuid.UUID]] = defaultdict(list)
    for id_, verdict in verdicts.items():
        for step in verdict.inferred:
            missing[step].append(id_)
    for step, ids in missing.items():
        facts = {id_: {"inferred_from": said.action} for id_ in ids}
        _record(said, step, facts)


def _stay(said: Said, verdicts: Mapping[uuid.UUID, Verdict]) -> None:
    facts = {
        id_: said.facts(id_) | {"outcome": str(verdict.outcome)}
        for id_, verdict in verdicts.items()
        if not verdict.moves
    }
    _record(said, said.action, facts, key=said.keys)


def _note_mismatches(said: Said, ids: Iterable[uuid.UUID]) -> None:
    facts = {id_: said.facts(id_) | {"act": said.action} for id_ in ids}
    keys = {id_: f"{key}:{said.action}" for id_, key in said.keys.items()}
    _record(said, "mismatch", facts, key=keys)


def _note_orders(said: Said, moved: Collection[uuid.UUID]) -> None:
    """Write down, once for each order, what its household wants to hear of."""
    own = select(Bag.id, Bag.order_id).where(Bag.id.in_(moved)).order_by(Bag.id)
    rows = db.session.execute(own).all()
    first = {row.order_id: said.proofs[row.id] for row in reversed(rows)}
    bags = Counter(row.order_id for row in rows)
    words = {"actor_id": said.actor.id, "at": {id_: proof.at for id_, proof in first.items()}}
    if said.action in TOLD:
        facts = {id_: {"bags": count} | first[id_].told for id_, count in bags.items()}
        keys = {id_: proof.key for id_, proof in first.items()}
        record_all(said.action, ORDERS, facts, key=keys, **words)
    record_all("arrive", ORDERS, _arrived(bags), key="arrive", **words)


def _arrived(order_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """Return how many bags wait and what is owed, for the orders that nothing more is coming of."""
    waiting = func.count(Bag.id).filter(Bag.state == "at-gate")
    coming = func.count(Bag.id).filter(Bag.state.in_(["packed", "on-vehicle"]))
    rows = db.session.execute(
        select(Bag.order_id, waiting.label("waiting"))
        .where(Bag.order_id.in_(list(order_ids)))
        .group_by(Bag.order_id)
        .having(waiting > 0, coming == 0)
    ).all()
    owed = _owed([row.order_id for row in rows])
    return {
        row.order_id: {"bags": row.waiting, "owed_fen": owed.get(row.order_id, 0)} for row in rows
    }


def _owed(order_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = db.session.execute(
        select(MoneyEntry.order_id, func.sum(MoneyEntry.owed_fen))
        .where(MoneyEntry.order_id.in_(order_ids))
        .group_by(MoneyEntry.order_id)
    )
    return {id_: int(fen) for id_, fen in rows}


def _record(
    said: Said,
    action: str,
    facts: Mapping[uuid.UUID, Mapping[str, object]],
    *,
    key: Mapping[uuid.UUID, str] | None = None,
) -> None:
    record_all(action, BAGS, facts, actor_id=said.actor.id, at=said.times, key=key)
