"""Households take places in slots: never more than a slot or the shelf takes, and all given back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import CutOffPassed, Invalid, NotFound, SlotFull, WrongState
from delivery.kernel.ledger import Event, record
from delivery.orders.models import CollectionSlot, Order, SlotSeat
from delivery.orders.queries.slots import proposed, seat_of, slots_of
from delivery.orders.rules import Wanted
from delivery.orders.services import (
    amend_order,
    cancel_order,
    cancel_wave,
    choose_slot,
    close_due_waves,
    place_order,
)
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import household, plain, ready

ONE_EACH = {"desks": 1, "desk_s": 200, "most_waiting": 1}  # a slot of ten minutes takes one


@pytest.fixture
def day(session):
    return with_desks(make_day())


def with_desks(day, **words):
    for name, value in (ONE_EACH | words).items():
        setattr(day.point, name, value)
    db.session.flush()
    return day


def seats(day):
    """Return the households in each slot, after checking that slots and seats say the same."""
    db.session.expire_all()
    slots = db.session.scalars(select(CollectionSlot).filter_by(wave_id=day.wave.id)).all()
    for slot in slots:
        mine = select(func.count(), func.coalesce(func.sum(SlotSeat.quarters), 0)).where(
            SlotSeat.wave_id == slot.wave_id,
            SlotSeat.drop_point_id == slot.drop_point_id,
            SlotSeat.starts_at == slot.starts_at,
        )
        assert tuple(db.session.execute(mine).one()) == (slot.people, slot.quarters)
    return sorted(slot.people for slot in slots if slot.people)


def order_of(day, **words):
    (id_,) = place(day, (day.greens, 1), **words)
    return db.session.get(Order, id_)


def at_slot(day, n):
    return slots_of(day.wave, day.point, NOON)[n].starts_at


def test_without_desks_there_are_no_slots(session):
    day = make_day()
    order = order_of(day)
    assert order.seat is None
    assert order.collects == (day.wave.collect_from_at, day.wave.collect_to_at)


def test_who_chooses_nothing_gets_a_slot_with_room(day):
    first, second = order_of(day), order_of(day, **household(day))
    assert first.seat.starts_at == day.wave.collect_from_at
    assert second.seat.starts_at == day.wave.collect_from_at + timedelta(minutes=10)
    assert seats(day) == [1, 1]


def test_a_full_slot_refuses_the_next_and_names_one_with_room(day):
    order_of(day, slot_at=at_slot(day, 3))
    with pytest.raises(SlotFull) as refused:
        order_of(day, slot_at=at_slot(day, 3), **household(day))
    assert "16:00–16:10" in str(refused.value)
    assert "slot" in refused.value.fields


def test_when_every_slot_is_taken_another_place_is_asked_for(day):
    with_desks(day, bags_after_min=160)
    for _ in range(2):
        order_of(day, **household(day))
    with pytest.raises(SlotFull):
        order_of(day, **household(day))


def test_a_time_that_is_no_slot_is_refused(day):
    with pytest.raises(Invalid):
        order_of(day, slot_at=day.wave.collect_from_at + timedelta(minutes=7))


def test_an_order_that_is_cancelled_gives_its_place_to_the_next(day):
    order = order_of(day, slot_at=at_slot(day, 3))
    cancel_order(order, actor=day.resident, at=NOON)
    assert seats(day) == []
    order_of(day, slot_at=at_slot(day, 3), **household(day))
    order_of(day)
    assert seats(day) == [1, 1]


def test_an_order_amended_to_nothing_leaves_and_a_second_order_keeps_the_slot(day):
    other = make.make_offer(make.make_store(day.neighbourhood), mass_g=9000)
    order = order_of(day, slot_at=at_slot(day, 2))
    (second,) = place(day, (other, 1))
    assert seat_of(day.wave.id, day.home.id).quarters == 1 + 3
    amend_order(order, {day.greens.id: 0}, actor=day.resident, at=NOON)
    assert seat_of(day.wave.id, day.home.id).quarters == 3
    assert seats(day) == [1]
    cancel_order(db.session.get(Order, second), actor=day.resident, at=NOON)
    assert seats(day) == []


def test_the_shelf_takes_no_more_crates_than_it_has(day):
    with_desks(day, shelf_crates=1)  # four quarters
    heavy = make.make_offer(day.store, mass_g=4000, stock=50)
    place(day, (heavy, 3))
    place(day, (heavy, 1), **household(day))
    with pytest.raises(SlotFull):
        place(day, (heavy, 1), **household(day))


def test_an_order_grows_only_as_far_as_the_shelf_has_room(day):
    with_desks(day, shelf_crates=1)
    heavy = make.make_offer(day.store, mass_g=4000, stock=50)
    (id_,) = place(day, (heavy, 3))
    amend_order(db.session.get(Order, id_), {heavy.id: 4}, actor=day.resident, at=NOON)
    with pytest.raises(SlotFull):
        amend_order(db.session.get(Order, id_), {heavy.id: 5}, actor=day.resident, at=NOON)


def test_another_drop_point_is_another_shelf_at_the_same_time(day):
    order = order_of(day, slot_at=at_slot(day, 4))
    there = make.make_drop_point(day.point.gate, name="二号架", **ONE_EACH)
    amend_order(order, {}, drop_point_id=there.id, actor=day.resident, at=NOON)
    seat = seat_of(day.wave.id, day.home.id)
    assert (seat.drop_point_id, seat.starts_at) == (there.id, at_slot(day, 4))
    assert seats(day) == [1]
    plain_one = make.make_drop_point(day.point.gate, name="三号架")
    amend_order(order, {}, drop_point_id=plain_one.id, actor=day.resident, at=NOON)
    assert (seats(day), seat_of(day.wave.id, day.home.id)) == ([], None)


def test_a_slot_is_changed_after_the_cut_off_until_the_collection_ends(day):
    order = order_of(day)
    day.wave.cut_off_at  # noqa: B018 - loaded before the clock moves on
    late = day.wave.collect_from_at + timedelta(minutes=15)
    with clock.at(day.wave.cut_off_at):
        close_due_waves(day.wave.cut_off_at)
    choose_slot(order, at_slot(day, 6), actor=day.resident, at=late)
    assert seat_of(day.wave.id, day.home.id).starts_at == at_slot(day, 6)
    assert seats(day) == [1]
    told = select(Event.facts).where(Event.action == "choose-slot", Event.subject_id == order.id)
    assert db.session.scalar(told) == {"starts_at": at_slot(day, 6).isoformat()}
    with pytest.raises(Invalid):
        choose_slot(order, at_slot(day, 0), actor=day.resident, at=late)
    with pytest.raises(CutOffPassed):
        choose_slot(order, at_slot(day, 7), actor=day.resident, at=day.wave.collect_to_at)


def test_nobody_chooses_for_another_household(day):
    order = order_of(day)
    with pytest.raises(NotFound):
        choose_slot(order, at_slot(day, 3), actor=household(day)["actor"], at=NOON)


def test_a_wave_that_is_cancelled_leaves_no_place_taken(day):
    for _ in range(3):
        order_of(day, **household(day))
    coordinator = make.actor_with(Role.COORDINATOR, day.neighbourhood.id)
    cancel_wave(day.wave, actor=coordinator, at=NOON)
    assert seats(day) == []
    assert db.session.scalar(select(func.count()).select_from(SlotSeat)) == 0


def test_who_has_collected_everything_chooses_no_other_time(session, day):
    order = order_of(day)
    record("hand-over", order, actor_id=None, at=NOON, bags=1)
    session.flush()
    with pytest.raises(WrongState):
        choose_slot(order, at_slot(day, 3), actor=day.resident, at=NOON)
    record("undo-hand-over", order, actor_id=None, at=NOON, bags=1)
    session.flush()
    choose_slot(order, at_slot(day, 3), actor=day.resident, at=NOON)
    assert seat_of(day.wave.id, day.home.id).starts_at == at_slot(day, 3)


def test_what_is_still_to_come_may_be_collected_at_another_time(session, day):
    order, other = order_of(day), make.make_offer(make.make_store(day.neighbourhood))
    place(day, (other, 1))
    record("hand-over", order, actor_id=None, at=NOON, bags=1)
    session.flush()
    choose_slot(order, at_slot(day, 3), actor=day.resident, at=NOON)


def test_slots_that_fewer_desks_serve_keep_who_is_in_them(day):
    with_desks(day, desks=3)
    for _ in range(2):
        order_of(day, slot_at=at_slot(day, 1), **household(day))
    with_desks(day, desks=1)
    assert slots_of(day.wave, day.point, NOON)[1].full
    assert seats(day) == [2]
    assert proposed(slots_of(day.wave, day.point, NOON)).starts_at == at_slot(day, 0)


@pytest.mark.parametrize("turn", range(2))
def test_of_four_households_at_once_one_gets_the_last_place(stage, turn):
    day = with_desks(make_day())
    wave_id, slot_at = day.wave.id, at_slot(day, 2)
    wanted = [Wanted(day.greens.id, 1)]
    words = [plain(day, wanted=wanted, slot_at=slot_at, **household(day)) for _ in range(4)]
    ready()
    lost = refusals(race(stage, *[lambda w=w: place_order(**w) for w in words]))
    assert [type(one) for one in lost] == [SlotFull] * 3
    rows = select(CollectionSlot.people).where(CollectionSlot.wave_id == wave_id)
    assert db.session.scalars(rows).all() == [1]


def test_two_who_change_to_the_same_slot_at_once_do_not_both_get_it(stage):
    day = with_desks(make_day())
    homes = [household(day) for _ in range(2)]
    orders = [order_of(day, **home).id for home in homes]
    wave_id, slot_at = day.wave.id, at_slot(day, 5)
    actors = [home["actor"] for home in homes]
    ready()

    def change(n):
        order = db.session.get(Order, orders[n])
        choose_slot(order, slot_at, actor=actors[n], at=NOON)

    lost = refusals(race(stage, lambda: change(0), lambda: change(1)))
    assert [type(one) for one in lost] == [SlotFull]
    rows = select(CollectionSlot.people).where(CollectionSlot.wave_id == wave_id)
    assert sorted(db.session.scalars(rows)) == [0, 1, 1]
