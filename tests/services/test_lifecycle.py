"""A state moves in one place, once, and leaves a fact behind."""

import pytest
from sqlalchemy import select, update

from delivery.kernel.access import Role
from delivery.kernel.errors import KeyReused, NotAllowed, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import CUSTODY, Bag
from tests import factories as make
from tests.conftest import NOON


@pytest.fixture
def bag(session):
    point = make.make_drop_point()
    neighbourhood = point.gate.compound.neighbourhood
    home = make.make_household(point.gate.compound_id)
    store = make.make_store(neighbourhood)
    order = make.make_order(
        make.make_wave(neighbourhood), store, home, point, make.make_offer(store)
    )
    return make.make_bag(order, state="at-gate")


@pytest.fixture
def guard(bag):
    return make.actor_with(Role.GATE_STAFF, bag.order.drop_point.gate_id)


def test_a_bag_at_the_gate_goes_to_its_household_and_the_ledger_says_so(session, bag, guard):
    CUSTODY.apply(bag, "hand-over", actor=guard, at=NOON, key="phone-7:0001", method="code")
    assert bag.state == "handed-over"
    event = session.scalars(select(Event)).one()
    assert (event.actor_id, event.action, event.source, event.target, event.facts) == (
        guard.id,
        "hand-over",
        "at-gate",
        "handed-over",
        {"method": "code"},
    )


def test_the_same_key_twice_is_one_fact(session, bag, guard):
    for _ in range(2):
        CUSTODY.apply(bag, "hand-over", actor=guard, at=NOON, key="phone-7:0001")
    assert len(session.scalars(select(Event)).all()) == 1


def test_one_key_for_two_acts_is_refused(bag, guard):
    CUSTODY.apply(bag, "hand-over", actor=guard, at=NOON, key="phone-7:0001")
    with pytest.raises(KeyReused):
        CUSTODY.apply(bag, "return", actor=guard, at=NOON, key="phone-7:0001")


def test_of_two_guards_exactly_one_succeeds(session, bag, guard):
    assert bag.state == "at-gate"  # this guard has the page open ...
    table = Bag.__table__
    session.execute(update(table).values({"state": "handed-over"}))  # ... another is quicker
    with pytest.raises(WrongState):
        CUSTODY.apply(bag, "hand-over", actor=guard, at=NOON)


def test_a_resident_cannot_hand_over(bag):
    resident = make.actor_with(Role.RESIDENT, bag.order.household_id)
    with pytest.raises(NotAllowed):
        CUSTODY.apply(bag, "hand-over", actor=resident, at=NOON)


def test_a_state_cannot_be_assigned(bag):
    with pytest.raises(AttributeError):
        bag.state = "handed-over"


def test_many_move_at_once_and_those_elsewhere_stay(session, bag, guard):
    gone = make.make_bag(make_sibling(bag), state="returned")
    moved = CUSTODY.apply_all([bag.id, gone.id], "hand-over", actor=guard, at=NOON, round=1)
    assert (moved, bag.state, gone.state) == ([bag.id], "handed-over", "returned")
    assert [e.subject_id for e in session.scalars(select(Event))] == [bag.id]


def make_sibling(bag):
    home = make.make_household(bag.order.household.compound_id)
    return make.make_order(bag.order.wave, bag.order.store, home, bag.order.drop_point)
