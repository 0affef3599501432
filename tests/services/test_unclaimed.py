"""Bags that nobody comes for: the worker asks, then seeks help, then decides; the gate carries out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.handoffs import services
from delivery.handoffs.unclaimed import queries
from delivery.handoffs.unclaimed.rules import Patience
from delivery.handoffs.unclaimed.services import carry_out, look_after, wish
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotAllowed, WrongState
from delivery.kernel.ledger import Event
from delivery.notices import telling
from delivery.notices.models import Telling
from delivery.orders.models import Order
from delivery.people.models import Household
from tests import factories as make
from tests.counting import statements
from tests.handing import proof, scene
from tests.racing import race

PATIENCE = Patience({"ambient": 120, "chilled": 20, "frozen": 10}, step_min=20)


def at_gate(day):
    """Take the bags in well before the time to collect ends; return that end."""
    services.take_in(day.ids, proof(minutes=1), actor=day.guard)
    return day.wave.collect_to_at


@pytest.fixture
def day(session):
    return scene()


def said(*actions):
    rows = select(Event).where(Event.subject == "orders", Event.action.in_(actions))
    return db.session.scalars(rows.order_by(Event.seq)).all()


def work(until, *minutes):
    for minute in minutes:
        look_after(until + timedelta(minutes=minute), PATIENCE)


def way_of(day, at):
    return {one.temperature: one.way for one in queries.of_order(day.order.id, at)}


def test_nobody_is_asked_before_the_time_to_collect_is_over(day):
    until = at_gate(day)
    work(until, -1, 0, 19)
    assert said("overdue") == []


def test_each_class_is_asked_about_in_its_own_time_then_helped_then_decided(day):
    until = at_gate(day)
    work(until, 20, 40, 60, 120, 140, 160, 500)
    told = [(e.action, e.facts["temperature"]) for e in said("overdue", "seek-help", "decide")]
    assert told == [
        ("overdue", "chilled"),
        ("seek-help", "chilled"),
        ("decide", "chilled"),
        ("overdue", "ambient"),
        ("seek-help", "ambient"),
        ("decide", "ambient"),
    ]
    ends = {e.facts["temperature"]: e.facts["end"] for e in said("decide")}
    assert ends == {"chilled": "door", "ambient": "return"}


def test_who_came_is_not_asked_any_more(day):
    until = at_gate(day)
    work(until, 20)
    services.hand_over(day.ids, proof(minutes=400), actor=day.guard)
    work(until, 40, 60, 900)
    assert said("seek-help", "decide") == []


def test_a_late_bag_is_given_the_same_time_from_when_it_came(day):
    until = day.wave.collect_to_at
    late = proof(at=until + timedelta(hours=1))
    services.take_in(day.ids, late, actor=day.guard)
    work(until, 70)
    assert said("overdue") == []
    work(until, 80)
    assert [e.facts["temperature"] for e in said("overdue")] == ["chilled"]


def test_the_household_says_what_would_help_and_may_change_its_mind(day):
    until = at_gate(day)
    work(until, 20)
    at = until + timedelta(minutes=25)
    wish(day.order, "give", actor=day.resident, at=at)
    work(until, 26)
    assert way_of(day, at)["chilled"] == "give"
    wish(day.order, "door", actor=day.resident, at=at + timedelta(minutes=2))
    assert way_of(day, at + timedelta(minutes=3))["chilled"] == "door"


@pytest.mark.parametrize(
    ("way", "state", "method"),
    [
        ("door", "handed-over", "door"),
        ("give", "handed-over", "gift"),
        ("return", "returned", "list"),
    ],
)
def test_the_gate_carries_out_what_was_decided(day, way, state, method):
    until = at_gate(day)
    work(until, 20)
    at = until + timedelta(minutes=30)
    wish(day.order, way, actor=day.resident, at=at)
    work(until, 31)
    done = proof(at=at + timedelta(minutes=5))
    carry_out(day.order.id, "chilled", way, done, actor=day.guard)
    assert [bag.state for bag in day.bags] == ["at-gate", state]
    moved = select(Event).filter_by(subject_id=day.ids[1], target=state)
    assert db.session.scalars(moved).one().facts["method"] == method


def test_nothing_is_given_on_that_was_to_go_another_way(day):
    until = at_gate(day)
    work(until, 20, 40, 60)
    done = proof(at=until + timedelta(minutes=70))
    for way in ("give", "return"):
        with pytest.raises(WrongState):
            carry_out(day.order.id, "chilled", way, done, actor=day.guard)
    assert [bag.state for bag in day.bags] == ["at-gate"] * 2


def test_a_home_that_is_served_at_its_door_gets_its_ambient_bags_there_too(day):
    until = at_gate(day)
    db.session.get_one(Household, day.home.id).door_drop_until = until + timedelta(days=9)
    work(until, 120, 140, 160)
    assert {e.facts["end"] for e in said("decide")} == {"door"}


def test_a_word_of_nobody_and_a_word_too_late_are_refused(day):
    until = at_gate(day)
    at = until + timedelta(minutes=30)
    with pytest.raises(NotAllowed):
        wish(day.order, "door", actor=day.guard, at=at)
    with pytest.raises(Invalid):
        wish(day.order, "burn", actor=day.resident, at=at)
    services.hand_over(day.ids, proof(minutes=400), actor=day.guard)
    with pytest.raises(WrongState):
        wish(day.order, "door", actor=day.resident, at=at)
    assert said("wish-end") == []


def test_household_and_leader_are_told_each_once(day, monkeypatch):
    monkeypatch.setattr(telling, "outgoing", lambda settings: [])
    until = at_gate(day)
    work(until, 20, 20, 40, 40, 60, 60)
    telling.tell(until + timedelta(hours=2))
    rows = select(Telling.user_id, Event.action).join(Event, Event.seq == Telling.event_seq)
    told = rows.where(Event.action.in_(["overdue", "seek-help", "decide"]))
    assert sorted(db.session.execute(told).all()) == sorted(
        [
            (day.resident.id, "overdue"),
            (day.leader.id, "seek-help"),
            (day.resident.id, "decide"),
        ]
    )


def test_looking_after_many_bags_costs_as_many_statements_as_one(day):
    until = at_gate(day)
    with statements() as of_one:
        work(until, 20)
    for n in range(12):
        order = make.make_order(
            day.wave, day.store, make.make_household(day.home.compound_id), day.point
        )
        bag = make.make_bag(order, temperature="chilled", number_of=(n + 3, 60))
        services.take_in([bag.id], proof(minutes=1), actor=day.guard)
    with statements() as of_many:
        work(until, 21)
    assert len(said("overdue")) == 13
    assert len(of_many) == len(of_one)


def test_two_workers_at_once_take_each_step_once(arena, at_noon):
    with arena.app_context():
        day = scene()
        at, order_id = at_gate(day) + timedelta(minutes=20), day.order.id
        db.session.commit()
    race(arena, *[lambda: look_after(at, PATIENCE)] * 2)
    with arena.app_context():
        own = [e for e in said("overdue") if e.subject_id == order_id]
        assert [e.facts["bags"] for e in own] == [1]


def test_of_a_household_that_comes_and_a_guard_who_sends_back_one_has_the_bag(arena, at_noon):
    with arena.app_context():
        day = scene()
        until = at_gate(day)
        work(until, 120, 140, 160)
        order_id, guard, ambient = day.order.id, day.guard, day.ids[0]
        home = day.home.id
        db.session.commit()
    at = until + timedelta(minutes=170)
    outcomes = race(
        arena,
        lambda: carry_out(order_id, "ambient", "return", proof(at=at), actor=guard),
        lambda: services.collect(home, [ambient], proof(at=at), actor=guard),
    )
    with arena.app_context():
        rows = select(Event).where(Event.subject_id == ambient)
        moves = [e for e in db.session.scalars(rows) if e.target in ("returned", "handed-over")]
        assert len(moves) == 1, outcomes


def test_a_wish_and_a_hand_over_at_once_leave_no_wish_for_nothing(arena, at_noon):
    with arena.app_context():
        day = scene()
        at = at_gate(day) + timedelta(minutes=30)
        order_id, guard, resident, ids = day.order.id, day.guard, day.resident, day.ids
        db.session.commit()
    race(
        arena,
        lambda: services.hand_over(ids, proof(at=at), actor=guard),
        lambda: wish(db.session.get_one(Order, order_id), "door", actor=resident, at=at),
    )
    with arena.app_context():
        rows = select(Event).where(Event.subject_id.in_([order_id, *ids])).order_by(Event.seq)
        order = [e.action for e in db.session.scalars(rows)]
        if "wish-end" in order:
            assert order.index("wish-end") < order.index("hand-over")
