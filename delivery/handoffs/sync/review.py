"""A coordinator decides what could not be taken as it came. The act and its outcome stay as they were."""

import uuid
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import update

from delivery.handoffs import custody
from delivery.handoffs.rules import Outcome, Proof
from delivery.handoffs.sync import queries
from delivery.handoffs.sync.models import HeardAct, OfflineShift
from delivery.handoffs.sync.rules import UNDO
from delivery.handoffs.sync.undoing import Undo, undo_all
from delivery.kernel.access import Actor, Role, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.kernel.errors import WrongState
from delivery.kernel.ledger import record
from delivery.merchants.picking.models import CUSTODY, Bag

NOT_TO_ACCEPT = (Outcome.CONFLICT, Outcome.MISMATCH)


def accept(act_id: uuid.UUID, *, actor: Actor) -> tuple[HeardAct, Outcome]:
    """Let an act happen after all, as said by the person who did it.

    Raises
    ------
    NotFound
        There is no such act in the actor's sight.
    WrongState
        It was decided before, or cannot be true beside what took effect: undo that first.
    """
    act = _decided(act_id, "accept", actor)
    outcome = _happen(act)
    if outcome in NOT_TO_ACCEPT:
        raise WrongState(
            _("The bag went another way, and this act cannot be true beside that. Set it aside.")
        )
    record("accept", act, actor_id=actor.id, at=now(), outcome=outcome.value)
    return act, outcome


def set_aside(act_id: uuid.UUID, *, actor: Actor) -> HeardAct:
    """Leave an act without effect; raises what ``accept`` does."""
    act = _decided(act_id, "set-aside", actor)
    record("set-aside", act, actor_id=actor.id, at=now())
    return act


def _decided(act_id: uuid.UUID, decision: str, actor: Actor) -> HeardAct:
    act = fetch(HeardAct, act_id, actor)
    done = db.session.execute(
        update(HeardAct)
        .where(HeardAct.id == act.id, HeardAct.decision.is_(None))
        .values(decision=decision, decided_by=actor.id, decided_at=now())
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(act)
    if changed(done) != 1:
        raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
    return act


def _happen(act: HeardAct) -> Outcome:
    bag = db.session.get(Bag, act.bag_id) if act.bag_id else None
    doer = _doer(act)
    if bag is None or act.user_id is None:
        raise WrongState(_("There is no such bag here. Set the act aside."))
    if act.kind == UNDO:
        return _undo(act, doer)
    if act.kind not in CUSTODY.transitions:
        raise WrongState(_("Nobody here knows what this act means. Set it aside."))
    # A conflict is in the ledger under its own key already, a mismatch shares its key with another.
    proof = Proof(f"{act.act_id}:{act.hash[:8]}", act.at, act.device, act.method)
    return custody.record(act.kind, [bag.id], proof, actor=doer)[bag.id]


def _undo(act: HeardAct, doer: Actor) -> Outcome:
    """Undo what the act names, although it was too late for the person to do it alone."""
    undo = Undo.heard_before(act)
    named = queries.applied([undo.act_id]).get(undo.act_id)
    if named is None:
        raise WrongState(_("The act that this takes back was never heard of. Set it aside."))
    in_time = replace(undo, offset_ms=named.offset_ms)
    return undo_all([in_time], actor=doer)[undo.proof.key][0]


def _doer(act: HeardAct) -> Actor:
    """Return the person who did it, with the right that the shift gave then."""
    shift = db.session.get_one(OfflineShift, act.shift_id)
    return Actor(act.user_id, {Role(shift.role): frozenset({shift.scope_id})})
