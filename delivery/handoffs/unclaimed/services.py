"""What is done with bags that nobody comes for. None of this commits."""

import uuid
from collections import defaultdict
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from delivery.handoffs import services
from delivery.handoffs.rules import Proof
from delivery.handoffs.services import Outcomes
from delivery.handoffs.unclaimed import queries
from delivery.handoffs.unclaimed.rules import ANSWERS, DECIDE, DOOR, GIVE, Patience, next_step
from delivery.kernel.access import SYSTEM, Actor, Permission, fetch
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, WrongState
from delivery.kernel.ledger import record, record_all
from delivery.orders.models import Order

HOW = {DOOR: "door", GIVE: "gift"}  # what the proof of such a hand-over says


def look_after(at: datetime, patience: Patience, *, actor: Actor = SYSTEM) -> int:
    """Take the next step for each household's bags whose time has come; return how many.

    What is due is asked of the bags and of what was said before. Of two workers at once, one
    writes each step down.
    """
    actor.require(Permission.NOTICE_TELL)
    due: dict[tuple[str, str], dict[uuid.UUID, dict[str, Any]]] = defaultdict(dict)
    for one in queries.waiting(at):
        if step := next_step(one.left, patience, at):
            facts = {"temperature": one.temperature, "bags": one.bags}
            due[step, one.temperature][one.order_id] = facts | _way(step, one)
    for (step, temperature), facts in due.items():
        key = f"{step}:{temperature}"
        record_all(step, Order.__tablename__, facts, actor_id=actor.id, at=at, key=key)
    return sum(len(facts) for facts in due.values())


def _way(step: str, one: queries.Waiting) -> dict[str, str]:
    return {"end": one.end} if step == DECIDE else {}


def wish(order: Order, way: str, *, actor: Actor, at: datetime) -> None:
    """Say what the household would like to be done with what waits for it.

    It counts until the bags have gone, and a later word takes the place of an earlier one.

    Raises
    ------
    NotAllowed
        The actor orders nothing here.
    Invalid
        There is no such way.
    WrongState
        Nothing waits any more.
    """
    actor.require(Permission.BAG_WISH)
    if way not in ANSWERS:
        raise Invalid(_("Some fields need another look. Nothing was saved."))
    _hold(order)
    if not queries.of_order(order.id, at):
        raise WrongState(_("Nothing waits at the gate any more."))
    record(queries.WISH, order, actor_id=actor.id, at=at, way=way)


def _hold(order: Order) -> None:
    """Let nobody take the bags away between the question and the answer."""
    db.session.refresh(order, ["_state"], with_for_update={"key_share": True})


def carry_out(
    order_id: uuid.UUID, temperature: str, way: str, proof: Proof, *, actor: Actor
) -> Outcomes:
    """Bring bags to the door, send them back, or give them on: as was decided, by who is there.

    Raises
    ------
    NotFound
        No such order comes to the actor's gates.
    WrongState
        They have gone already, or were meant to go another way.
    """
    here = actor.acting(Permission.BAG_TAKE_IN)
    bags = queries.bags_at_gate(fetch(Order, order_id, here).id, temperature, here)
    decided = {one.temperature: one.way for one in queries.of_order(order_id, proof.at)}
    if not bags or decided.get(temperature) != way:
        raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
    said = Proof(proof.key, proof.at, proof.device, HOW.get(way, proof.method))
    act = services.hand_over if way in HOW else services.return_
    return act(bags, said, actor=actor)
