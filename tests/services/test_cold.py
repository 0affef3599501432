"""Cold bags that have nearly used their minutes are found from packing and ledger alone."""

from datetime import timedelta

import pytest

from delivery.handoffs import custody, services
from delivery.handoffs.cold import queries
from delivery.handoffs.cold.rules import Minutes
from delivery.kernel.access import Role
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.handing import proof, scene

ALLOWED = {"chilled": 200, "frozen": 100}


@pytest.fixture
def day(session):
    """A scene with an ambient and a chilled bag, packed at noon, and a frozen one beside them."""
    here = scene()
    here.bags.append(make.make_bag(here.order, number_of=(3, 3), temperature="frozen"))
    for bag in here.bags:
        bag.packed_at = NOON
    return here


def alarms(day, minutes, who=None):
    found = queries.alarms(who or day.guard, ALLOWED, NOON + timedelta(minutes=minutes))
    return [(cold.bag.temperature, cold.alarm.value, cold.left_min) for cold in found]


def test_each_class_gives_alarm_at_its_own_seventy_per_cent_and_ambient_never(day):
    assert alarms(day, 69) == []
    assert alarms(day, 70) == [("frozen", "soon", 30)]
    assert alarms(day, 140) == [("frozen", "over", 0), ("chilled", "soon", 60)]
    assert {kept for kept, *_ in alarms(day, 9_000)} == {"frozen", "chilled"}


def test_the_minutes_are_told_by_place_from_the_ledger(day):
    services.load(day.pickup, proof(minutes=30), actor=day.driver)
    services.drop(day.dropping, proof(minutes=75), actor=day.driver)
    services.take_in(day.ids, proof(minutes=80), actor=day.guard)
    at = NOON + timedelta(minutes=150)
    assert {one.minutes for one in queries.alarms(day.guard, ALLOWED, at)} == {Minutes(30, 45, 75)}


def test_a_bag_that_was_handed_over_gives_no_alarm_and_its_minutes_stand_still(day):
    services.hand_over(day.ids, proof(minutes=60), actor=day.guard)
    assert alarms(day, 500) == []
    cold = queries.minutes_of_bag(day.bags[1], ALLOWED, NOON + timedelta(minutes=500))
    assert cold.minutes.total == 60


def test_a_hand_over_that_was_undone_lets_the_minutes_go_on(day):
    services.hand_over(day.ids, proof(minutes=60), actor=day.guard)
    said = {day.ids[1]: proof(minutes=65)}
    custody.undo("undo-hand-over", said, actor=day.guard)
    cold = queries.minutes_of_bag(day.bags[1], ALLOWED, NOON + timedelta(minutes=100))
    assert cold.minutes.total == 100


def test_steps_that_were_only_inferred_tell_no_time(day):
    services.take_in(day.ids, proof(minutes=80), actor=day.guard)  # nobody said when it was loaded
    cold = queries.minutes_of_bag(day.bags[1], ALLOWED, NOON + timedelta(minutes=100))
    assert cold.minutes == Minutes(80, 0, 20)


def test_a_step_that_is_heard_late_corrects_the_places_and_not_the_total(day):
    services.take_in(day.ids, proof(minutes=80), actor=day.guard)
    services.load(day.pickup, proof(minutes=30), actor=day.driver)
    cold = queries.minutes_of_bag(day.bags[1], ALLOWED, NOON + timedelta(minutes=100))
    assert cold.minutes == Minutes(30, 50, 20)


def test_ambient_bags_have_no_minutes(day):
    assert queries.minutes_of_bag(day.bags[0], ALLOWED, NOON) is None


def test_a_gate_sees_its_own_bags_and_a_coordinator_those_of_the_neighbourhood(day):
    stranger = make.actor_with(Role.GATE_STAFF, make.make_gate().id)
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    assert alarms(day, 140, stranger) == []
    assert alarms(day, 140, coordinator) == alarms(day, 140)
    at = NOON + timedelta(minutes=140)
    assert queries.count(day.guard, ALLOWED, at) == 2
    assert queries.count(stranger, ALLOWED, at) == 0


def test_many_bags_cost_as_many_statements_as_one(day):
    with statements() as of_few:
        alarms(day, 140)
    for n in range(30):
        bag = make.make_bag(day.order, number_of=(n + 4, 60), temperature="frozen")
        bag.packed_at = NOON
    with statements() as of_many:
        assert len(alarms(day, 140)) == 32
    assert len(of_many) == len(of_few)
