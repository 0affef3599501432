"""The end of a shift and of a day: the shelf is counted, and no bag is left unexplained."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.handoffs import closing, services
from delivery.handoffs.unclaimed.services import look_after, wish
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed, WrongState
from delivery.kernel.ledger import Event
from delivery.places.models import Gate
from tests import factories as make
from tests.conftest import NOON
from tests.handing import proof, scene
from tests.racing import race
from tests.services.test_unclaimed import PATIENCE

AGREED = {"ambient": 1, "chilled": 1, "frozen": 0}


@pytest.fixture
def day(session):
    return scene()


def evening(day, minutes=60):
    return day.wave.collect_to_at + timedelta(minutes=minutes)


def events(action):
    rows = select(Event).filter_by(subject="gates", action=action).order_by(Event.seq)
    return db.session.scalars(rows).all()


def close(day, **words):
    said = proof(at=evening(day, 90), **words)
    return closing.close_day(day.point.gate, said, actor=day.guard)


def test_a_count_that_agrees_is_written_down_with_the_books_figures(day):
    services.take_in(day.ids, proof(), actor=day.guard)
    assert closing.count_shelf(day.point.gate, AGREED, proof(), actor=day.guard) == {}
    assert [e.facts for e in events("count-shelf")] == [{"expected": AGREED, "counted": AGREED}]


def test_a_count_that_differs_says_by_how_much_and_of_which_class(day):
    services.take_in(day.ids, proof(), actor=day.guard)
    counted = {"ambient": 3, "chilled": 0, "frozen": 0}
    differs = closing.count_shelf(day.point.gate, counted, proof(), actor=day.guard)
    assert differs == {"ambient": 2, "chilled": -1}
    rows = closing.standing(day.point.gate_id, sorted(differs))
    assert {row.id for row in rows} == set(day.ids)


def test_the_coordinator_sees_a_wrong_count_until_somebody_counts_again(day):
    services.take_in(day.ids, proof(), actor=day.guard)
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    stranger = make.actor_with(Role.COORDINATOR, make.make_neighbourhood().id)
    wrong = {"ambient": 1, "chilled": 0, "frozen": 0}
    closing.count_shelf(day.point.gate, wrong, proof(minutes=1), actor=day.guard)
    before = NOON - timedelta(hours=1)
    assert [found[2] for found in closing.miscounted(coordinator, before)] == [{"chilled": -1}]
    assert closing.miscounted(stranger, before) == []
    closing.count_shelf(day.point.gate, AGREED, proof(minutes=2), actor=day.guard)
    assert closing.miscounted(coordinator, before) == []


@pytest.mark.parametrize("left", ["packed", "on-vehicle", "at-gate"])
def test_a_day_with_a_bag_that_nobody_explained_is_not_closed(session, left):
    day = scene(state=left)
    services.hand_over(day.ids[:1], proof(), actor=day.guard)
    with pytest.raises(WrongState):
        close(day)
    assert events("close-day") == []


ENDS = {
    "handed over": lambda day: services.hand_over(day.ids, proof(), actor=day.guard),
    "returned": lambda day: services.return_(day.ids, proof(), actor=day.guard),
    "destroyed": lambda day: services.destroy(day.ids, proof(), actor=day.guard),
    "missing": lambda day: services.miss(day.ids, proof(), actor=day.guard),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_day_whose_bags_all_have_an_end_is_closed_and_counts_them(day, end):
    ENDS[end](day)
    facts = close(day).facts
    assert facts[end.replace(" ", "_")] == 2
    assert [e.facts for e in events("close-day")] == [facts]


def test_bags_that_wait_to_be_carried_where_it_was_decided_are_explained(day):
    services.take_in(day.ids, proof(), actor=day.guard)
    look_after(evening(day, 20), PATIENCE)
    wish(day.order, "return", actor=day.resident, at=evening(day, 25))
    look_after(evening(day, 26), PATIENCE)
    assert close(day).facts["kept"] == 2


def test_bags_of_a_later_collection_do_not_hinder(day):
    services.hand_over(day.ids, proof(), actor=day.guard)
    later = make.make_wave(day.wave.neighbourhood, state="planned", hours=40)
    order = make.make_order(later, day.store, day.home, day.point)
    make.make_bag(order, state="packed")
    assert close(day).unexplained == 0


def test_neither_another_gates_bags_nor_a_drivers_word_count_here(day):
    other = scene(state="at-gate")
    services.hand_over(day.ids, proof(), actor=day.guard)
    assert close(day).facts["handed_over"] == 2
    assert closing.shelf(other.point.gate_id) == AGREED
    with pytest.raises(NotAllowed):
        closing.count_shelf(day.point.gate, AGREED, proof(), actor=day.driver)


def test_a_count_and_a_closing_sent_twice_are_one_fact_each(day):
    services.hand_over(day.ids, proof(), actor=day.guard)
    said = proof(at=evening(day))
    nothing = dict.fromkeys(AGREED, 0)
    for _ in range(2):
        closing.count_shelf(day.point.gate, nothing, said, actor=day.guard)
        closing.close_day(day.point.gate, said, actor=day.guard)
    assert [len(events(action)) for action in ("count-shelf", "close-day")] == [1, 1]


def test_two_guards_who_count_and_close_at_once_leave_a_true_record(arena, at_noon):
    with arena.app_context():
        day = scene(state="at-gate")
        gate_id, guard, ids, at = day.point.gate_id, day.guard, day.ids, evening(day)
        db.session.commit()

    def closes():
        gate = db.session.get_one(Gate, gate_id)
        return closing.close_day(gate, proof(at=at), actor=guard)

    outcomes = race(
        arena, lambda: services.hand_over(ids, proof(at=at), actor=guard), closes, closes
    )
    with arena.app_context():
        rows = select(Event).filter_by(subject_id=gate_id, action="close-day")
        written = [event.facts for event in db.session.scalars(rows)]
        closed = [one for one in outcomes[1:] if not isinstance(one, WrongState)]
        assert len(written) == len(closed)
        assert all(facts["handed_over"] == 2 for facts in written)
