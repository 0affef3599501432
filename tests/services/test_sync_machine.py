"""Phones that act, lose answers, send twice and in disorder, are reinstalled, and a server put back.

A hypothesis state machine [1]_ over the real services and a real SQLite file. After every step:
no bag is in two hands, no act that was answered is lost, and whatever contradicts is listed.
``MENKOU_SCENARIOS`` says how many scenarios; ``MENKOU_STEPS`` how long each may be.

References
----------
.. [1] MacIver, D. R. and Donaldson, A. F. (2020). Test-Case Reduction via Test-Case Generation.
"""

import os
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event as listening
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from delivery import create_app
from delivery.handoffs.rules import Outcome
from delivery.handoffs.sync import epochs, queries, receiving
from delivery.handoffs.sync.models import HeardAct
from delivery.handoffs.sync.receiving import Batch, receive
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import Base, db, transact
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from tests import factories as make
from tests.conftest import NOON, SETTINGS
from tests.handing import scene
from tests.services.phones import Phone, phone_of, sealed

SCENARIOS = int(os.environ.get("MENKOU_SCENARIOS", "10"))
STEPS = int(os.environ.get("MENKOU_STEPS", "30"))
PHONES, BAGS = 5, 2
KINDS = ("hand-over", "take-in", "return", "miss", "find")
PASS_MS = st.sampled_from([0, 1_000, 90_000, 11 * 60_000])


class World:
    """A database with one gate, two bags and five guards, and a way back to any moment of it."""

    def __init__(self, folder):
        url = f"sqlite:///{folder}/sync.sqlite"
        self.path = make_url(url).database
        self.app = create_app(replace(SETTINGS, database_url=url))
        with self.app.app_context(), clock.at(NOON):
            listening.listen(db.engine, "connect", _careless)
            Base.metadata.create_all(db.engine)
            day = scene()
            guards = [make.actor_with(Role.GATE_STAFF, day.point.gate_id) for _ in range(PHONES)]
            self.guards = guards
            self.bags = list(db.session.scalars(select(Bag.id).order_by(Bag.number)))
            neighbourhood = day.point.gate.compound.neighbourhood_id
            self.coordinator = make.actor_with(Role.COORDINATOR, neighbourhood)
            db.session.commit()
            db.session.remove()
        self.beginning = self.copy()

    def copy(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.path)) as source:
            source.backup(kept)
        return kept

    def put_back(self, copy: sqlite3.Connection) -> None:
        db.session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(self.path)) as target:
            copy.backup(target)


def _careless(connection, _record) -> None:
    """Do not wait for the disk: no power is cut here, and thousands of scenarios are run."""
    connection.execute("PRAGMA synchronous = OFF")


class Phones(RuleBasedStateMachine):
    """What may happen between phones and server; each rule is one thing that does happen."""

    world: World
    acts = Bundle("acts")

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(self.world.app.app_context())
        self.now = NOON
        self.world.put_back(self.world.beginning)
        self.phones: list[Phone] = []
        self.gone: list[Phone] = []  # reinstalled: what they had not sent was warned of and is lost
        self.answered: dict[tuple[object, str], str] = {}  # what each phone holds for certain
        self.backup, self.epoch, self.known_epoch = None, None, {}

    def teardown(self):
        db.session.remove()
        self.stack.close()

    @initialize()
    def begin(self):
        with clock.at(self.now):
            self.phones = [transact(lambda g=g: phone_of(g)) for g in self.world.guards]

    def send(self, phone, acts, *, lost=False):
        """Send as the phone does, and note the answers unless they are lost on the way."""
        self.now += timedelta(seconds=1)
        batch = Batch(phone.shift.token, acts, phone.offset_ms, len(acts))
        with clock.at(self.now):
            told = transact(lambda: receive(batch))
            epoch = epochs.current()
        db.session.remove()
        if lost:
            return
        for act, outcome, _reason in told:
            held = self.answered.setdefault((act.id, act.hash), outcome)
            assert held == outcome, "an outcome changed"
        if self.known_epoch.setdefault(phone.device, epoch) != epoch:
            self.known_epoch[phone.device] = epoch
            self.send(phone, phone.acts)  # another server: everything again

    @rule(
        target=acts,
        who=st.integers(0, PHONES - 1),
        bag=st.integers(0, BAGS - 1),
        kind=st.sampled_from(KINDS),
        pass_ms=PASS_MS,
    )
    def act(self, who, bag, kind, pass_ms):
        phone = self.phones[who]
        phone.act(kind, self.world.bags[bag], after_ms=pass_ms)
        return phone, len(phone.acts) - 1

    @rule(target=acts, one=acts, pass_ms=PASS_MS)
    def undo(self, one, pass_ms):
        phone, number = one
        if phone in self.gone or phone.acts[number].kind == "undo":
            return multiple()
        phone.undo(phone.acts[number], after_ms=pass_ms)
        return phone, len(phone.acts) - 1

    @rule(who=st.integers(0, PHONES - 1), lost=st.booleans())
    def send_all(self, who, lost):
        self.send(self.phones[who], self.phones[who].acts, lost=lost)

    @rule(who=st.integers(0, PHONES - 1), rng=st.randoms(use_true_random=False), lost=st.booleans())
    def send_some_twice_and_in_disorder(self, who, rng, lost):
        acts = self.phones[who].acts
        some = [act for act in acts + acts if rng.random() < 0.5]
        rng.shuffle(some)
        self.send(self.phones[who], some, lost=lost)

    @rule(one=acts, kind=st.sampled_from(KINDS))
    def send_another_content_under_the_same_id(self, one, kind):
        phone, number = one
        if phone.acts[number].kind not in (kind, "undo"):
            self.send(phone, [sealed(replace(phone.acts[number], kind=kind))])

    @rule(who=st.integers(0, PHONES - 1), hours=st.integers(-24, 24))
    def set_the_clock(self, who, hours):
        self.phones[who].ahead = timedelta(hours=hours)

    @rule(who=st.integers(0, PHONES - 1), sent=st.booleans())
    def reinstall(self, who, sent):
        old = self.phones[who]
        if sent:
            self.send(old, old.acts)
        self.gone.append(old)
        with clock.at(self.now):
            self.phones[who] = transact(lambda: phone_of(self.world.guards[who]))

    @rule()
    def back_up(self):
        db.session.remove()
        self.backup = self.world.copy()

    @rule()
    def restore(self):
        if self.backup is None:
            return
        self.world.put_back(self.backup)
        self.now += timedelta(seconds=1)
        with clock.at(self.now):
            transact(epochs.begin)
        # Another order of arrival may give another outcome; what is held for certain begins anew.
        self.answered.clear()
        for phone in [*self.phones, *self.gone]:
            self.send(phone, phone.acts)

    @invariant()
    def every_bag_is_in_one_hand(self):
        for bag in self.world.bags:
            moves = db.session.execute(
                select(Event.source, Event.target, Event.action)
                .where(Event.subject_id == bag, Event.target.is_not(None))
                .order_by(Event.seq)
            ).all()
            for before, after in pairwise(moves):
                assert before.target == after.source, "a bag moved from where it was not"
            handed = sum(move.action == "hand-over" for move in moves)
            undone = sum(move.action == "undo-hand-over" for move in moves)
            assert handed - undone in (0, 1), "a bag was handed over twice"
            state = db.session.scalar(select(Bag.state).where(Bag.id == bag))
            assert state == (moves[-1].target if moves else "packed")
        db.session.remove()

    @invariant()
    def no_act_is_lost_and_none_is_two(self):
        kept = {
            (row.act_id, row.hash): row.outcome
            for row in db.session.execute(select(HeardAct.act_id, HeardAct.hash, HeardAct.outcome))
        }
        assert self.answered.items() <= kept.items(), "an act that was answered is lost"
        keys = select(Event.key).where(Event.subject == "bags", Event.key.is_not(None))
        told = [key.split(":")[0] for key in db.session.scalars(keys)]
        assert len(told) == len(set(told)), "one act is two facts"
        db.session.remove()

    @invariant()
    def whatever_contradicts_is_listed(self):
        listed = {row.HeardAct.id for row in queries.review(self.world.coordinator)[0]}
        undone = select(HeardAct.undoes).where(
            HeardAct.kind == "undo", HeardAct.outcome == "applied", HeardAct.undoes.is_not(None)
        )
        doubtful = db.session.scalars(
            select(HeardAct.id).where(
                HeardAct.outcome.in_(["conflict", "mismatch", "quarantined"]),
                HeardAct.act_id.not_in(undone),
            )
        ).all()
        count = db.session.scalar(select(func.count(HeardAct.id)))
        assert set(doubtful) <= listed or count > queries.REVIEW_PAGE, "a conflict is not listed"
        db.session.remove()


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("sync"))


def run(world, scenarios=SCENARIOS, phases=tuple(Phase)):
    Phones.world = world
    run_state_machine_as_test(
        Phones,
        settings=settings(
            max_examples=scenarios,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            derandomize=scenarios <= 100,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_phones_without_a_network_lose_nothing_and_double_nothing(world):
    run(world)


def last_write_wins(reception, acts):
    """A server that believes whoever comes last."""
    for act in acts:
        step = receiving.CUSTODY.transitions[act.kind]
        bag = db.session.get_one(Bag, act.bag)
        proof = receiving.proof_of(act, reception.sent_ms, reception.heard_at)
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


@pytest.mark.parametrize(
    ("name", "fault", "found"),
    [
        ("_happen", last_write_wins, "handed over twice"),
        ("_fresh", forget_ids, "is lost|is two"),
    ],
    ids=["last write wins", "no device key"],
)
def test_a_server_that_is_known_to_be_wrong_is_found(world, monkeypatch, name, fault, found):
    """The negative controls."""
    monkeypatch.setattr(receiving, name, fault)
    with pytest.raises(AssertionError, match=found):
        run(world, 60, [Phase.generate])  # found is enough, it need not be small
