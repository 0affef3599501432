"""A batch of offline acts is received: nothing in it is refused, and each act has one outcome."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from delivery.handoffs import custody
from delivery.handoffs.queries import seen_bags
from delivery.handoffs.rules import Outcome, Proof
from delivery.handoffs.sync import queries, rows, shifts
from delivery.handoffs.sync.rules import (
    LASTS,
    MS,
    UNDO,
    UNDONE_BY,
    Garbled,
    OfflineAct,
    happened_at,
    rounds,
)
from delivery.handoffs.sync.shifts import Sealed
from delivery.handoffs.sync.undoing import Undo, undo_all
from delivery.handoffs.sync.undone import undos_of
from delivery.kernel.access import Actor
from delivery.kernel.clock import now
from delivery.kernel.db import collides, db
from delivery.merchants.picking.models import CUSTODY

UNREADABLE_LAST = 2**31

log = structlog.get_logger()
Told = OfflineAct | Garbled
Answers = dict[tuple[uuid.UUID, str], tuple[str, str]]
Taken = list[tuple[OfflineAct, Outcome, str]]


@dataclass(slots=True)
class Batch:
    """What a phone sends: acts of one shift, and how long the shift has lasted by now."""

    token: str
    acts: Sequence[Told]
    sent_ms: int
    waiting: int = 0


@dataclass(slots=True)
class Reception:
    """One batch while it is received; ``answers`` grows by (id, content hash)."""

    shift: Sealed
    sent_ms: int
    heard_at: datetime = field(default_factory=now)
    answers: Answers = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Return who acts in the shift."""
        return self.shift.actor

    @property
    def whose(self) -> tuple[uuid.UUID, uuid.UUID, str]:
        """Return of which shift, person and phone every act of the batch must be."""
        return self.shift.id, self.shift.user_id, self.shift.device

    def time_of(self, act: Told) -> datetime:
        """Return when an act happened, as far as can be told."""
        if isinstance(act, Garbled):
            return self.heard_at
        return happened_at(act, self.sent_ms, self.shift.started_at, self.heard_at)

    def proof_of(self, act: OfflineAct) -> Proof:
        """Return why an offline act is believed."""
        return Proof(str(act.id), self.time_of(act), act.device, act.method)

    def keep(self, outcomes: Iterable[tuple[Told, Outcome, str]]) -> None:
        """Write acts down with what came of them."""
        words = [
            rows.row_of(act, self.shift.id, outcome, reason, self.heard_at, self.time_of(act))
            for act, outcome, reason in outcomes
        ]
        if words:
            db.session.execute(insert(rows.TABLE), words)
        self.answers |= {(w["act_id"], w["hash"]): (w["outcome"], w["reason"]) for w in words}


def receive(batch: Batch) -> list[tuple[Told, str, str]]:
    """Take a batch in, and return each act with its outcome and the reason, in the order sent.

    The acts of one device are taken in the order in which it counted them. An act that was heard
    before gets its first outcome.

    Raises
    ------
    NotSignedIn
        The batch bears no token of ours.
    """
    sealed = shifts.unseal(batch.token)
    shift = shifts.locked(sealed)
    shift.heard_at, shift.waiting = now(), max(0, batch.waiting - len(batch.acts))
    acts = sorted(batch.acts, key=lambda act: getattr(act, "seq", UNREADABLE_LAST))
    reception = Reception(sealed, batch.sent_ms)
    fresh = _fresh(reception, acts)
    good = _sorted_out(reception, fresh, shifts.reason_against(shift))
    custody.locked_states([act.bag for act in good])  # all at once, so that no two batches cross
    for round_ in rounds(good):
        for kind in sorted(round_):
            _take(reception, kind, round_[kind])
    return [(act, *reception.answers[act.id, act.content_hash]) for act in batch.acts]


def _fresh(reception: Reception, acts: Sequence[Told]) -> list[Told]:
    """Answer what was heard before, and note what has another content than its id had first."""
    known = queries.answers([act.id for act in acts])
    owner: dict[uuid.UUID, str] = {}
    for act_id, answers in known.items():
        for row in answers.values():
            reception.answers[act_id, row.hash] = row.outcome, row.reason
            if row.outcome != Outcome.MISMATCH and row.reason != "unreadable":
                owner[act_id] = row.hash
    fresh: dict[tuple[uuid.UUID, str], Told] = {}
    wrong: dict[tuple[uuid.UUID, str], Told] = {}
    for act in acts:
        key = act.id, act.content_hash
        if key in reception.answers or key in fresh or key in wrong:
            continue
        first = owner.get(act.id, act.content_hash)
        if act.hash != act.content_hash or first != act.content_hash:
            wrong[key] = act
        else:
            fresh[key] = act
            if isinstance(act, OfflineAct):  # what cannot be read does not speak for its id
                owner[act.id] = act.content_hash
    reception.keep((act, Outcome.MISMATCH, "other-content") for act in wrong.values())
    return list(fresh.values())


def _sorted_out(reception: Reception, acts: Sequence[Told], against: str) -> list[OfflineAct]:
    """Keep what a coordinator has to look at first, and return the rest."""
    bags = [act.bag for act in acts if isinstance(act, OfflineAct)]
    here = frozenset(seen_bags(bags, reception.actor))
    good: list[OfflineAct] = []
    held: list[tuple[Told, Outcome, str]] = []
    for act in acts:
        reason = against or _reason(act, reception, here)
        if isinstance(act, OfflineAct) and not reason:
            good.append(act)
        else:
            held.append((act, Outcome.QUARANTINED, reason))
    reception.keep(held)
    return good


def _reason(act: Told, reception: Reception, here: frozenset[uuid.UUID]) -> str:
    """Return why an act waits for the coordinator, or nothing."""
    if isinstance(act, Garbled):
        return "unreadable"
    if (act.shift, act.user, act.device) != reception.whose:
        return "other-shift"
    if act.offset_ms > LASTS / MS:
        return "shift-over"
    step = CUSTODY.transitions.get(act.kind)
    if act.kind != UNDO and (
        step is None or act.kind in UNDONE_BY.values() or not reception.actor.may(step.permission)
    ):
        return "not-allowed"
    return "" if act.bag in here else "not-here"


def _take(reception: Reception, kind: str, acts: Sequence[OfflineAct]) -> None:
    """Let acts of one kind happen together; where that breaks, one by one, so that one is found."""
    take = _undo if kind == UNDO else _happen
    try:
        with db.session.begin_nested():
            outcomes = take(reception, acts)
    except Exception as error:
        if isinstance(error, DBAPIError) and (collides(error) or error.connection_invalidated):
            raise  # the phone sends again
        if len(acts) > 1:
            for act in acts:
                _take(reception, kind, [act])
            return
        log.exception("act-broken", act=str(acts[0].id), kind=kind)
        outcomes = [(acts[0], Outcome.QUARANTINED, "broken")]
    reception.keep(outcomes)
    if kind != UNDO:
        undo_those_undone_before([act.id for act, *_ in outcomes], reception.actor)


def _happen(reception: Reception, acts: Sequence[OfflineAct]) -> Taken:
    proofs = {act.bag: reception.proof_of(act) for act in acts}
    outcomes = custody.record_each(acts[0].kind, proofs, actor=reception.actor)
    return [(act, outcomes[act.bag], "") for act in acts]


def undo_those_undone_before(act_ids: Sequence[uuid.UUID], actor: Actor) -> None:
    """Let those undos take effect that were heard before the acts they take back."""
    undos = undos_of(act_ids).values()
    if undos:
        undo_all([Undo.heard_before(row) for row in undos], actor=actor)


def _undo(reception: Reception, acts: Sequence[OfflineAct]) -> Taken:
    undos = [
        Undo(
            act.bag,
            uuid.UUID(act.undoes),
            act.shift,
            act.device,
            act.offset_ms,
            reception.proof_of(act),
        )
        for act in acts
    ]
    outcomes = undo_all(undos, actor=reception.actor)
    return [(act, *outcomes[str(act.id)]) for act in acts]
