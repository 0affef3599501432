"""What a vehicle was to bring and did not: the list opens by itself, and each bag is explained."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.handoffs import counting, custody, loads, services
from delivery.handoffs.rules import Outcome
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed, NotFound, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.routing.models import Stop
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.handing import proof, scene
from tests.racing import race


@pytest.fixture
def day(session):
    return scene()


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def events(subject, **about):
    statement = select(Event).filter_by(subject=subject, **about).order_by(Event.seq)
    return db.session.scalars(statement).all()


def missed(day, minutes=60):
    visits = loads.discrepancies(day.guard, after(minutes))
    return [row.id for row in loads.open_bags([one.stop_id for one in visits])]


def neighbour(day):
    """A gate beside the scene's, and its guard."""
    gate = make.make_gate(day.point.gate.compound.neighbourhood)
    return gate, make.actor_with(Role.GATE_STAFF, gate.id)


def test_what_was_not_scanned_is_listed_ten_minutes_after_the_last_bag_without_a_press(day):
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    assert missed(day, minutes=35) == []
    assert missed(day, minutes=41) == day.ids[1:]


def test_what_was_not_scanned_is_listed_at_once_where_the_gate_says_that_this_was_all(day):
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    counting.count(day.dropping, proof(minutes=31), actor=day.guard)
    assert missed(day, minutes=31) == day.ids[1:]
    told = [(e.action, e.facts) for e in events("stops")]
    assert told == [
        ("count", {"expected": 2, "counted": 1}),
        ("discrepancy", {"act": "take-in", "expected": 2, "counted": 1}),
    ]


def test_a_load_that_came_whole_leaves_nothing_to_explain(day):
    services.take_in_stop(day.dropping, proof(minutes=30), actor=day.guard)
    counting.count(day.dropping, proof(minutes=31), actor=day.guard)
    assert (missed(day), events("stops", action="discrepancy")) == ([], [])


def test_the_drivers_word_that_all_was_put_down_does_not_settle_what_the_gate_never_saw(day):
    services.load(day.pickup, proof(minutes=5), actor=day.driver)
    services.drop(day.dropping, proof(minutes=30), actor=day.driver)
    services.take_in(day.ids[:1], proof(minutes=31), actor=day.guard)
    rows = loads.open_bags([day.dropping.id])
    assert [(row.id, row.action, row.at) for row in rows] == [(day.ids[1], "drop", after(30))]
    assert missed(day) == day.ids[1:]


def test_nothing_is_open_before_anything_has_come(day):
    services.load(day.pickup, proof(minutes=5), actor=day.driver)
    assert missed(day, minutes=600) == []


@pytest.mark.parametrize(
    ("steps", "action"), [((), None), (("load",), "load"), (("load", "undone"), "undo-take-in")]
)
def test_each_open_bag_says_who_had_it_last(day, steps, action):
    if "load" in steps:
        services.load(day.pickup, proof(minutes=5), actor=day.driver)
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    if "undone" in steps:
        services.take_in(day.ids[1:], proof(minutes=31), actor=day.guard)
        custody.undo("undo-take-in", {day.ids[1]: proof(minutes=32)}, actor=day.guard)
    rows = loads.open_bags([day.dropping.id])
    assert [(row.id, row.action) for row in rows] == [(day.ids[1], action)]


SETTLED = {
    "found": lambda day, gate: services.take_in(day.ids[1:], proof(minutes=40), actor=day.guard),
    "never came": lambda day, gate: counting.settle_as_absent(
        day.ids[1:], proof(minutes=40), actor=day.guard
    ),
    "at another gate": lambda day, gate: counting.settle_as_absent(
        day.ids[1:], proof(minutes=40, gate=gate.id), actor=day.guard
    ),
    "handed over at once": lambda day, gate: services.hand_over(
        day.ids[1:], proof(minutes=40), actor=day.guard
    ),
    "sent back": lambda day, gate: services.return_(
        day.ids[1:], proof(minutes=40), actor=day.guard
    ),
}


@pytest.mark.parametrize("settle", SETTLED.values(), ids=SETTLED)
def test_each_way_to_explain_a_bag_takes_it_off_the_list(day, settle):
    gate, _guard = neighbour(day)
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    assert missed(day) == day.ids[1:]
    settle(day, gate)
    assert missed(day) == []


def test_a_bag_that_went_to_another_gate_is_seen_there_until_its_own_takes_it_in(day):
    gate, guard = neighbour(day)
    counting.settle_as_absent(day.ids[1:], proof(minutes=40, gate=gate.id), actor=day.guard)
    assert [row.id for row in loads.strays(guard)] == day.ids[1:]
    assert loads.strays(day.guard) == []
    told = events("orders", action="miss")
    assert [e.facts for e in told] == [{"bags": 1, "gate": str(gate.id)}]
    services.find(day.ids[1:], proof(minutes=50), actor=day.guard)
    assert loads.strays(guard) == []


def test_a_bag_that_turns_up_at_another_gate_is_known_at_its_own(day):
    gate, guard = neighbour(day)
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    assert counting.turn_up(day.bags[1], gate.id, proof(minutes=35), actor=guard) == "applied"
    lost = loads.lost_bags([day.dropping.id])
    assert [(row.id, row.action) for row in lost] == [(day.ids[1], "miss")]
    assert loads.gates_told(lost)[str(gate.id)].id == gate.id
    assert missed(day) == []


def test_whoever_takes_nothing_in_at_a_gate_says_nothing_for_it(day):
    _gate, guard = neighbour(day)
    with pytest.raises(NotFound):
        counting.turn_up(day.bags[1], day.point.gate_id, proof(), actor=guard)
    with pytest.raises(NotAllowed):
        counting.count(day.dropping, proof(), actor=day.driver)
    assert [bag.state for bag in day.bags] == ["packed"] * 2


def test_a_bag_that_left_its_gate_cannot_turn_up_elsewhere_without_the_coordinator(day):
    gate, guard = neighbour(day)
    services.hand_over(day.ids, proof(), actor=day.guard)
    with pytest.raises(WrongState):
        counting.turn_up(day.bags[1], gate.id, proof(minutes=9), actor=guard)


def test_a_gate_of_another_neighbourhood_is_no_place_for_a_lost_bag(day):
    far = make.make_gate()
    with pytest.raises(NotFound):
        counting.settle_as_absent(day.ids, proof(gate=far.id), actor=day.guard)
    assert [bag.state for bag in day.bags] == ["packed"] * 2


def test_a_count_sent_twice_is_one_fact(day):
    said = proof()
    for _ in range(2):
        counting.count(day.dropping, said, actor=day.guard)
    assert [e.action for e in events("stops")] == ["count", "discrepancy"]


def test_a_count_costs_as_few_statements_for_a_van_as_for_one_bag(day):
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    with statements() as of_one:
        missed(day)
    for n in range(30):
        make.make_bag(day.order, number_of=(n + 3, 60))
    with statements() as of_many:
        assert len(missed(day)) == 31
    assert len(of_many) == len(of_one)


def test_of_two_guards_one_finds_and_one_misses_a_bag_and_it_is_never_in_two_states(arena, at_noon):
    with arena.app_context():
        day = scene()
        ids, guard, stop_id = day.ids[1:], day.guard, day.dropping.id
        services.take_in(day.ids[:1], proof(minutes=1), actor=guard)
        db.session.commit()
    outcomes = race(
        arena,
        lambda: services.take_in(ids, proof(minutes=20), actor=guard),
        lambda: counting.settle_as_absent(ids, proof(minutes=21), actor=guard),
        lambda: counting.count(db.session.get_one(Stop, stop_id), proof(minutes=22), actor=guard),
    )
    heard = {str(one) for each in outcomes[:2] for one in each.values()}
    assert heard <= {str(Outcome.APPLIED), str(Outcome.LATE), str(Outcome.KNOWN)}
    with arena.app_context():
        moves = [e for e in events("bags", subject_id=ids[0]) if e.target]
        assert [e.source for e in moves[1:]] == [e.target for e in moves[:-1]]
        assert db.session.get_one(Bag, ids[0]).state == moves[-1].target
