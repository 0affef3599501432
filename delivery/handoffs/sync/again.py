"""What an act stood in the way of happens after all, once that act was taken back."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, select, update

from delivery.handoffs import custody, heard
from delivery.handoffs.rules import Outcome, Proof, Verdict, judge
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.undone import TakenBack
from delivery.kernel.access import Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.ledger import record_all
from delivery.merchants.picking.models import CUSTODY

# A bag whose going was taken back is at the gate, and what can still be true of it is a guard's.
AT_GATE = ("miss", "find", "hand-over", "return", "destroy")


def judge_again(
    taken_back: Mapping[uuid.UUID, TakenBack], found: Mapping[uuid.UUID, heard.Heard]
) -> None:
    """Judge anew, in the order in which they were heard, the acts that stand on the bags.

    So the custody of a bag hangs on what was said of it, and not on which came first: a second
    hand-over that could not be true beside the first takes effect when the first is taken back,
    in the name of who said it. What a coordinator has set aside stays aside.
    """
    states = custody.locked_states(found)
    aside = _set_aside(found)
    outcomes: dict[str, Outcome] = {}
    for bag_id, state in states.items():
        for event in found[bag_id].standing_events:
            step = CUSTODY.transitions.get(event.action)
            if step is None or event.action not in AT_GATE or heard.act_of(event) in aside:
                continue
            verdict = judge(step, found[bag_id].standing(state), event.at)
            outcomes[heard.act_of(event)] = verdict.outcome
            if verdict.moves:
                _happen(event, verdict, taken_back[bag_id])
                state = step.target
    _decided({act: outcome for act, outcome in outcomes.items() if outcome != Outcome.CONFLICT})


def _happen(event: Row[Any], verdict: Verdict, because: TakenBack) -> None:
    """Let an act happen, said as it was by who said it; its right was looked at when it was heard."""
    said = event.key.rsplit(":", 1)[0]
    facts = {name: event.facts[name] for name in ("device", "method") if name in event.facts}
    proof = Proof(f"{said}:{because.undo_id}", event.at, **facts)
    doer = Actor(event.actor_id, {Role.GATE_STAFF: frozenset()})
    custody.happen(event.action, {because.bag_id: proof}, {because.bag_id: verdict}, actor=doer)


def _set_aside(bag_ids: Iterable[uuid.UUID]) -> set[str]:
    rows = db.session.scalars(
        select(HeardAct.act_id).where(
            HeardAct.bag_id.in_(list(bag_ids)),
            HeardAct.decision == "set-aside",
            HeardAct.outcome != Outcome.MISMATCH.value,  # its id is another act's
        )
    )
    return {str(act_id) for act_id in rows}


def _decided(outcomes: Mapping[str, Outcome]) -> None:
    """Note that nobody has to decide any more of acts that contradict nothing now."""
    ids = [uuid.UUID(text) for text in outcomes if _is_id(text)]
    rows = db.session.execute(
        update(HeardAct)
        .where(HeardAct.act_id.in_(ids), HeardAct.outcome == Outcome.CONFLICT.value)
        .where(HeardAct.decision.is_(None))
        .values(decision="accept", decided_at=now())
        .returning(HeardAct.id, HeardAct.act_id)
        .execution_options(synchronize_session=False)
    ).all()
    facts = {row.id: {"outcome": outcomes[str(row.act_id)].value} for row in rows}
    record_all("accept", HeardAct.__tablename__, facts, actor_id=None, at=now())


def _is_id(text: str) -> bool:
    try:
        return uuid.UUID(text) is not None
    except ValueError:
        return False
