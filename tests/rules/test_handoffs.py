"""What is true at the gate before anybody opens a database."""

from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.handoffs import rules
from delivery.handoffs.rules import Outcome, Standing, judge
from delivery.merchants.picking.models import CUSTODY
from tests.conftest import NOON

WAVE, HOME = UUID(int=1), UUID(int=2)
TRUE_HISTORIES = [
    ["load", "drop", "take-in", "hand-over"],
    ["load", "drop", "hand-over"],
    ["load", "take-in", "return"],
    ["load", "drop", "return", "destroy"],
    ["load", "miss"],
    ["load", "drop", "miss", "find"],
    ["load", "miss", "find", "take-in", "hand-over"],
    ["load", "miss", "find", "miss"],
    ["miss", "find", "return"],
]


def custody_after(acts, state="packed"):
    """Return where a bag stands when ``acts``, each with its said time, were heard in this order."""
    before = Standing(state)
    for action, at in acts:
        step = CUSTODY.transitions[action]
        verdict = judge(step, before, at)
        before = Standing(
            step.target if verdict.moves else before.state,
            before.said | {action},
            max(filter(None, [before.missed_at, at if action == "miss" else None]), default=None),
            max(filter(None, [before.found_at, at if action == "find" else None]), default=None),
        )
    return before.state


@pytest.mark.parametrize("history", TRUE_HISTORIES, ids=" ".join)
def test_whatever_the_order_the_same_true_acts_leave_a_bag_in_the_same_state(history):
    acts = [(action, NOON + timedelta(minutes=n)) for n, action in enumerate(history)]
    as_it_was = custody_after(acts)
    assert {custody_after(order) for order in permutations(acts)} == {as_it_was}


@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=5))
def test_acts_that_come_twice_change_nothing(order, again):
    history = ["load", "drop", "miss", "find", "hand-over"]
    acts = [(history[n], NOON + timedelta(minutes=n)) for n in order + again]
    assert custody_after(acts) == "handed-over"


def test_the_second_hand_over_is_a_conflict_and_a_late_drop_is_late():
    gone = Standing("handed-over", frozenset({"hand-over"}))
    assert judge(CUSTODY.transitions["hand-over"], gone, NOON).outcome is Outcome.CONFLICT
    assert judge(CUSTODY.transitions["return"], gone, NOON).outcome is Outcome.CONFLICT
    assert judge(CUSTODY.transitions["drop"], gone, NOON).outcome is Outcome.LATE


def test_a_second_witness_is_applied_and_a_third_is_known():
    dropped = Standing("at-gate", frozenset({"drop"}))
    assert judge(CUSTODY.transitions["take-in"], dropped, NOON) == rules.Verdict(Outcome.APPLIED)
    assert judge(CUSTODY.transitions["drop"], dropped, NOON).outcome is Outcome.KNOWN


def test_a_hand_over_without_its_drop_infers_what_must_have_happened():
    verdict = judge(CUSTODY.transitions["hand-over"], Standing("packed"), NOON)
    assert (verdict.moves, verdict.inferred) == (True, ("load", "drop"))


def test_a_pick_up_code_belongs_to_one_household_one_wave_and_one_installation():
    code = rules.pickup_code("a secret", WAVE, HOME)
    others = {
        rules.pickup_code("another secret", WAVE, HOME),
        rules.pickup_code("a secret", HOME, HOME),
        rules.pickup_code("a secret", WAVE, WAVE),
    }
    assert code == rules.pickup_code("a secret", WAVE, HOME)
    assert (len(code), code in others) == (7, False)


@given(st.uuids(), st.uuids())
def test_a_pick_up_code_is_read_however_it_is_typed(wave, home):
    code = rules.pickup_code("a secret", wave, home)
    for text in (code.lower(), f" {code[:4]}-{code[4:]} "):
        assert rules.read(text) == rules.Scanned(code, is_pickup=True, is_bag=False)


@pytest.mark.parametrize("text", ["", "MK1:", "MK3:ABCDEFG", "1234567", "山东", "7KXM2Q0"])
def test_what_is_no_code_of_ours_is_not_read(text):
    assert rules.read(text) is None


def test_a_slip_of_the_finger_is_no_code():
    code = rules.pickup_code("a secret", WAVE, HOME)
    slipped = code[:2] + ("2" if code[2] != "2" else "3") + code[3:]
    assert rules.read(slipped) is None


def test_a_shelf_is_said_as_the_labels_say_it():
    assert (rules.shelf_of([14, 14]), rules.shelf_of([102, 14])) == ("014", "014 · 102")
