"""How an act on bags is written down: heard first, judged second, and never lost.

Every custody change in the project comes through ``record``. Acts are set-based: a van's worth of
bags takes the same dozen statements as one bag.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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
TOLD = frozenset({"load", "hand-over", "return", "destroy", "miss", "find"})


@dataclass(frozen=True, slots=True)
class Said:
    """One act as it was said: what, by whom, and why we believe it."""

    action: str
    proof: Proof
    actor: Actor

    @property
    def facts(self) -> dict[str, str]:
        """Return what each event of this act remembers."""
        return {"method": self.proof.method, "device": self.proof.device}


def record(
    action: str, bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor
) -> dict[uuid.UUID, Outcome]:
    """Write down that ``action`` happened to the bags, and move those that it moves.

    Nothing is refused here: an act that comes late, twice, or against what took effect before is
    an outcome, and stays in the ledger. The caller has checked that the actor sees the bags.

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
    said = Said(action, proof, actor)
    states = _locked_states(bag_ids)
    known = heard.of(states)
    outcomes = {id_: known[id_].outcome_of(said.action, proof.key) for id_ in states}
    verdicts = {
        id_: judge(step, known[id_].standing(state), proof.at)
        for id_, state in states.items()
        if outcomes[id_] is None
    }
    _write(said, verdicts)
    _note_mismatches(said, [id_ for id_, o in outcomes.items() if o is Outcome.MISMATCH])
    judged = {id_: verdict.outcome for id_, verdict in verdicts.items()}
    return {id_: judged.get(id_) or outcomes[id_] or Outcome.KNOWN for id_ in states}


def _locked_states(bag_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
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
    if not moving:
        return
    moved = CUSTODY.apply_all(
        moving,
        said.action,
        actor=said.actor,
        at=said.proof.at,
        key=said.proof.key,
        **said.facts,
    )
    _note_orders(said, moved)


def _infer(said: Said, verdicts: Mapping[uuid.UUID, Verdict]) -> None:
    """Write down the steps that nobody has said yet, and that must have come before."""
    missing: dict[str, list[uuid.UUID]] = defaultdict(list)
    for id_, verdict in verdicts.items():
        for step in verdict.inferred:
            missing[step].append(id_)
    for step, ids in missing.items():
        facts = {id_: {"inferred_from": said.action} for id_ in ids}
        _record(said, step, BAGS, facts, key=None)


def _stay(said: Said, verdicts: Mapping[uuid.UUID, Verdict]) -> None:
    facts = {
        id_: said.facts | {"outcome": str(verdict.outcome)}
        for id_, verdict in verdicts.items()
        if not verdict.moves
    }
    _record(said, said.action, BAGS, facts, key=said.proof.key)


def _note_mismatches(said: Said, ids: Iterable[uuid.UUID]) -> None:
    facts = {id_: said.facts | {"act": said.action} for id_ in ids}
    _record(said, "mismatch", BAGS, facts, key=f"{said.proof.key}:{said.action}")


def _note_orders(said: Said, moved: Collection[uuid.UUID]) -> None:
    """Write down, once for each order, what its household wants to hear of."""
    bags = Counter(db.session.scalars(select(Bag.order_id).where(Bag.id.in_(moved))))
    if said.action in TOLD:
        facts = {id_: {"bags": count} for id_, count in bags.items()}
        _record(said, said.action, ORDERS, facts, key=said.proof.key)
    _record(said, "arrive", ORDERS, _arrived(bags), key="arrive")


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
    subject: str,
    facts: Mapping[uuid.UUID, Mapping[str, object]],
    *,
    key: str | None,
) -> None:
    record_all(
        action,
        subject,
        facts,
        actor_id=said.actor.id,
        at=said.proof.at,
        key=key,
    )
