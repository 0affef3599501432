"""Servers that are known to be wrong: whatever proves the sync protocol has to find each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import false

from delivery.handoffs.rules import Outcome
from delivery.handoffs.sync import queries, receiving
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from tests.services.phones import sealed


@dataclass(frozen=True)
class Fault:
    """What stands in the place of a function of ``module``, and what it is found by."""

    module: Any
    name: str
    instead: Callable[..., Any]
    found: str


def last_write_wins(reception, acts):
    """A server that believes whoever comes last."""
    for act in acts:
        step = receiving.CUSTODY.transitions[act.kind]
        bag = db.session.get_one(Bag, act.bag)
        proof = reception.proof_of(act)
        db.session.add(
            Event(
                at=proof.at,
                actor_id=reception.actor.id,
                subject="bags",
                subject_id=bag.id,
                action=act.kind,
                source=bag.state,
                target=step.target,
                key=f"{act.id}:{bag.id}",
            )
        )
        db.session.execute(
            Bag.__table__.update().where(Bag.__table__.c.id == bag.id).values(state=step.target)
        )
    return [(act, Outcome.APPLIED, "") for act in acts]


def forget_ids(reception, acts):
    """A server that takes each arrival for an act of its own."""
    fresh = [sealed(replace(act, id=receiving.rows.new_id())) for act in acts]
    reception.answers |= {(a.id, a.content_hash): ("applied", "") for a in acts}
    return fresh


def keep_nothing(reception, outcomes):
    """A server that answers, and does not write the act down."""
    reception.answers |= {(act.id, act.content_hash): (o.value, r) for act, o, r in outcomes}


FAULTS = {
    "last write wins": Fault(receiving, "_happen", last_write_wins, "handed over twice"),
    "no device key": Fault(receiving, "_fresh", forget_ids, "is lost|is two"),
    "acts are not kept": Fault(receiving.Reception, "keep", keep_nothing, "is lost"),
    "conflicts are dropped": Fault(queries, "_waits", false, "is not listed"),
}
