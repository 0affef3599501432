"""Slots are as many as keep the queue at the gate short: by formula, and in a simulated day."""

import random
from datetime import timedelta
from heapq import heappop, heappush

import pytest

from delivery.orders.rules.slots import (
    busy_share,
    most_people,
    over_limit,
    quarters_of,
    spans,
    waiting,
)
from tests.conftest import NOON

DESKS, DESK_S, LIMIT = 3, 40, 8  # the gate of the simulated day
HOURS, HOUSEHOLDS = 3, 600


def test_a_collection_is_cut_into_slots_of_one_length():
    ten = spans(NOON, NOON + timedelta(hours=3))
    assert len(ten) == 18
    assert ten[0].ends_at == ten[1].starts_at == NOON + timedelta(minutes=10)
    assert spans(NOON, NOON + timedelta(hours=3), 25)[0].starts_at == NOON + timedelta(minutes=25)
    half = spans(NOON, NOON + timedelta(hours=12))
    assert (len(half), half[-1].ends_at) == (24, NOON + timedelta(hours=12))
    assert spans(NOON, NOON + timedelta(minutes=9)) == []
    assert spans(NOON, NOON + timedelta(minutes=30), 60) == []


def test_one_desk_is_the_queue_of_the_textbooks():
    """M/M/1: the desk is busy with probability r, and r² / (1 - r) people wait."""
    assert busy_share(1, 0.8) == pytest.approx(0.8)
    assert waiting(1, 0.8) == pytest.approx(3.2)
    assert over_limit(1, 0.5, 2) == pytest.approx(0.5 * 0.5**3)


def test_erlangs_own_example_of_several_desks():
    """Two desks at one erlang: C = 1/3; three at two: C = 4/9, as Gross and Harris tabulate."""
    assert busy_share(2, 1.0) == pytest.approx(1 / 3)
    assert busy_share(3, 2.0) == pytest.approx(4 / 9)
    assert waiting(3, 3.0) == float("inf")


@pytest.mark.parametrize("desks", [1, 2, 5])
@pytest.mark.parametrize("limit", [1, 6, 30])
def test_a_slot_takes_as_many_as_keep_the_limit_and_one_more_would_not(desks, limit):
    most = most_people(desks, 45, limit, 600)
    kept = most * 45 / 600, (most + 1) * 45 / 600
    assert waiting(desks, kept[0]) <= limit
    assert over_limit(desks, kept[0], limit) <= 0.05
    assert waiting(desks, kept[1]) > limit or over_limit(desks, kept[1], limit) > 0.05


def test_a_desk_that_takes_longer_than_a_slot_serves_nobody():
    assert most_people(1, 3600, 6, 600) == 0


def test_goods_take_a_quarter_crate_for_every_four_kilograms():
    assert [quarters_of(g) for g in (0, 1, 4000, 4001, 16_000)] == [1, 1, 1, 2, 4]


def p95_waiting(came, seed):
    """Serve people who came at ``came`` seconds at the desks; the 95th percentile of who waits.

    Looked at every ten seconds while the collection lasts.
    """
    draw = random.Random(seed)
    free, begins = [0.0] * DESKS, []
    for second in sorted(came):
        start = max(heappop(free), second)
        begins.append((second, start))
        heappush(free, start + draw.expovariate(1 / DESK_S))
    steps = range(0, HOURS * 3600, 10)
    changes = [0] * (len(steps) + 1)
    for second, start in begins:
        changes[min(int(second // 10) + 1, len(steps))] += 1
        changes[min(int(start // 10) + 1, len(steps))] -= 1
    looks, waits = [], 0
    for change in changes[:-1]:
        waits += change
        looks.append(waits)
    return sorted(looks)[int(len(looks) * 0.95)]


def in_slots(draw):
    """Six hundred households, slot by slot as full as each takes, each at a time of its own."""
    slots = spans(NOON, NOON + timedelta(hours=HOURS))
    most = most_people(DESKS, DESK_S, LIMIT, 600)
    assert most * len(slots) >= HOUSEHOLDS, "the gate of the simulation serves them all"
    return [
        n % len(slots) * 600 + draw.uniform(0, 600)  # the one with the most room is proposed
        for n in range(HOUSEHOLDS)
    ]


def as_they_like(draw):
    """The same households when all are told the same span: most come in its first hour."""
    return [min(draw.expovariate(1 / 2400), HOURS * 3600 - 1) for _ in range(HOUSEHOLDS)]


SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
def test_of_600_households_in_slots_fewer_wait_than_the_limit(seed):
    assert p95_waiting(in_slots(random.Random(seed)), seed) <= LIMIT


@pytest.mark.parametrize("seed", SEEDS)
def test_without_slots_the_same_gate_is_overrun(seed):
    assert p95_waiting(as_they_like(random.Random(seed)), seed) > 10 * LIMIT


@pytest.mark.parametrize("seed", SEEDS)
def test_slots_filled_past_what_they_take_are_noticed(seed):
    """The known-bad rule: as many as the desks serve on average, in fewer and fuller slots."""
    crowded = DESKS * 600 // DESK_S * 5 // 4
    draw = random.Random(seed)
    came = [n // crowded * 600 + draw.uniform(0, 600) for n in range(HOUSEHOLDS)]
    assert p95_waiting(came, seed) > LIMIT
