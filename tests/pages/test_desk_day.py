"""The coordinator's day: what needs a person is told once, with since when and a way on."""

import re
from datetime import timedelta

import pytest
from flask_babel import refresh

from delivery.handoffs import custody
from delivery.handoffs.rules import Proof
from delivery.kernel import clock
from delivery.kernel.access import SYSTEM, Role
from delivery.kernel.ledger import record, record_all
from delivery.orders.models import WAVE, MoneyEntry
from delivery.people.models import JoinRequest
from delivery.places.models import GATE
from delivery.routing import services as routing
from delivery.routing.models import PLAN, Route
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.services.routing_world import LATER, adopted, closed_wave, proposed
from tests.signing import get, post, sign_in

ENGLISH, CHINESE = {"Accept-Language": "en"}, {"Accept-Language": "zh"}


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave()


@pytest.fixture
def desk(client, world):
    return sign_in(client, world.coordinator)


def words(client, language=ENGLISH):
    refresh()  # a test's requests share one context, and with it one language
    answer = get(client, "/today", headers=language)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_day_without_exceptions_says_so(desk, world):
    adopted(world)
    assert "All goes to plan" in words(desk)
    assert "一切照常" in words(desk, CHINESE)


def test_a_proposal_waits_for_a_word(desk, world):
    proposed(world)
    page = words(desk)
    assert "1 thing needs a person" in page
    assert "wait for a word" in page
    assert "They bring every bag." in page


def test_a_proposal_tells_how_many_orders_it_leaves_out(desk, world):
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    proposed(world)
    assert "2 orders found no place on them." in words(desk)


def test_a_plan_that_failed_is_told_until_it_is_made_again(desk, world):
    plan = routing.ask(world.wave, seconds=3, actor=world.coordinator, at=LATER)
    PLAN.apply(plan, "fail", actor=SYSTEM, at=LATER)
    assert "The router could not make them." in words(desk)
    routing.ask(world.wave, seconds=3, actor=world.coordinator, at=LATER)
    assert "All goes to plan" in words(desk)


def test_a_worker_that_does_not_answer_is_told_of(desk, world):
    routing.ask(world.wave, seconds=3, actor=world.coordinator, at=LATER)
    with clock.at(LATER + timedelta(minutes=10)):
        assert "The worker does not answer." in words(desk)


def test_bags_that_no_route_takes_are_counted(desk, world):
    adopted(world)
    late = make.make_household(world.points[0].gate.compound_id)
    offer = make.make_offer(world.store)
    make.make_bag(make.make_order(world.wave, world.store, late, world.points[0], offer))
    assert "1 bag on no route" in words(desk)


def test_a_route_that_is_late_names_its_driver_and_where_it_should_be(session, desk, world):
    adopted(world)
    route = session.query(Route).one()
    with clock.at(route.leaves_at + timedelta(minutes=45)):
        page = words(desk)
    assert "Route A is late" in page
    assert f"{world.volunteer.user.name} was to be at {world.store.name}" in page


def test_a_wave_past_its_cut_off_is_closed_here(session, desk, world):
    wave = make.make_wave(world.wave.neighbourhood, hours=2.5)
    assert "Orders should have ended at 14:30" in words(desk)
    assert post(desk, f"/waves/{wave.id}/close").status_code == 302
    session.refresh(wave)
    assert wave.state == "closed"


def test_a_held_wave_past_its_cut_off_is_told(desk, world):
    wave = make.make_wave(world.wave.neighbourhood, hours=2.5)
    WAVE.apply(wave, "hold", actor=world.coordinator, at=NOON)
    assert "On hold past 14:30" in words(desk)


def test_a_wave_with_orders_needs_somebody_to_drive(desk, world):
    soon = make.make_wave(world.wave.neighbourhood, hours=8)
    assert "Nobody drives" not in words(desk)
    home = make.make_household(world.points[0].gate.compound_id)
    make.make_order(soon, world.store, home, world.points[0])
    assert "Nobody drives on Mon 2 Mar yet" in words(desk)


def test_a_closed_gate_with_bags_on_their_way_comes_first(desk, world):
    adopted(world)
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    page = words(desk)
    assert "is closed 2 bags are coming." in page
    assert "since 15:00" in page


def test_missing_bags_are_told_by_gate(desk, world):
    adopted(world)
    bag = make.make_bag(world.orders[0], state="missing", number_of=(2, 2))
    record("miss", bag, actor_id=None, at=LATER)
    assert "1 bag missing" in words(desk)


def test_a_load_that_was_counted_otherwise_is_told_for_a_day(session, desk, world):
    adopted(world)
    stop = session.query(Route).one().stops[0]
    counted = {stop.id: {"act": "load", "expected": 4, "counted": 3}}
    record_all("discrepancy", "stops", counted, actor_id=None, at=LATER)
    assert "3 bags counted, 4 expected" in words(desk)
    with clock.at(LATER + timedelta(hours=25)):
        assert "counted" not in words(desk)


def test_a_contradiction_is_told_with_the_act_that_does_not_fit(desk, world):
    adopted(world)
    guard = make.actor_with(Role.GATE_STAFF, world.points[0].gate_id)
    bag = make.make_bag(world.orders[0], state="packed", number_of=(2, 2))
    for key, minutes in (("first-0001", 0), ("second-0002", 5)):
        proof = Proof(key, LATER + timedelta(minutes=minutes))
        custody.record("hand-over", [bag.id], proof, actor=guard)
    page = words(desk)
    assert "was told of twice" in page
    assert "“Handed over” at 15:05 does not fit" in page


def test_bags_that_nobody_collects_are_told_after_the_time_for_it(desk, world):
    make.make_bag(world.orders[0], state="at-gate", number_of=(2, 2), temperature="frozen")
    assert "Not collected" not in words(desk)
    with clock.at(world.wave.collect_to_at + timedelta(hours=1)):
        assert "1 is cold." in words(desk)


def test_people_who_wait_to_join_for_a_day_are_counted(desk, world):
    home = make.make_household(world.points[0].gate.compound_id)
    request = JoinRequest(_state="asked", user_id=make.make_user().id, household_id=home.id)
    make.keep(request)
    assert "waits to join" not in words(desk)
    with clock.at(LATER + timedelta(days=2)):
        assert "1 person waits to join" in words(desk)


def test_cash_that_was_not_handed_in_is_told_with_its_holder(desk, world):
    gate = world.points[0].gate_id
    guard = make.make_user("老周")
    make.grant(guard, Role.GATE_STAFF, gate)
    paid = {"kind": "pay", "method": "cash", "paid_fen": 780, "owed_fen": -780}
    make.keep(MoneyEntry(order_id=world.orders[0].id, taken_by=guard.id, at=NOON, **paid))
    assert "not handed in" not in words(desk)
    with clock.at(NOON + timedelta(days=2)):
        assert "¥7.80 not handed in: 老周" in words(desk)


def test_a_coordinator_of_elsewhere_sees_none_of_it(client, world):
    proposed(world)
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    other = make.make_neighbourhood()
    sign_in(client, make.actor_with(Role.COORDINATOR, other.id))
    page = words(client)
    assert "All goes to plan" in page
    assert "No orders are under way" in page


def test_the_waves_say_where_their_bags_are(desk, world):
    adopted(world)
    make.make_bag(world.orders[0], state="handed-over", number_of=(2, 2))
    page = words(desk)
    assert "Handed over 1 At the gate 0 On its way 0 Packed 4" in page
    assert "1 of 5 bags" in page


def test_the_day_asks_as_often_for_much_as_for_little(session, client):
    counts = []
    with clock.at(LATER):
        for size in (1, 4):
            world = closed_wave(points=size, orders=size, vehicles=size)
            adopted(world)
            for point in world.points:
                GATE.apply(point.gate, "close", actor=world.coordinator, at=LATER)
            sign_in(client, world.coordinator)
            words(client)  # the first page of all asks for the time zone
            session.expunge_all()
            with statements() as seen:
                words(client)
            counts.append(len(seen))
    assert counts[0] == counts[1]
