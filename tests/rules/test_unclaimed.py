"""How long bags wait, what is done next, and which way they go: without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from delivery.handoffs.unclaimed.rules import (
    ANSWERS,
    DECIDE,
    ENDS,
    OVERDUE,
    SEEK_HELP,
    Left,
    Patience,
    end_of,
    next_step,
)
from tests.conftest import NOON

PATIENCE = Patience({"ambient": 120, "chilled": 20, "frozen": 10}, step_min=20)
CHILLED = Left("chilled", NOON)


def after(minutes):
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(("kept", "minutes"), PATIENCE.keep_min.items())
def test_each_class_waits_its_own_time_and_not_a_second_less(kept, minutes):
    left = Left(kept, NOON)
    due = after(minutes)
    assert next_step(left, PATIENCE, due - timedelta(seconds=1)) is None
    assert next_step(left, PATIENCE, due) == OVERDUE


def test_one_step_follows_the_other_and_none_is_taken_twice():
    done, taken = frozenset(), []
    for minute in range(0, 200):
        if step := next_step(replace(CHILLED, done=done), PATIENCE, after(minute)):
            taken.append((minute, step))
            done |= {step}
    assert taken == [(20, OVERDUE), (40, SEEK_HELP), (60, DECIDE)]


def test_a_worker_that_slept_takes_the_steps_in_their_order():
    assert next_step(CHILLED, PATIENCE, after(6000)) == OVERDUE


@pytest.mark.parametrize("wish", ENDS)
def test_a_wish_is_done_at_once_and_asked_about_no_more(wish):
    left = replace(CHILLED, answer=wish, answered_at=after(3))
    assert next_step(left, PATIENCE, after(3)) == DECIDE
    assert next_step(replace(left, done=frozenset({DECIDE})), PATIENCE, after(900)) is None
    assert end_of(left) == wish


@pytest.mark.parametrize("done", [frozenset({OVERDUE}), frozenset({OVERDUE, SEEK_HELP})])
def test_who_is_coming_is_given_the_time_of_two_steps_and_not_for_ever(done):
    left = replace(CHILLED, done=done, answer="coming", answered_at=after(45))
    assert next_step(left, PATIENCE, after(84)) is None
    assert next_step(left, PATIENCE, after(85)) == DECIDE


@pytest.mark.parametrize(
    ("kept", "at_the_door", "way"),
    [
        ("ambient", False, "return"),
        ("ambient", True, "door"),
        ("chilled", False, "door"),
        ("frozen", False, "door"),
    ],
)
def test_where_nobody_answers_the_way_suits_the_bags_and_the_home(kept, at_the_door, way):
    assert end_of(Left(kept, NOON, at_the_door=at_the_door)) == way


def test_nothing_is_given_on_that_its_household_did_not_offer():
    for kept in PATIENCE.keep_min:
        for at_the_door in (True, False):
            for answer in ("", *ANSWERS):
                left = Left(kept, NOON, answer=answer, at_the_door=at_the_door)
                assert (end_of(left) == "give") == (answer == "give")
