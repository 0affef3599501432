"""Bags change hands on the road and at the gate, in whatever order it is heard."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from delivery.handoffs import custody, services
from delivery.handoffs.rules import Outcome
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed, NotFound
from delivery.kernel.ledger import Event
from delivery.orders.services.money import balance
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.handing import proof, scene
from tests.racing import race


@pytest.fixture
def day(session):
    return scene()


def events(subject="bags", **about):
    statement = select(Event).filter_by(subject=subject, **about).order_by(Event.seq)
    return db.session.scalars(statement).all()


def states(day):
    return [bag.state for bag in day.bags]


def walk(day):
    services.load(day.pickup, proof(minutes=1), actor=day.driver)
    services.drop(day.dropping, proof(minutes=30), actor=day.driver)
    services.take_in(day.ids, proof(minutes=35), actor=day.guard)
    return services.hand_over(day.ids, proof(minutes=50, method="code"), actor=day.guard)


def test_a_bag_goes_from_the_store_to_the_household_and_each_step_is_in_the_ledger(day):
    assert set(walk(day).values()) == {Outcome.APPLIED}
    assert states(day) == ["handed-over"] * 2
    history = [(e.action, e.target) for e in events(subject_id=day.bags[0].id)]
    assert history == [
        ("load", "on-vehicle"),
        ("drop", "at-gate"),
        ("take-in", None),
        ("hand-over", "handed-over"),
    ]


def test_a_household_is_told_once_for_an_order_and_not_for_each_bag(day):
    walk(day)
    told = [(e.action, e.facts) for e in events("orders")]
    assert told == [
        ("load", {"bags": 2}),
        ("arrive", {"bags": 2, "owed_fen": 780}),
        ("hand-over", {"bags": 2}),
    ]


def test_an_order_has_arrived_when_nothing_more_of_it_is_coming(day):
    services.take_in(day.ids[:1], proof(), actor=day.guard)
    assert events("orders", action="arrive") == []
    services.miss(day.ids[1:], proof(minutes=5), actor=day.guard)
    assert [e.facts["bags"] for e in events("orders", action="arrive")] == [1]


def test_the_same_act_sent_twice_is_one_fact(day):
    said = proof()
    first = services.take_in(day.ids, said, actor=day.guard)
    again = services.take_in(day.ids, said, actor=day.guard)
    assert set(first.values()) == {Outcome.APPLIED}
    assert set(again.values()) == {Outcome.KNOWN}
    assert len(events(action="take-in")) == 2  # one a bag


def test_a_key_that_belongs_to_another_act_is_kept_for_review_and_moves_nothing(day):
    said = proof()
    services.take_in(day.ids, said, actor=day.guard)
    outcomes = services.hand_over(day.ids, said, actor=day.guard)
    assert set(outcomes.values()) == {Outcome.MISMATCH}
    assert states(day) == ["at-gate"] * 2
    assert [e.facts["act"] for e in events(action="mismatch")] == ["hand-over"] * 2


def test_a_hand_over_nobody_dropped_for_is_a_fact_and_the_late_drop_moves_nothing(day):
    services.hand_over(day.ids, proof(minutes=50), actor=day.guard)
    assert states(day) == ["handed-over"] * 2
    inferred = [e.action for e in events(subject_id=day.ids[0]) if "inferred_from" in e.facts]
    assert inferred == ["load", "drop"]
    late = services.drop(day.dropping, proof(minutes=30), actor=day.driver)
    assert set(late.values()) == {Outcome.LATE}
    assert states(day) == ["handed-over"] * 2
    said = [e for e in events(action="drop") if "inferred_from" not in e.facts]
    assert [(e.at, e.target) for e in said] == [(NOON + timedelta(minutes=30), None)] * 2


def test_the_second_hand_over_is_a_conflict_and_both_are_kept(day):
    services.hand_over(day.ids, proof(), actor=day.guard)
    outcomes = services.hand_over(day.ids, proof(minutes=9), actor=day.guard)
    assert set(outcomes.values()) == {Outcome.CONFLICT}
    of_one = events(action="hand-over", subject_id=day.ids[0])
    assert [(e.target, e.facts.get("outcome")) for e in of_one] == [
        ("handed-over", None),
        (None, "conflict"),
    ]


HISTORIES = [
    ("load", "drop", "take-in", "hand-over"),
    ("load", "miss", "find", "hand-over"),
    ("load", "drop", "take-in", "return"),
    ("load", "miss", "find", "miss"),
]


@pytest.mark.parametrize("history", HISTORIES, ids=" ".join)
def test_every_order_of_the_true_acts_ends_in_the_same_custody(day, history):
    everybody = Actor(day.guard.id, {Role.GATE_STAFF: frozenset(), Role.VOLUNTEER: frozenset()})
    orders = list(permutations(range(len(history))))
    bags = [make.make_bag(day.order, number_of=(n + 3, 99)) for n in range(len(orders))]
    for turn in range(len(history)):
        for n in range(len(history)):
            these = [b.id for b, order in zip(bags, orders, strict=True) if order[turn] == n]
            custody.record(history[n], these, proof(minutes=n), actor=everybody)
    assert len({bag.state for bag in bags}) == 1
    moves = events(subject_id=bags[0].id)
    assert [e.action for e in moves if "inferred_from" not in e.facts] == list(history)


def test_a_van_full_of_bags_costs_as_few_statements_as_one_bag(day):
    load = [make.make_bag(day.order, number_of=(n + 3, 60)).id for n in range(50)]
    with statements() as of_one:
        services.take_in(load[:1], proof(), actor=day.guard)
    with statements() as of_many:
        services.take_in(load[1:], proof(), actor=day.guard)
    assert len(of_many) == len(of_one)


def test_a_wrong_count_is_written_down_and_the_bags_move_all_the_same(day):
    said = proof()
    for _ in range(2):
        services.load(day.pickup, said, actor=day.driver, counted=1)
    assert states(day) == ["on-vehicle"] * 2
    noted = events("stops", action="discrepancy")
    assert [(e.subject_id, e.facts) for e in noted] == [
        (day.pickup.id, {"act": "load", "expected": 2, "counted": 1})
    ]


def test_a_whole_stop_is_taken_in_at_once_but_only_at_ones_own_gate(day):
    elsewhere = make.actor_with(Role.GATE_STAFF, make.make_gate().id)
    assert services.take_in_stop(day.dropping, proof(), actor=elsewhere) == {}
    services.take_in_stop(day.dropping, proof(), actor=day.guard)
    assert states(day) == ["at-gate"] * 2


def test_a_guard_of_another_gate_sees_nothing_of_it(day):
    stranger = make.actor_with(Role.GATE_STAFF, make.make_gate().id)
    with pytest.raises(NotFound):
        services.hand_over(day.ids, proof(), actor=stranger)


def test_a_resident_who_guards_another_gate_hands_out_nothing_at_their_own(day):
    both = make.make_user()
    gate = make.make_gate()
    make.actor_with(Role.GATE_STAFF, gate.id, user=both)
    scopes = {Role.GATE_STAFF: frozenset({gate.id}), Role.RESIDENT: frozenset({day.home.id})}
    with pytest.raises(NotFound):
        services.hand_over(day.ids, proof(), actor=Actor(both.id, scopes))


def test_a_leader_collects_for_a_household_of_the_own_group_and_takes_its_cash(day):
    services.take_in(day.ids, proof(), actor=day.guard)
    taken = services.take_payment([day.order.id], "cash", proof(), actor=day.leader)
    services.hand_over(day.ids, proof(method="leader"), actor=day.leader)
    assert (taken, states(day)) == ({day.order.id: 780}, ["handed-over"] * 2)
    assert balance(day.order.id).owed_fen == 0


def test_what_is_paid_already_is_not_taken_twice(day):
    services.take_payment([day.order.id], "store-code", proof(), actor=day.guard)
    assert services.take_payment([day.order.id], "cash", proof(), actor=day.guard) == {}


def test_a_volunteer_hands_nothing_over(day):
    with pytest.raises(NotAllowed):
        services.hand_over(day.ids, proof(), actor=day.driver)


def test_of_two_guards_at_once_one_hands_over_and_the_other_hears_of_it(arena, at_noon):
    with arena.app_context():
        day = scene(state="at-gate")
        ids, other, guard = day.ids, make.make_user(), day.guard
        colleague = make.actor_with(Role.GATE_STAFF, day.point.gate_id, user=other)
        db.session.commit()
    outcomes = race(
        arena,
        lambda: services.hand_over(ids, proof(), actor=guard),
        lambda: services.hand_over(ids, proof(), actor=colleague),
    )
    heard = sorted(str(o) for outcome in outcomes for o in outcome.values())
    assert heard == ["applied", "applied", "conflict", "conflict"]
    with arena.app_context():
        moved = [e for e in events(action="hand-over") if e.subject_id in ids and e.target]
        assert len(moved) == 2


def test_two_guards_who_take_one_households_money_at_once_take_it_once(arena, at_noon):
    with arena.app_context():
        day = scene(state="at-gate")
        order = make.make_order(
            make.make_wave(day.wave.neighbourhood, state="planned", hours=5),
            *(day.store, day.home, day.point, make.make_offer(day.store)),
        )
        bags = [day.ids, [make.make_bag(order, state="at-gate").id]]
        home, guard, orders = day.home.id, day.guard, [day.order.id, order.id]
        db.session.commit()
    acts = [
        lambda ids=ids: services.collect(home, ids, proof(), actor=guard, pay_by="cash")
        for ids in bags
    ]
    race(arena, *acts)
    with arena.app_context():
        assert [balance(id_).paid_fen for id_ in orders] == [780, 780]


def test_two_guards_with_an_orders_last_two_bags_tell_its_household_once(arena, at_noon):
    with arena.app_context():
        day = scene(state="on-vehicle")
        ids, guard, order_id = day.ids, day.guard, day.order.id
        db.session.commit()
    race(
        arena,
        lambda: services.take_in(ids[:1], proof(), actor=guard),
        lambda: services.take_in(ids[1:], proof(), actor=guard),
    )
    with arena.app_context():
        arrived = events("orders", action="arrive", subject_id=order_id)
        assert [e.facts["bags"] for e in arrived] == [2]
