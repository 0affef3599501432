"""A store takes as many orders a wave as it says, counted truly whatever happens to them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed, StoreFull
from delivery.orders.models import Order, StoreSeats
from delivery.orders.queries import paces
from delivery.orders.rules import Wanted
from delivery.orders.services import amend_order, cancel_order, cancel_wave, place_order, set_pace
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import household, plain, ready


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def lead(day):
    return make.actor_with(Role.SHIFT_LEAD, day.store.id)


def pace(day, lead, most):
    set_pace(day.store, most, actor=lead, at=NOON)


def seats(day):
    return db.session.scalar(select(StoreSeats.taken).filter_by(wave_id=day.wave.id)) or 0


def standing(day):
    rows = select(func.count()).where(Order.wave_id == day.wave.id, Order._state == "placed")
    return db.session.scalar(rows)


def test_a_full_store_refuses_the_next_household_and_offers_the_next_wave(session, day, lead):
    later = make.make_wave(day.neighbourhood, hours=26)
    pace(day, lead, 1)
    place(day, (day.greens, 1))
    with pytest.raises(StoreFull) as refused:
        place(day, (day.greens, 1), **household(day))
    assert refused.value.fields == {"next_wave_id": [str(later.id)]}
    assert standing(day) == 1


def test_who_has_an_order_there_may_add_to_it(day, lead):
    pace(day, lead, 1)
    place(day, (day.greens, 1))
    place(day, (day.eggs, 1))
    assert (seats(day), standing(day)) == (1, 1)


def test_a_cancelled_order_gives_its_seat_to_the_next_and_takes_one_again(session, day, lead):
    pace(day, lead, 1)
    (id_,) = place(day, (day.greens, 1))
    cancel_order(session.get(Order, id_), actor=day.resident, at=NOON)
    place(day, (day.greens, 1), **household(day))
    session.expire_all()
    with pytest.raises(StoreFull):
        place(day, (day.greens, 1))
    assert (seats(day), standing(day)) == (1, 1)


def test_an_order_amended_to_nothing_gives_its_seat_back(session, day, lead):
    pace(day, lead, 1)
    (id_,) = place(day, (day.greens, 1))
    amend_order(session.get(Order, id_), {day.greens.id: 0}, actor=day.resident, at=NOON)
    assert (seats(day), standing(day)) == (0, 0)


def test_a_pace_that_is_set_later_counts_the_orders_that_stand(day, lead):
    place(day, (day.greens, 1))
    place(day, (day.greens, 1), **household(day))
    pace(day, lead, 2)
    with pytest.raises(StoreFull):
        place(day, (day.greens, 1), **household(day))
    pace(day, lead, None)
    place(day, (day.greens, 1), **household(day))
    pace(day, lead, 4)
    place(day, (day.greens, 1), **household(day))
    assert (seats(day), standing(day)) == (4, 4)


def test_a_wave_that_is_cancelled_leaves_no_seat_taken(session, day, lead):
    pace(day, lead, 5)
    for _ in range(3):
        place(day, (day.greens, 1), **household(day))
    coordinator = make.actor_with(Role.COORDINATOR, day.neighbourhood.id)
    cancel_wave(day.wave, actor=coordinator, at=NOON)
    assert (seats(day), standing(day)) == (0, 0)


def test_another_store_is_as_open_as_before(day, lead):
    pace(day, lead, 0)
    other = make.make_offer(make.make_store(day.neighbourhood))
    place(day, (other, 1))
    with pytest.raises(StoreFull):
        place(day, (other, 1), (day.greens, 1), **household(day))
    assert standing(day) == 1, "all of a basket, or nothing"


def test_the_shop_is_told_who_is_full_and_when_there_is_room(day, lead):
    later = make.make_wave(day.neighbourhood, hours=26)
    assert paces.full_stores([day.wave, later]) == []
    pace(day, lead, 1)
    place(day, (day.greens, 1))
    (one,) = paces.full_stores([day.wave, later])
    assert (one.store.id, one.wave.id, one.then.id) == (day.store.id, day.wave.id, later.id)
    assert [p.orders for p in paces.waves_of(day.store.id, NOON)] == [1, 0]


def test_pickers_do_not_set_the_pace(day):
    with pytest.raises(NotAllowed):
        pace(day, make.actor_with(Role.STORE_STAFF, day.store.id), 1)


def test_of_two_households_at_once_one_gets_the_last_seat(arena):
    with arena.app_context(), clock.at(NOON):
        day = make_day()
        pace(day, make.actor_with(Role.SHIFT_LEAD, day.store.id), 1)
        wanted = [Wanted(day.greens.id, 1)]
        words = [plain(day, wanted=wanted, **household(day)) for _ in range(2)]
        ready()
        acts = [lambda w=w: place_order(**w) for w in words]
        assert [type(r) for r in refusals(race(arena, *acts))] == [StoreFull]
        wave_id = words[0]["wave_id"]
        assert db.session.scalar(select(StoreSeats.taken).filter_by(wave_id=wave_id)) == 1
        db.session.remove()


def test_the_next_wave_with_room_is_never_one_that_is_over(day, lead):
    pace(day, lead, 1)
    assert paces.next_with_room(day.store.id, day.neighbourhood.id, NOON).id == day.wave.id
    late = NOON + timedelta(days=9)
    assert paces.next_with_room(day.store.id, day.neighbourhood.id, late) is None
