"""A bag is with the wrong household: the exchange is one act, and both bags are put right.

Two bags take part: one in the hand, and the other, which its holder should have had. Three ways
are known. None of this commits.
"""

import uuid
from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.handoffs import custody
from delivery.handoffs.rules import Proof
from delivery.kernel.access import Actor, Permission, fetch
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, WrongState
from delivery.kernel.ledger import Event, record_all
from delivery.merchants.picking.models import HELD, Bag
from delivery.orders.models import Order
from delivery.people.models import Grant, User
from delivery.people.rules import masked_name

HANDED_OUT = HELD | {"handed-over"}


class Way(StrEnum):
    """What was found out, and how it ends; the words of ``schemas.WAYS``."""

    PUT_RIGHT = "put-right"  # the bag came back and stays here; its holder got the other one
    STILL_OUT = "still-out"  # the bag is with the other household; that one's own stands here
    BOTH_OUT = "both-out"  # each household had the other's; they have exchanged them


# Where each way leaves the bag in the hand, and the other one.
ENDS: Mapping[Way, tuple[str, str]] = {
    Way.PUT_RIGHT: ("at-gate", "handed-over"),
    Way.STILL_OUT: ("missing", "at-gate"),
    Way.BOTH_OUT: ("handed-over", "handed-over"),
}
# The step that leads from one to the other; what is not here needs none, or cannot be.
STEPS = {
    ("handed-over", "at-gate"): "undo-hand-over",
    ("missing", "at-gate"): "find",
    ("packed", "at-gate"): "find",
    ("on-vehicle", "at-gate"): "find",
    ("at-gate", "missing"): "miss",
    ("packed", "missing"): "miss",
    ("on-vehicle", "missing"): "miss",
} | {(state, "handed-over"): "hand-over" for state in HELD}


def names_of(household_id: uuid.UUID) -> list[str]:
    """Return the names of a household's people, the half of each that lists show."""
    rows = select(User.name).join(Grant, Grant.user_id == User.id)
    own = rows.where(Grant.role == "resident", Grant.scope_id == household_id)
    shown = own.where(User.disabled_at.is_(None)).order_by(User.name, User.id)
    return [masked_name(name) for name in db.session.scalars(shown)]


def swap(
    bag_id: uuid.UUID, other_id: uuid.UUID, way: Way, proof: Proof, *, actor: Actor
) -> dict[uuid.UUID, str]:
    """Put two bags right that were given to each other's household.

    Sent twice, or by two guards at once, it happens once; each household is told once.

    Parameters
    ----------
    bag_id
        The bag that was with the wrong household, or still is.
    other_id
        The bag that this household should have had.

    Returns
    -------
    dict
        Where each bag is now.

    Raises
    ------
    NotFound
        One of the bags is not the actor's.
    Invalid
        Both are the same household's: nothing is wrong with that.
    WrongState
        A bag went back to its store, or was thrown away.
    """
    here = actor.acting(Permission.BAG_TAKE_IN)
    actor.require(Permission.BAG_HAND_OVER)
    bag, other = fetch(Bag, bag_id, here), fetch(Bag, other_id, here)
    if bag.order.household_id == other.order.household_id:
        said = _("Both bags are of one household. Nothing was changed.")
        raise Invalid(said, fields={"code": [said]})
    states = custody.locked_states([bag.id, other.id])
    if _heard(bag, proof):
        return states
    if not set(states.values()) <= HANDED_OUT:
        raise WrongState(_("One of the bags went back to its store or was thrown away."))
    for id_, end in zip((bag.id, other.id), ENDS[way], strict=True):
        _move(id_, states[id_], end, proof, actor)
    _write_down(bag, other, way, proof, actor)
    return custody.locked_states([bag.id, other.id])


def _heard(bag: Bag, proof: Proof) -> bool:
    key = f"{proof.key}:swap:{bag.id}"
    return db.session.scalar(select(Event.seq).filter_by(key=key)) is not None


def _move(bag_id: uuid.UUID, state: str, end: str, proof: Proof, actor: Actor) -> None:
    """Move a bag to where it was found to be, past what was said of it before."""
    if step := STEPS.get((state, end)):
        custody.move(step, {bag_id: proof}, actor=actor)
    elif state == "handed-over" and end == "missing":
        for n, part in enumerate(("undo-hand-over", "miss")):
            said = Proof(f"{proof.key}:{n}", proof.at, proof.device, proof.method)
            custody.move(part, {bag_id: said}, actor=actor)


def _write_down(bag: Bag, other: Bag, way: Way, proof: Proof, actor: Actor) -> None:
    """Note the exchange on both bags, and once for each order what its household is to hear."""
    by = {"actor_id": actor.id, "at": proof.at}
    pair = {bag.id: {"other": str(other.id)}, other.id: {"other": str(bag.id)}}
    facts = {id_: {"way": way.value, **proof.facts, **own} for id_, own in pair.items()}
    record_all("swap", Bag.__tablename__, facts, key=f"{proof.key}:swap", **by)
    told = {
        bag.order_id: {"bags": 1, "way": way.value, "part": "owner"},
        other.order_id: {"bags": 1, "way": way.value, "part": "holder"},
    }
    # Two guards who press at once tell of one exchange.
    once = ":".join(["swap", way.value, str(bag.id), str(other.id)])
    record_all("swap", Order.__tablename__, told, key=once, **by)
