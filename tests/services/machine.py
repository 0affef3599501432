"""Phones that act, lose answers, send twice and in disorder, are reinstalled, and a server put back.

A hypothesis state machine [1]_ over the real services and a real SQLite file. After every step:
no bag is in two hands, no act that was answered is lost, and whatever contradicts is listed. In
the end every phone sends all it has, and every act that was made is there.

References
----------
.. [1] MacIver, D. R. and Donaldson, A. F. (2020). Test-Case Reduction via Test-Case Generation.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, seed, settings
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

from delivery.handoffs.sync import epochs
from delivery.handoffs.sync.receiving import Batch, receive
from delivery.kernel import clock
from delivery.kernel.db import db, transact
from tests.conftest import NOON
from tests.services import invariants
from tests.services.offline_world import KINDS, World
from tests.services.phones import Phone, phone_of, sealed

WHO = st.integers(0, 4)
KIND = st.integers(0, 7)  # of what the phone's person does
PASS_MS = st.sampled_from([0, 1_000, 90_000, 11 * 60_000])
PRESSES = st.lists(st.tuples(st.integers(0, 1), KIND, PASS_MS), min_size=1, max_size=3)


class Phones(RuleBasedStateMachine):
    """What may happen between phones and server; each rule is one thing that does happen."""

    world: World
    done: Counter = Counter()  # what was tried, in figures
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
        self.told = self.failed = False
        self.done["scenarios"] += 1

    def teardown(self):
        try:
            if self.phones and not self.failed:
                self.send_everything()
        finally:
            db.session.remove()
            self.stack.close()

    def send_everything(self):
        """Let every phone be heard, and look whether all that was made is there."""
        for phone in self.phones:
            self.send(phone, phone.acts)
        self.look()
        made = {(act.id, act.hash) for phone in self.phones for act in phone.acts}
        assert made <= set(invariants.kept()), "an act that was made is lost"

    @initialize()
    def begin(self):
        with clock.at(self.now):
            self.phones = [self.fresh(n) for n in range(len(self.world.people))]

    def fresh(self, who):
        """Return a phone on which the app was just installed."""
        person, role = self.world.people[who]
        return transact(lambda: phone_of(person, role=role))

    def send(self, phone, acts, *, lost=False):
        """Send as the phone does, and note the answers unless they are lost on the way."""
        self.now += timedelta(seconds=1)
        batch = Batch(phone.shift.token, acts, phone.offset_ms, len(acts))
        with clock.at(self.now):
            told = transact(lambda: receive(batch))
            epoch = epochs.current()
        db.session.remove()
        self.told = True
        self.done.update(batches=1, acts=len(acts), lost=int(lost))
        if lost:
            return
        for act, outcome, _reason in told:
            held = self.answered.setdefault((act.id, act.hash), outcome)
            assert held == outcome, "an outcome changed"
        if self.known_epoch.setdefault(phone.device, epoch) != epoch:
            self.known_epoch[phone.device] = epoch
            self.send(phone, phone.acts)  # another server: everything again

    @rule(target=acts, who=WHO, presses=PRESSES)
    def act(self, who, presses):
        phone, kinds = self.phones[who], KINDS[self.world.people[who][1]]
        for bag, kind, pass_ms in presses:
            phone.act(kinds[kind % len(kinds)], self.world.bags[bag], after_ms=pass_ms)
        made = len(phone.acts)
        return multiple(*((phone, n) for n in range(made - len(presses), made)))

    @rule(target=acts, one=acts, pass_ms=PASS_MS)
    def undo(self, one, pass_ms):
        phone, number = one
        if phone in self.gone or phone.acts[number].kind == "undo":
            return multiple()
        phone.undo(phone.acts[number], after_ms=pass_ms)
        return phone, len(phone.acts) - 1

    @rule(who=WHO, lost=st.booleans())
    def send_all(self, who, lost):
        self.send(self.phones[who], self.phones[who].acts, lost=lost)

    @rule(who=WHO, rng=st.randoms(use_true_random=False), lost=st.booleans())
    def send_some_twice_and_in_disorder(self, who, rng, lost):
        acts = self.phones[who].acts
        some = [act for act in acts + acts if rng.random() < 0.5]
        rng.shuffle(some)
        self.send(self.phones[who], some, lost=lost)

    @rule(one=acts, kind=KIND)
    def send_another_content_under_the_same_id(self, one, kind):
        phone, number = one
        kinds = sorted({kind for some in KINDS.values() for kind in some})
        kind = kinds[kind % len(kinds)]
        if phone.acts[number].kind not in (kind, "undo"):
            self.send(phone, [sealed(replace(phone.acts[number], kind=kind))])

    @rule(
        who=WHO,
        trouble=st.sampled_from(["clock", "reinstall", "reinstall-sent", "back-up", "restore"]),
        hours=st.integers(-24, 24),
    )
    def trouble(self, who, trouble, hours):
        """What happens more rarely than acts and batches do, in one rule, so that it is chosen so."""
        if trouble == "clock":
            self.phones[who].ahead = timedelta(hours=hours)
            self.done["jumps"] += 1
        elif trouble == "back-up":
            db.session.remove()
            self.backup = self.world.copy()
        elif trouble == "restore":
            self.restore()
        else:
            self.reinstall(who, sent=trouble == "reinstall-sent")

    def reinstall(self, who, *, sent):
        """Take the app from a phone, after all was sent or before, and put it on again."""
        old = self.phones[who]
        if sent:
            self.send(old, old.acts)
        self.gone.append(old)
        self.done["reinstalled"] += 1
        with clock.at(self.now):
            self.phones[who] = self.fresh(who)

    def restore(self):
        """Put the server back to its backup, if there is one; phones see another epoch."""
        if self.backup is None:
            return
        self.world.put_back(self.backup)
        self.now += timedelta(seconds=1)
        with clock.at(self.now):
            transact(epochs.begin)
        self.done["restored"] += 1
        # Another order of arrival may give another outcome; what is held for certain begins anew.
        # A phone that is gone cannot tell again what the copy had not heard.
        self.answered.clear()
        for phone in self.phones:
            self.send(phone, phone.acts)

    @invariant()
    def look(self):
        """Look at what must always hold, where anything can have changed."""
        if not self.told:
            return
        self.told, self.failed = False, True
        for bag in self.world.bags:
            invariants.bag_is_in_one_hand(bag)
        invariants.no_act_is_lost_and_none_is_two(self.answered)
        invariants.whatever_contradicts_is_listed(self.world.coordinator)
        db.session.remove()
        self.failed = False


def run(world, scenarios, *, steps=30, start=0, phases=tuple(Phase)):
    """Try so many scenarios of so many steps; ``start`` says which ones."""
    Phones.world = world
    run_state_machine_as_test(
        seed(start)(type("Phones", (Phones,), {})),
        settings=settings(
            max_examples=scenarios,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=phases,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
