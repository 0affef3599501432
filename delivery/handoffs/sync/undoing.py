"""What an undo does: the act it names is as if it had never been, whichever of the two came first."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from delivery.handoffs import custody, heard
from delivery.handoffs.rules import Outcome, Proof
from delivery.handoffs.sync import queries
from delivery.handoffs.sync.again import judge_again
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.rules import MS, NOT_HEARD, SEEN_AT_GATE, UNDO_WITHIN, UNDONE_BY
from delivery.handoffs.sync.undone import TakenBack, undos_of
from delivery.kernel.access import Actor
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

    def takes_back(self, kind: str) -> TakenBack:
        """Return what it takes back: an act of ``kind``."""
        undo_id = uuid.UUID(self.proof.key)
        return TakenBack(self.bag_id, self.act_id, undo_id, kind, self.proof.at)

    def outcome(self, act: HeardAct | None, before: HeardAct | None) -> tuple[Outcome, str]:
        """Return what comes of it and why; ``before`` is an undo of the same act in force."""
        if act is None:
            return Outcome.APPLIED, NOT_HEARD
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
    before = undos_of([undo.act_id for undo in undos])
    outcomes = {
        undo.proof.key: undo.outcome(acts.get(undo.act_id), before.get(undo.act_id))
        for undo in undos
    }
    effective = {
        undo.bag_id: undo for undo in undos if outcomes[undo.proof.key] == (Outcome.APPLIED, "")
    }
    if effective:
        _never_been(effective, acts, actor)
    return outcomes


def _never_been(
    undos: Mapping[uuid.UUID, Undo], acts: Mapping[uuid.UUID, HeardAct], actor: Actor
) -> None:
    """Bring each bag to where it would be without the act, as far as anybody can know that."""
    states = custody.locked_states(undos)
    taken_back = {id_: undo.takes_back(acts[undo.act_id].kind) for id_, undo in undos.items()}
    known = heard.of(undos, beside=taken_back.values())
    moves: dict[str, dict[uuid.UUID, Proof]] = defaultdict(dict)
    for bag_id, undo in undos.items():
        step = _step(known[bag_id], taken_back[bag_id])
        if step and states.get(bag_id) in CUSTODY.transitions[step].sources:
            moves[step][bag_id] = undo.proof
    for step, proofs in moves.items():
        custody.undo(step, proofs, actor=actor)
    judge_again(taken_back, known)


def _step(known: heard.Heard, back: TakenBack) -> str | None:
    """Return the step that takes an act back; none where it had no effect, or others saw the same."""
    seen_at_gate = _seen_by_others(known, back)
    moved = known.move_of(back.act_id)
    if back.kind == "take-in" and not seen_at_gate:
        moved = known.event_of(str(back.act_id)) or moved
    elif back.kind == "take-in":
        return None
    if moved is None or known.is_history(moved.at):
        return None
    return "find" if back.kind == "miss" and seen_at_gate else UNDONE_BY[back.kind]


def _seen_by_others(known: heard.Heard, back: TakenBack) -> bool:
    """Tell whether somebody had the bag at the gate, in an act that stands or in an undo."""
    others = any(one.kind in heard.UNDONE_AT_GATE for one in known.taken_back if one != back)
    return others or any(event.action in SEEN_AT_GATE for event in known.standing_events)
