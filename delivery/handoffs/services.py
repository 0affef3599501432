"""What people do with bags on the road and at the gate. None of these commits."""

import uuid
from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.handoffs import custody
from delivery.handoffs.queries import are_of_household, bags_at_stop, owed_by, seen_bags
from delivery.handoffs.rules import Outcome, Proof
from delivery.kernel.access import Actor, Permission, fetch_all
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, WrongState
from delivery.kernel.languages import money
from delivery.kernel.ledger import keyed, record_all
from delivery.merchants.picking.models import CUSTODY
from delivery.orders.models import Order
from delivery.orders.services.money import locked_balance, pay
from delivery.routing.models import Stop

Outcomes = dict[uuid.UUID, Outcome]


def load(stop: Stop, proof: Proof, *, actor: Actor, counted: int | None = None) -> Outcomes:
    """Take all bags of a pick-up ``stop`` onto its vehicle.

    Parameters
    ----------
    counted
        How many bags the volunteer counted. Where that is not how many there should be, the
        difference is written down; the gate finds out which bag it is.

    Raises
    ------
    NotAllowed
        The actor does not drive.
    """
    return _at_stop("load", stop, proof, actor, counted)


def drop(stop: Stop, proof: Proof, *, actor: Actor, counted: int | None = None) -> Outcomes:
    """Put down all bags of a drop ``stop``; see ``load``."""
    return _at_stop("drop", stop, proof, actor, counted)


def take_in_stop(stop: Stop, proof: Proof, *, actor: Actor) -> Outcomes:
    """Take in at once all bags that a vehicle brings to a drop ``stop``."""
    here = actor.acting(Permission.BAG_TAKE_IN)
    return _act("take-in", seen_bags(bags_at_stop(stop.id), here), proof, actor)


def take_in(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Take bags from the vehicle onto the gate's shelves."""
    return _act("take-in", bag_ids, proof, actor)


def hand_over(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Give bags to their household. What was handed over before is a conflict, and is kept."""
    return _act("hand-over", bag_ids, proof, actor)


def return_(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Send bags back to their store: refused, or not collected."""
    return _act("return", bag_ids, proof, actor)


def destroy(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Throw bags away: spoilt, or burst."""
    return _act("destroy", bag_ids, proof, actor)


def miss(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Say that bags are not where they should be."""
    return _act("miss", bag_ids, proof, actor)


def find(bag_ids: Collection[uuid.UUID], proof: Proof, *, actor: Actor) -> Outcomes:
    """Say that bags are at the gate after all."""
    return _act("find", bag_ids, proof, actor)


def collect(
    household_id: uuid.UUID,
    bag_ids: Collection[uuid.UUID],
    proof: Proof,
    *,
    actor: Actor,
    pay_by: str | None = None,
    owed_fen: int | None = None,
) -> Outcomes:
    """Give a household its bags and, with ``pay_by``, take all that it owes for them.

    Parameters
    ----------
    owed_fen
        The sum that the person at the gate was shown.

    Raises
    ------
    NotFound
        A bag is another household's, or is not in the actor's sight.
    WrongState
        Another sum is owed by now; nothing was done.
    """
    if not are_of_household(bag_ids, household_id):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    _hold_orders(household_id)
    outcomes = hand_over(bag_ids, proof, actor=actor)
    if pay_by:
        settle(household_id, pay_by, proof, actor=actor, owed_fen=owed_fen)
    return outcomes


def settle(
    household_id: uuid.UUID,
    method: str,
    proof: Proof,
    *,
    actor: Actor,
    order_id: uuid.UUID | None = None,
    owed_fen: int | None = None,
) -> dict[uuid.UUID, int]:
    """Take what a household owes for goods that were brought: for one order, or for all.

    See ``collect`` for ``owed_fen`` and what is raised, ``take_payment`` for what is returned.
    """
    _hold_orders(household_id)
    owed = owed_by([household_id], actor.acting(Permission.PAYMENT_TAKE))
    wanted = [row for row in owed if order_id in (None, row.order_id)]
    total_fen = sum(row.owed_fen for row in wanted)
    if owed_fen not in (None, total_fen):
        raise WrongState(
            _(
                "By now %(sum)s is owed. Nothing was recorded; please look again.",
                sum=money(total_fen),
            )
        )
    return take_payment([row.order_id for row in wanted], method, proof, actor=actor)


def _hold_orders(household_id: uuid.UUID) -> None:
    """Let nobody else act on the household's orders before this transaction ends.

    All of them, and in the order of their ids, so that two guards never wait for each other.
    """
    own = select(Order.id).where(Order.household_id == household_id).order_by(Order.id)
    db.session.execute(own.with_for_update(key_share=True))


def take_payment(
    order_ids: Sequence[uuid.UUID], method: str, proof: Proof, *, actor: Actor
) -> dict[uuid.UUID, int]:
    """Take all that is still owed for the orders, by ``store-code`` or in ``cash``.

    Returns
    -------
    dict
        The fen that were taken, by order; nothing for an order that was paid a moment ago.
    """
    actor.require(Permission.PAYMENT_TAKE)
    here = actor.acting(Permission.PAYMENT_TAKE)
    taken: dict[uuid.UUID, int] = {}
    for order in sorted(fetch_all(Order, order_ids, here), key=lambda o: o.id):
        owed_fen = locked_balance(order.id).owed_fen
        if owed_fen > 0:
            key = keyed(f"{proof.key}:pay", order.id)
            pay(order, amount_fen=owed_fen, method=method, actor=actor, at=proof.at, key=key)
            taken[order.id] = owed_fen
    return taken


def _act(action: str, bag_ids: Collection[uuid.UUID], proof: Proof, actor: Actor) -> Outcomes:
    permission = CUSTODY.transitions[action].permission
    actor.require(permission)
    wanted = frozenset(bag_ids)
    seen = seen_bags(wanted, actor.acting(permission))
    if len(seen) != len(wanted):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return custody.record(action, seen, proof, actor=actor)


def _at_stop(action: str, stop: Stop, proof: Proof, actor: Actor, counted: int | None) -> Outcomes:
    outcomes = _act(action, bags_at_stop(stop.id), proof, actor)
    if counted is not None and counted != len(outcomes):
        record_all(
            "discrepancy",
            Stop.__tablename__,
            {stop.id: {"act": action, "expected": len(outcomes), "counted": counted}},
            actor_id=actor.id,
            at=proof.at,
            key=proof.key,
        )
    return outcomes
