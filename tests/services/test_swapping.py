"""Two bags that were given to each other's household are put right in one act."""

from itertools import product

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from delivery.handoffs import services, swapping
from delivery.handoffs.swapping import Way
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.notices.texts import words_of
from tests import factories as make
from tests.handing import proof, scene
from tests.racing import race


def two_homes(state="at-gate"):
    """A scene, and beside its bags one of a neighbour."""
    day = scene(state=state)
    neighbour = make.make_household(day.point.gate.compound_id, building="9", unit="1")
    make.actor_with(Role.RESIDENT, neighbour.id, user=make.make_user("欧阳小明"))
    order = make.make_order(day.wave, day.store, neighbour, day.point, make.make_offer(day.store))
    return day, order, make.make_bag(order, state=state)


@pytest.fixture
def both(session):
    return two_homes()


def states(*bags):
    return [bag.state for bag in bags]


def told(order):
    rows = select(Event).filter_by(subject="orders", action="swap", subject_id=order.id)
    return db.session.scalars(rows).all()


def moves(bag):
    rows = select(Event).filter_by(subject="bags", subject_id=bag.id).order_by(Event.seq)
    return [event for event in db.session.scalars(rows) if event.target]


def test_who_brings_a_neighbours_bag_goes_with_the_own_one_and_both_are_told(both):
    """By the books the own bag was given; by mistake it was the neighbour's."""
    day, order, theirs = both
    own = day.bags[0]
    services.hand_over([own.id], proof(), actor=day.guard)
    swapping.swap(theirs.id, own.id, Way.PUT_RIGHT, proof(minutes=9), actor=day.guard)
    assert states(theirs, own) == ["at-gate", "handed-over"]
    assert [len(told(one)) for one in (order, day.order)] == [1, 1]
    assert [told(order)[0].facts["part"], told(day.order)[0].facts["part"]] == ["owner", "holder"]


def test_a_bag_that_by_the_books_was_handed_over_is_back_on_the_shelf(both):
    day, _order, theirs = both
    services.hand_over([theirs.id], proof(), actor=day.guard)
    swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, proof(minutes=9), actor=day.guard)
    assert states(theirs, day.bags[0]) == ["at-gate", "handed-over"]
    assert [e.action for e in moves(theirs)] == ["hand-over", "undo-hand-over"]


@pytest.mark.parametrize("by_the_books", ["at-gate", "handed-over"])
def test_a_bag_that_is_still_with_a_neighbour_is_missing_and_theirs_waits(both, by_the_books):
    day, order, theirs = both
    own = day.bags[0]
    services.hand_over([own.id], proof(), actor=day.guard)
    if by_the_books == "handed-over":
        services.hand_over([theirs.id], proof(), actor=day.guard)
    swapping.swap(theirs.id, own.id, Way.STILL_OUT, proof(minutes=9), actor=day.guard)
    assert states(theirs, own) == ["missing", "at-gate"]
    services.find([theirs.id], proof(minutes=20), actor=day.guard)
    assert states(theirs) == ["at-gate"]
    assert told(order)[0].facts == {"bags": 1, "way": "still-out", "part": "owner"}


def test_bags_that_two_households_exchanged_themselves_are_both_handed_over(both):
    day, _order, theirs = both
    swapping.swap(theirs.id, day.ids[0], Way.BOTH_OUT, proof(), actor=day.guard)
    assert states(theirs, day.bags[0]) == ["handed-over"] * 2


SAID = ("packed", "on-vehicle", "at-gate", "missing", "handed-over")


def bag_said_to_be(state, order, guard, number):
    """A bag that is in ``state`` by the books."""
    begun = state if state in ("packed", "on-vehicle") else "at-gate"
    bag = make.make_bag(order, state=begun, number_of=(number, 99))
    if state == "missing":
        services.miss([bag.id], proof(), actor=guard)
    if state == "handed-over":
        services.hand_over([bag.id], proof(), actor=guard)
    return bag


@pytest.mark.parametrize("way", list(Way))
def test_every_exchange_ends_where_it_says_whatever_the_books_said(session, way):
    day, order, _theirs = two_homes()
    for n, (first, second) in enumerate(product(SAID, SAID)):
        pair = [
            bag_said_to_be(first, order, day.guard, n + 5),
            bag_said_to_be(second, day.order, day.guard, n + 5),
        ]
        assert states(*pair) == [first, second]
        ended = swapping.swap(pair[0].id, pair[1].id, way, proof(minutes=5), actor=day.guard)
        assert tuple(ended[bag.id] for bag in pair) == swapping.ENDS[way]
        for bag in pair:
            last = moves(bag)
            assert not last or last[-1].target == ended[bag.id]


def test_an_exchange_sent_twice_is_one_fact_and_told_once(both):
    day, order, theirs = both
    said = proof()
    for _ in range(2):
        swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, said, actor=day.guard)
    assert len(told(order)) == 1
    assert len(moves(day.bags[0])) == 1


def test_what_was_said_before_an_exchange_and_is_heard_after_it_moves_nothing(both):
    day, _order, theirs = both
    swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, proof(minutes=9), actor=day.guard)
    late = services.hand_over([theirs.id], proof(minutes=5), actor=day.guard)
    assert (set(late.values()), states(theirs)) == ({"late"}, ["at-gate"])
    after = services.hand_over([theirs.id], proof(minutes=12), actor=day.guard)
    assert (set(after.values()), states(theirs)) == ({"applied"}, ["handed-over"])


def test_two_bags_of_one_household_cannot_be_exchanged(both):
    day, _order, _theirs = both
    with pytest.raises(Invalid):
        swapping.swap(*day.ids, Way.PUT_RIGHT, proof(), actor=day.guard)


def test_a_bag_that_went_back_to_its_store_is_no_part_of_an_exchange(both):
    day, _order, theirs = both
    services.return_([theirs.id], proof(), actor=day.guard)
    with pytest.raises(WrongState):
        swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, proof(minutes=2), actor=day.guard)
    assert states(theirs, day.bags[0]) == ["returned", "at-gate"]


def test_a_stranger_and_a_driver_exchange_nothing(both):
    day, _order, theirs = both
    stranger = make.actor_with(Role.GATE_STAFF, make.make_gate().id)
    with pytest.raises(NotFound):
        swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, proof(), actor=stranger)
    with pytest.raises((NotAllowed, NotFound)):
        swapping.swap(theirs.id, day.ids[0], Way.PUT_RIGHT, proof(), actor=day.driver)


def test_of_a_household_half_of_each_name_is_shown(both):
    _day, order, _theirs = both
    assert swapping.names_of(order.household_id) == ["欧阳**"]


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_each_household_is_told_in_its_language_and_neither_learns_who_the_other_is(
    app, both, way, language
):
    day, order, theirs = both
    swapping.swap(theirs.id, day.ids[0], way, proof(), actor=day.guard)
    with app.test_request_context(), force_locale(language):
        for one, other in ((order, day.home), (day.order, order.household)):
            words = words_of(told(one)[0], one)
            assert words.title
            assert other.room not in words.text + words.title
            assert "欧阳" not in words.text


def test_two_guards_who_exchange_the_same_bags_at_once_do_it_once(arena, at_noon):
    with arena.app_context():
        day, order, theirs = two_homes()
        bag, other, guard, order_id = theirs.id, day.ids[0], day.guard, order.id
        db.session.commit()
    outcomes = race(
        arena,
        lambda: swapping.swap(bag, other, Way.PUT_RIGHT, proof(), actor=guard),
        lambda: swapping.swap(bag, other, Way.PUT_RIGHT, proof(), actor=guard),
    )
    assert outcomes == [{bag: "at-gate", other: "handed-over"}] * 2
    with arena.app_context():
        rows = select(Event).filter_by(action="swap", subject_id=order_id)
        assert len(db.session.scalars(rows).all()) == 1
        assert len(moves(db.session.get_one(Bag, other))) == 1
