"""The gate counts what a vehicle brought, and says of each bag where it is. None of this commits."""

import uuid
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from delivery.handoffs import custody, loads, services
from delivery.handoffs.rules import Outcome, Proof
from delivery.handoffs.services import Outcomes
from delivery.kernel.access import Actor, Permission, fetch, fetch_all
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, WrongState
from delivery.kernel.ledger import record_all
from delivery.merchants.picking.models import HELD, Bag
from delivery.people.naming import gate_label
from delivery.places.models import Compound, Gate
from delivery.routing.models import Stop


def count(stop: Stop, proof: Proof, *, actor: Actor) -> loads.Visit:
    """Say that this was all that a vehicle brought; what is open by now is a discrepancy.

    The coordinators are told of a difference. Said twice with one key, it is one fact.

    Raises
    ------
    WrongState
        The route was withdrawn, or nothing of it is for here.
    """
    actor.require(Permission.BAG_TAKE_IN)
    visit = loads.visit(stop.id)
    if visit is None:
        raise WrongState(_("This route was withdrawn. Its bags come with another one."))
    facts = {"expected": visit.expected, "counted": visit.here}
    _note("count", stop, facts, proof, actor)
    if visit.unsettled:
        _note("discrepancy", stop, {"act": "take-in"} | facts, proof, actor)
    return visit


def _note(action: str, stop: Stop, facts: dict[str, object], proof: Proof, actor: Actor) -> None:
    record_all(
        action,
        Stop.__tablename__,
        {stop.id: facts},
        actor_id=actor.id,
        at=proof.at,
        key=f"{proof.key}:{action}",
    )


def settle_as_absent(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Say of bags that were to come that they are not here: with ``proof.gate``, where they went.

    Raises
    ------
    NotFound
        A bag is not the actor's, or the gate is none of its neighbourhood.
    """
    bags = fetch_all(Bag, bag_ids, actor.acting(Permission.BAG_TAKE_IN))
    if proof.gate:
        for own in {g.id: g for g in (bag.order.drop_point.gate for bag in bags)}.values():
            _known(own, proof.gate)
    return services.miss([bag.id for bag in bags], proof, actor=actor)


def _known(own: Gate, gate_id: uuid.UUID) -> None:
    """Refuse a gate at which nothing that is meant for ``own`` is ever put down."""
    if gate_id not in {gate.id for gate in other_gates(own)}:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))


def other_gates(own: Gate) -> list[Gate]:
    """Return the gates at which a bag that is meant for ``own`` may have been put down instead."""
    near = Compound.neighbourhood_id == own.compound.neighbourhood_id
    rows = select(Gate).join(Gate.compound).where(near, Gate.id != own.id)
    by_name = rows.order_by(Compound.name, Gate.name, Gate.id)
    return list(db.session.scalars(by_name.options(contains_eager(Gate.compound))))


def turn_up(bag: Bag, gate_id: uuid.UUID, proof: Proof, *, actor: Actor) -> Outcome:
    """Say that a bag of another gate turned up at one's own.

    Whoever holds its label in hand may say so, without seeing more of it: the bag is missing at
    its own gate, which learns where it is. Its household is told that it is on its way.

    Raises
    ------
    NotAllowed, NotFound
        The actor takes nothing in at this gate.
    WrongState
        The bag has left its gate already, by the books.
    """
    gate = fetch(Gate, gate_id, actor.acting(Permission.BAG_TAKE_IN))
    if bag.state not in HELD:
        raise WrongState(
            _(
                "This bag belongs to %(gate)s and had left it, by the books."
                " Keep it here and call the coordinator.",
                gate=gate_label(bag.order.drop_point.gate),
            )
        )
    said = Proof(proof.key, proof.at, proof.device, proof.method, gate.id)
    return custody.record("miss", [bag.id], said, actor=actor)[bag.id]
