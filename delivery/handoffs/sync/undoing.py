"""What an undo does: the act it names is as if it had never been, whichever of the two came first."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from delivery.handoffs import custody, heard
from delivery.handoffs.rules import Outcome, Proof
from delivery.handoffs.sync import queries
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.rules import MS, SEEN_AT_GATE, UNDO_WITHIN, UNDONE_BY
from delivery.kernel.access import Actor
from delivery.kernel.ledger import keyed
from delivery.merchants.picking.models import CUSTODY


@dataclass(frozen=True, slots=True)
class Undo:
    """One undo: its own id as the proof's key, the act it takes back, and where it was made."""

    bag_id: uuid.UUID
    act_id: uuid.UUID
    shift_id: uuid.UUID
    device: str
    offset_ms: int
    proof: Proof

    @classmethod
    def heard_before(cls, row: HeardAct) -> "Undo":
        """Return an undo that was heard before the act it takes back."""
        proof = Proof(str(row.act_id), row.at, row.device, row.method)
        bag_id, act_id = cast(uuid.UUID, row.bag_id), cast(uuid.UUID, row.undoes)
        return cls(bag_id, act_id, row.shift_id, row.device, row.offset_ms, proof)

    def outcome(self, act: HeardAct | None, before: HeardAct | None) -> tuple[Outcome, str]:
        """Return what comes of it and why; ``before`` is an undo of the same act in force."""
        if act is None:
            return Outcome.APPLIED, "not-heard-yet"
        if before is not None and str(before.act_id) != self.proof.key:
            return Outcome.KNOWN, ""
        if (act.shift_id, act.device, act.bag_id) != (self.shift_id, self.device, self.bag_id):
            return Outcome.CONFLICT, "not-of-this-phone"
        if act.kind not in UNDONE_BY:
            return Outcome.CONFLICT, "cannot-be-undone"
        if not 0 <= (self.offset_ms - act.offset_ms) <= UNDO_WITHIN / MS:
            return Outcome.LATE, "too-late-to-undo"
        return Outcome.APPLIED, ""


def undo_all(undos: Sequence[Undo], *, actor: Actor) -> dict[str, tuple[Outcome, str]]:
    """Take back what each of ``undos`` names, at most one a bag; return outcome and reason by key.

    An act that had no effect (a conflict, a second witness) is only marked as undone, and a bag
    that has gone on since stays where it is.
    """
    acts = queries.applied([undo.act_id for undo in undos])
    before = queries.undos_of([undo.act_id for undo in undos])
    outcomes = {
        undo.proof.key: undo.outcome(acts.get(undo.act_id), before.get(undo.act_id))
        for undo in undos
    }
    effective = {
        undo.bag_id: undo for undo in undos if outcomes[undo.proof.key] == (Outcome.APPLIED, "")
    }
    _move_back(effective, acts, actor)
    return outcomes


def _move_back(
    undos: Mapping[uuid.UUID, Undo], acts: Mapping[uuid.UUID, HeardAct], actor: Actor
) -> None:
    states = custody.locked_states(undos)
    known = heard.of(undos)
    undone = queries.undone_on(undos) | {undo.act_id for undo in undos.values()}
    moves: dict[str, dict[uuid.UUID, Proof]] = defaultdict(dict)
    for bag_id, undo in undos.items():
        seen = _seen_by_others(known[bag_id], undone)
        step = _step(acts[undo.act_id].kind, known[bag_id].event_of(str(undo.act_id)), seen)
        if step and states.get(bag_id) in CUSTODY.transitions[step].sources:
            moves[step][bag_id] = undo.proof
    for step, proofs in moves.items():
        custody.undo(step, proofs, actor=actor)


def _step(kind: str, event: Any, seen_at_gate: bool) -> str | None:
    """Return the step that takes an act back; none where it had no effect, or others saw the same."""
    if kind == "take-in":
        return None if seen_at_gate or event is None else UNDONE_BY[kind]
    if event is None or event.target is None:
        return None
    return "find" if kind == "miss" and seen_at_gate else UNDONE_BY[kind]


def _seen_by_others(known: heard.Heard, undone: Collection[uuid.UUID]) -> bool:
    """Tell whether somebody said a bag to be at the gate, in an act that is not undone."""
    keys = {keyed(str(act_id), known.bag_id) for act_id in undone}
    return any(e.action in SEEN_AT_GATE and e.key not in keys for e in known.events)
