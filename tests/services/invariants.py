"""What must hold of the ledger and the review, whatever phones do."""

from itertools import pairwise

from sqlalchemy import select

from delivery.handoffs.sync import queries
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.rules import UNDO, UNDO_WITHIN
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag

GONE = ("handed-over", "returned", "destroyed")


def bag_is_in_one_hand(bag):
    """Each move of the bag begins where the one before ended, and nobody has it twice."""
    moves = db.session.execute(
        select(Event.source, Event.target, Event.action, Event.key)
        .where(Event.subject_id == bag, Event.target.is_not(None))
        .order_by(Event.seq)
    ).all()
    for before, after in pairwise(moves):
        assert before.target == after.source, "a bag moved from where it was not"
    handed = [move.key.split(":")[0] for move in moves if move.action == "hand-over"]
    undone = sum(move.action == "undo-hand-over" for move in moves)
    assert len(handed) - undone in (0, 1), "a bag was handed over twice"
    assert len(handed) == len(set(handed)), "one act is two hand-overs"
    state = db.session.scalar(select(Bag.state).where(Bag.id == bag))
    assert state == (moves[-1].target if moves else "packed"), "a state without its event"


def kept():
    """Return the outcome of every act that was written down, by id and hash."""
    rows = db.session.execute(select(HeardAct.act_id, HeardAct.hash, HeardAct.outcome))
    return {(row.act_id, row.hash): row.outcome for row in rows}


def no_act_is_lost_and_none_is_two(answered):
    """What a phone was answered is written down, and an act is one fact."""
    assert answered.items() <= kept().items(), "an act that was answered is lost"
    keys = select(Event.key).where(Event.subject == "bags", Event.key.is_not(None))
    # What happened after all, once another act was taken back, has that undo in its key.
    told = [key.split(":")[0] for key in db.session.scalars(keys) if key.count(":") == 1]
    assert len(told) == len(set(told)), "one act is two facts"


def whatever_contradicts_is_listed(coordinator):
    """Every doubtful act is in the review, but for those that their own phone took back in time.

    And one that contradicts nothing any more is not.
    """
    listed, page, more = set(), 0, True
    while more:
        rows, more = queries.review(coordinator, page=page)
        listed |= {row.HeardAct.id for row in rows}
        page += 1
    doubtful = db.session.execute(
        select(HeardAct.id, HeardAct.act_id, HeardAct.outcome, HeardAct.kind, Bag.state)
        .outerjoin(Bag, HeardAct.bag_id == Bag.id)
        .where(
            HeardAct.outcome.in_(["conflict", "mismatch", "quarantined"]),
            HeardAct.decision.is_(None),
        )
    ).all()
    back = _taken_back()
    wanted = {row.id for row in doubtful if row.act_id not in back}
    assert wanted <= listed, "a conflict is not listed"
    for row in doubtful:
        if (row.kind, row.outcome) == ("hand-over", "conflict") and row.act_id not in back:
            assert row.state in GONE, "a hand-over in the review contradicts nothing"


def _taken_back():
    """Return the acts that were taken back as the protocol says, told in Python and not in SQL."""
    acts = db.session.scalars(select(HeardAct).where(HeardAct.outcome != "mismatch")).all()
    undos = [act for act in acts if act.kind == UNDO and act.outcome == "applied"]
    return {
        act.act_id
        for act in acts
        for undo in undos
        if undo.undoes == act.act_id
        and (undo.shift_id, undo.device, undo.bag_id) == (act.shift_id, act.device, act.bag_id)
        and act.kind in ("hand-over", "take-in", "return", "miss")
        and 0 <= undo.offset_ms - act.offset_ms <= UNDO_WITHIN.total_seconds() * 1000
    }
