"""What is true of a bag, heard in any order and twice, ends in the same custody.

``MENKOU_HISTORIES`` says how many histories of each kind are tried, ``MENKOU_ORDERS`` in how many
orders each, ``MENKOU_SEED`` which ones; `make prove-sync` tries many.
"""

import os
from itertools import islice
from random import Random

import pytest

from delivery.handoffs.sync import undoing
from delivery.kernel.db import db
from tests.handing import scene
from tests.services.histories import Players, end_of, histories, orders_of

HISTORIES = int(os.environ.get("MENKOU_HISTORIES", "2"))
ORDERS = int(os.environ.get("MENKOU_ORDERS", "12"))  # five words have 120
SEED = int(os.environ.get("MENKOU_SEED", "1"))
# How many words, and how many of them are mistakes that are taken back.
KINDS = [(3, 0), (3, 1), (4, 0), (4, 1), (5, 1), (5, 2), (6, 2), (7, 3)]
SEEN_WRONG_ONCE = [
    ("hand-over!", "hand-over", "undo 0"),
    ("return!", "undo 0", "hand-over"),
    ("miss", "hand-over!", "undo 1"),
    ("take-in!", "hand-over!", "undo 1", "undo 0"),
    ("hand-over!", "return", "destroy", "undo 0"),
    ("load", "miss!", "undo 1", "miss"),
]


def some(length, mistakes, rng):
    """Return so many histories of a kind by chance; of the long ones there are too many to list."""
    step = 997 if length > 6 else 1
    found = list(islice(histories(length, mistakes), SEED % step, None, step))
    return found if len(found) <= HISTORIES else rng.sample(found, HISTORIES)


def wrong(day, found, rng, most=ORDERS):
    """Return the histories that do not end alike in every order, or not where the bag truly is."""
    faults = []
    players = Players(day, rng)
    for history in found:
        with db.session.begin_nested() as nothing_stays:
            ends = players.ends(history, orders_of(len(history), most, rng))
            to_decide = players.left_to_decide()
            nothing_stays.rollback()
        true = end_of(history) or ends[0]
        if set(ends) != {true} or to_decide:
            faults.append((" ".join(history), set(ends), true, to_decide))
    return faults


@pytest.fixture
def day(session):
    return scene()


@pytest.mark.parametrize(("length", "mistakes"), KINDS)
def test_every_order_of_what_is_true_ends_in_the_same_custody_and_leaves_nothing_to_decide(
    day, length, mistakes
):
    rng = Random(SEED * 100 + length * 10 + mistakes)
    assert wrong(day, some(length, mistakes, rng), rng) == []


def test_what_once_ended_differently_ends_alike(day):
    assert wrong(day, SEEN_WRONG_ONCE, Random(1), 24) == []


def test_an_undo_that_only_reverses_the_last_move_is_found(day, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(undoing, "judge_again", lambda *_: None)
    assert wrong(day, SEEN_WRONG_ONCE[:1], Random(1), 24) != []
