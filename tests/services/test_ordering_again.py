"""Ordering again: a former order comes back honestly, and a slip is not a second order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from delivery.kernel.db import db
from delivery.kernel.errors import OrderedJustNow
from delivery.merchants.catalogue.models import Offer, ServiceArea
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.queries.again import former, last_orders
from delivery.orders.queries.baskets import basket_of
from delivery.orders.rules import MOST_LINES, Wanted
from delivery.orders.rules.wishes import Choice, Wish
from delivery.orders.services import (
    amend_order,
    cancel_order,
    fill_again,
    place_order,
    put_in_basket,
    wish_in_basket,
)
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import plain, ready


@pytest.fixture
def day(session):
    return make_day()


def in_basket(household):
    return {row.offer.id: row.quantity for row in basket_of(household.id).rows}


def wish_for(session, order_id, offer, wish):
    session.execute(
        update(Line).where(Line.order_id == order_id, Line.offer_id == offer.id).values(wish=wish)
    )


# Exactly the same within ten minutes


def test_the_same_basket_within_ten_minutes_is_asked_about(session, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    with pytest.raises(OrderedJustNow) as asked:
        place(day, (day.eggs, 1), (day.greens, 2), at=NOON + timedelta(minutes=9))
    assert "12:00" in asked.value.message
    assert session.scalar(select(func.sum(Line.quantity)).where(Line.order_id == id_)) == 3


@pytest.mark.parametrize(
    ("pieces", "minutes", "again"),
    [
        pytest.param(2, 10, False, id="ten minutes later"),
        pytest.param(3, 1, False, id="another number"),
        pytest.param(2, 1, True, id="it is meant"),
    ],
)
def test_what_is_no_slip_is_ordered(session, day, pieces, minutes, again):
    (id_,) = place(day, (day.greens, 2))
    place(day, (day.greens, pieces), at=NOON + timedelta(minutes=minutes), again=again)
    assert session.scalar(select(Line.quantity).where(Line.order_id == id_)) == 2 + pieces


def test_a_second_basket_is_asked_about_as_well(session, day):
    place(day, (day.greens, 1))
    place(day, (day.eggs, 1))
    with pytest.raises(OrderedJustNow):
        place(day, (day.eggs, 1), at=NOON + timedelta(minutes=3))
    place(day, (day.eggs, 1), at=NOON + timedelta(minutes=4), again=True)
    assert session.scalar(select(func.sum(Line.quantity))) == 3


def test_who_cancels_may_order_the_same_at_once(session, day):
    (id_,) = place(day, (day.greens, 1))
    cancel_order(session.get(Order, id_), actor=day.resident, at=NOON)
    assert place(day, (day.greens, 1)) == [id_]


def test_a_neighbour_may_order_the_same(session, day):
    place(day, (day.greens, 1))
    next_door = make.make_household(day.point.gate.compound_id)
    other = make.actor_with(make.Role.RESIDENT, next_door.id)
    assert place(day, (day.greens, 1), household_id=next_door.id, actor=other)


@pytest.mark.parametrize("turn", range(3))
def test_of_two_phones_that_send_one_basket_at_once_one_is_asked(stage, turn):
    day = make_day()
    words, wanted, home = plain(day), [Wanted(day.greens.id, 2)], day.home.id
    ready()
    outcomes = race(stage, *[lambda: place_order(wanted=wanted, **words)] * 2)
    assert [type(r) for r in refusals(outcomes)] == [OrderedJustNow]
    pieces = select(Line.quantity).join(Order).where(Order.household_id == home)
    assert db.session.scalars(pieces).all() == [2]


# A former order


def test_a_former_order_comes_back_with_its_numbers_prices_and_wishes(session, day):
    ask = Wish(kind="ask", cap_percent=15)
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    wish_for(session, id_, day.eggs, ask)
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(price_fen=450))
    done = fill_again(day.home.id, [id_])
    rows = {row.offer.id: row for row in basket_of(day.home.id).rows}
    assert in_basket(day.home) == {day.greens.id: 2, day.eggs.id: 1}
    assert (rows[day.greens.id].was_fen, rows[day.greens.id].offer.price_fen) == (390, 450)
    assert (rows[day.greens.id].wish, rows[day.eggs.id].wish) == (None, ask)
    assert (done.gone, done.fewer) == ([], [])


def test_what_is_gone_or_scarce_is_named(session, day):
    third = make.make_offer(day.store)
    (id_,) = place(day, (day.greens, 4), (day.eggs, 1), (third, 1))
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(stock=3))
    session.execute(update(Offer).where(Offer.id == day.eggs.id).values(stock=0))
    session.execute(update(Offer).where(Offer.id == third.id).values(listed=False))
    session.expire_all()
    done = fill_again(day.home.id, [id_])
    assert in_basket(day.home) == {day.greens.id: 3}
    assert [(one.offer.id, one.there, one.asked) for one in done.fewer] == [(day.greens.id, 3, 4)]
    assert {one.offer.id for one in done.gone} == {day.eggs.id, third.id}


def test_a_store_that_serves_elsewhere_now_is_named_too(session, day):
    (id_,) = place(day, (day.greens, 1))
    session.execute(delete(ServiceArea).where(ServiceArea.store_id == day.store.id))
    done = fill_again(day.home.id, [id_])
    assert (done.put, [one.offer.id for one in done.gone]) == ([], [day.greens.id])


def test_pressing_twice_changes_nothing_and_what_was_put_in_stays(session, day):
    other = make.make_offer(day.store)
    (id_,) = place(day, (day.greens, 2), (day.eggs, 3))
    refund = Wish(kind="refund")
    put_in_basket(day.home.id, day.greens.id, 5)
    put_in_basket(day.home.id, day.eggs.id, 1)
    put_in_basket(day.home.id, other.id, 1)
    wish_in_basket(day.home.id, day.greens.id, refund)
    session.expire_all()
    for _ in range(2):
        fill_again(day.home.id, [id_])
    session.expire_all()
    assert in_basket(day.home) == {day.greens.id: 5, day.eggs.id: 2, other.id: 1}
    assert basket_of(day.home.id).row(day.greens.id).wish == refund


def test_a_choice_that_is_sold_no_more_is_left_out_of_the_wish(session, day):
    gone, there = make.make_offer(day.store), make.make_offer(day.store)
    gone.listed = False
    chosen = Wish(kind="choice", choices=(Choice(gone.id, 300), Choice(there.id, 320)))
    (id_,) = place(day, (day.greens, 1), (day.eggs, 1))
    wish_for(session, id_, day.greens, chosen)
    wish_for(session, id_, day.eggs, replace(chosen, choices=chosen.choices[:1]))
    fill_again(day.home.id, [id_])
    basket = basket_of(day.home.id)
    assert basket.row(day.greens.id).wish.choices == (Choice(there.id, 320),)
    assert basket.row(day.eggs.id).wish is None


def test_nobody_fills_in_what_others_ordered(session, day):
    (id_,) = place(day, (day.greens, 1))
    stranger = make.make_household(day.point.gate.compound_id)
    assert former(stranger.id, [id_]) == []


def test_a_full_basket_takes_no_more_and_says_so(session, day):
    (id_,) = place(day, (day.greens, 1))
    for offer in [make.make_offer(day.store) for _ in range(MOST_LINES)]:
        put_in_basket(day.home.id, offer.id, 1)
    done = fill_again(day.home.id, [id_])
    assert (done.put, [one.offer.id for one in done.no_room]) == ([], [day.greens.id])


def test_what_was_ordered_last_is_all_that_stands_of_its_wave(session, day):
    other = make.make_offer(make.make_store(day.neighbourhood))
    both = place(day, (day.greens, 1), (other, 1))
    assert set(last_orders(day.home.id)) == set(both)
    cancel_order(session.get(Order, both[0]), actor=day.resident, at=NOON)
    assert last_orders(day.home.id) == both[1:]
    tomorrow = make.make_wave(day.neighbourhood, hours=26)
    later = place(day, (day.eggs, 1), wave_id=tomorrow.id, at=NOON + timedelta(minutes=1))
    assert last_orders(day.home.id) == later


def test_what_came_instead_is_not_what_was_asked_for(session, day):
    order = make.make_order(day.wave, day.store, day.home, day.point, day.greens)
    asked = make.make_proposal(order).replaces
    assert {one.offer.id for one in former(day.home.id, [order.id])} == {
        day.greens.id,
        asked.offer_id,
    }


def test_an_amended_order_comes_back_as_it_was_at_last(session, day):
    (id_,) = place(day, (day.greens, 1), (day.eggs, 1))
    order = session.get(Order, id_)
    amend_order(order, {day.greens.id: 3, day.eggs.id: 0}, actor=day.resident, at=NOON)
    session.expire_all()
    fill_again(day.home.id, [id_])
    assert in_basket(day.home) == {day.greens.id: 3}


@pytest.mark.parametrize("turn", range(2))
def test_two_presses_at_once_fill_it_once(stage, turn):
    day = make_day()
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    home = day.home.id
    ready()
    race(stage, *[lambda: fill_again(home, [id_])] * 2)
    kept = select(BasketLine.quantity).where(BasketLine.household_id == home)
    assert sorted(db.session.scalars(kept)) == [1, 2]
