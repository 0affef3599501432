"""A weekly list is asked about once, and ordered only where somebody says yes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from delivery.kernel.db import db
from delivery.kernel.errors import (
    CutOffPassed,
    Invalid,
    NotFound,
    PriceChanged,
    WaveFull,
    WrongState,
)
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer
from delivery.orders.list_rows import Favourite, WeeklyAsk, WeeklyLine, WeeklyList
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.queries.again import former, in_basket, weekly
from delivery.orders.queries.favourites import favourites, is_favourite
from delivery.orders.queries.weekly import list_of, open_ask
from delivery.orders.rules import MOST_LINES
from delivery.orders.rules.wishes import Choice, Wish
from delivery.orders.services import (
    ask_weekly,
    close_due_waves,
    decline_weekly,
    drop_favourite,
    keep_favourite,
    move_weekly,
    order_weekly,
    put_in_basket,
    put_on_weekly,
    remember_weekly,
    stop_weekly,
    take_weekly_to_basket,
    wish_in_basket,
)
from delivery.orders.services.favourites import MOST_FAVOURITES
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import ready


@pytest.fixture
def day(session):
    return make_day()


def weekday_of(day):
    return day.wave.collect_from_at.weekday()


def asked(day, pieces=2):
    """Give the household a list with greens, ask about it, and return the question."""
    put_on_weekly(day.home.id, day.greens.id, pieces, at=NOON)
    ask_weekly(NOON)
    return open_ask(day.home.id, NOON)


def on_list(day):
    return {one.offer.id: one.asked for one in weekly(day.home.id)}


# What is on it


def test_an_order_becomes_the_list_of_its_weekday(session, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    remember_weekly(day.home.id, former(day.home.id, [id_]), weekday=weekday_of(day))
    assert list_of(day.home.id).weekday == weekday_of(day)
    assert on_list(day) == {day.greens.id: 2, day.eggs.id: 1}


def test_the_basket_becomes_the_list_with_its_wishes(session, day):
    ask = Wish(kind="ask")
    put_in_basket(day.home.id, day.greens.id, 3)
    wish_in_basket(day.home.id, day.greens.id, ask)
    remember_weekly(day.home.id, in_basket(day.home.id), weekday=2)
    assert [one.wish for one in weekly(day.home.id)] == [ask]


def test_remembering_twice_keeps_the_larger_number_and_the_day(session, day):
    for pieces, weekday in ((3, 2), (1, 5)):
        put_in_basket(day.home.id, day.greens.id, pieces)
        remember_weekly(day.home.id, in_basket(day.home.id), weekday=weekday)
    assert on_list(day) == {day.greens.id: 3}
    assert list_of(day.home.id).weekday == 2


def test_what_is_scarce_today_is_remembered_whole(session, day):
    (id_,) = place(day, (day.greens, 8))
    session.expire_all()
    remember_weekly(day.home.id, former(day.home.id, [id_]), weekday=1)
    assert on_list(day) == {day.greens.id: 8}


def test_what_is_sold_no_more_is_nothing_to_remember(session, day):
    (id_,) = place(day, (day.greens, 1))
    session.execute(update(Offer).values(listed=False))
    with pytest.raises(Invalid):
        remember_weekly(day.home.id, former(day.home.id, [id_]), weekday=1)


def test_one_thing_begins_a_list_for_the_next_collection(session, day):
    put_on_weekly(day.home.id, day.greens.id, 2, at=NOON)
    put_on_weekly(day.home.id, day.eggs.id, 1, at=NOON)
    put_on_weekly(day.home.id, day.greens.id, 0, at=NOON)
    assert list_of(day.home.id).weekday == weekday_of(day)
    assert on_list(day) == {day.eggs.id: 1}


def test_a_list_has_an_end(session, day):
    for offer in [make.make_offer(day.store) for _ in range(MOST_LINES)]:
        put_on_weekly(day.home.id, offer.id, 1, at=NOON)
    with pytest.raises(Invalid):
        put_on_weekly(day.home.id, day.greens.id, 1, at=NOON)
    put_in_basket(day.home.id, day.greens.id, 1)
    with pytest.raises(Invalid):
        remember_weekly(day.home.id, in_basket(day.home.id), weekday=1)


def test_what_other_stores_sell_is_not_put_on_it(session, day):
    elsewhere = make.make_offer(make.make_store(make.make_neighbourhood()))
    with pytest.raises(NotFound):
        put_on_weekly(day.home.id, elsewhere.id, 1, at=NOON)


def test_a_list_is_stopped_with_its_questions(session, day):
    asked(day)
    stop_weekly(day.home.id)
    assert (list_of(day.home.id), session.scalars(select(WeeklyAsk)).all()) == (None, [])
    with pytest.raises(NotFound):
        stop_weekly(day.home.id)


# The question


def test_a_household_is_asked_once_the_day_before(session, day):
    ask = asked(day)
    assert (ask.wave_id, ask.state) == (day.wave.id, "asked")
    assert [ask_weekly(NOON), ask_weekly(NOON + timedelta(minutes=5))] == [0, 0]
    event = session.scalars(select(Event).where(Event.subject == "weekly_asks")).one()
    assert (event.action, event.subject_id) == ("ask", ask.id)
    assert session.scalars(select(Order)).all() == []


def test_two_waves_of_one_day_are_one_question_about_the_first_with_room(session):
    day = make_day(capacity=1, taken=1)
    later = make.make_wave(day.neighbourhood, hours=3)
    assert asked(day).wave_id == later.id
    assert ask_weekly(NOON) == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda day: None, 1, id="asked"),
        pytest.param(
            lambda day: move_weekly(day.home.id, (weekday_of(day) + 1) % 7), 0, id="another day"
        ),
        pytest.param(
            lambda day: put_on_weekly(day.home.id, day.greens.id, 0, at=NOON), 0, id="empty"
        ),
        pytest.param(lambda day: close_due_waves(day.wave.cut_off_at), 0, id="closed"),
    ],
)
def test_only_who_has_a_list_for_the_day_is_asked(session, day, change, expected):
    put_on_weekly(day.home.id, day.greens.id, 1, at=NOON)
    change(day)
    assert ask_weekly(NOON) == expected


def test_nobody_is_asked_long_before(session):
    day = make_day(hours=30)
    put_on_weekly(day.home.id, day.greens.id, 1, at=NOON)
    assert (ask_weekly(NOON), ask_weekly(NOON + timedelta(hours=6))) == (0, 1)


def test_only_the_own_neighbourhood_is_asked(session, day):
    other = make_day()
    put_on_weekly(day.home.id, day.greens.id, 1, at=NOON)
    put_on_weekly(other.home.id, other.greens.id, 1, at=NOON)
    assert ask_weekly(NOON) == 2
    asks = session.scalars(select(WeeklyAsk)).all()
    assert {(a.list.household_id, a.wave_id) for a in asks} == {
        (day.home.id, day.wave.id),
        (other.home.id, other.wave.id),
    }


@pytest.mark.parametrize("turn", range(2))
def test_two_workers_ask_once(stage, turn):
    day = make_day()
    put_on_weekly(day.home.id, day.greens.id, 1, at=NOON)
    wave = day.wave.id
    ready()
    assert refusals(race(stage, *[lambda: ask_weekly(NOON)] * 2)) == []
    ask = db.session.scalars(select(WeeklyAsk.id).where(WeeklyAsk.wave_id == wave)).one()
    told = select(func.count()).select_from(Event).where(Event.subject_id == ask)
    assert db.session.scalar(told) == 1


# The answer


def test_a_yes_orders_what_there_is(session, day):
    ask = asked(day, pieces=4)
    put_on_weekly(day.home.id, day.eggs.id, 1, at=NOON)
    session.execute(update(Offer).where(Offer.id == day.eggs.id).values(stock=0))
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(stock=3))
    session.expire_all()
    (id_,) = order_weekly(ask, shown_fen=3 * 390, actor=day.resident, at=NOON)
    lines = session.scalars(select(Line).where(Line.order_id == id_)).all()
    assert [(line.offer_id, line.quantity) for line in lines] == [(day.greens.id, 3)]
    assert session.get(Order, id_).drop_point_id == day.point.id
    assert (ask.state, open_ask(day.home.id, NOON)) == ("ordered", None)


def test_a_yes_to_another_sum_orders_nothing(session, day):
    ask = asked(day)
    session.commit()
    with pytest.raises(PriceChanged):
        order_weekly(ask, shown_fen=1, actor=day.resident, at=NOON)
    session.rollback()
    assert (ask.state, session.scalars(select(Order)).all()) == ("asked", [])


def test_a_yes_goes_where_the_household_collected_last(session, day):
    north = make.make_drop_point(make.make_gate(day.neighbourhood))
    place(day, (day.eggs, 1), drop_point_id=north.id)
    (id_,) = order_weekly(asked(day), shown_fen=780, actor=day.resident, at=NOON)
    assert session.get(Order, id_).drop_point_id == north.id


def test_a_yes_adds_to_what_was_ordered_even_the_same(session, day):
    (id_,) = place(day, (day.greens, 2))
    assert order_weekly(asked(day), shown_fen=780, actor=day.resident, at=NOON) == [id_]
    assert session.scalar(select(Line.quantity).where(Line.order_id == id_)) == 4


def test_a_choice_that_is_sold_no_more_does_not_stand_in_the_way(session, day):
    gone = make.make_offer(day.store)
    ask = asked(day)
    chosen = Wish(kind="choice", choices=(Choice(gone.id, 300),))
    session.execute(update(WeeklyLine).values(wish=chosen))
    gone.listed = False
    session.flush()
    (id_,) = order_weekly(ask, shown_fen=780, actor=day.resident, at=NOON)
    assert session.scalar(select(Line.wish).where(Line.order_id == id_)) is None


def test_the_list_can_go_to_the_basket_first(session, day):
    ask = asked(day)
    take_weekly_to_basket(ask, actor=day.resident, at=NOON)
    assert session.scalars(select(BasketLine.quantity)).all() == [2]
    assert (ask.state, session.scalars(select(Order)).all()) == ("in-basket", [])


def test_a_no_orders_nothing_and_asks_again_next_week(session, day):
    ask = asked(day)
    decline_weekly(ask, actor=day.resident, at=NOON)
    assert (ask_weekly(NOON), session.scalars(select(Order)).all()) == (0, [])
    week = timedelta(days=7)
    make.make_wave(day.neighbourhood, hours=2 + 7 * 24)
    assert ask_weekly(NOON + week) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda ask, day, at: order_weekly(ask, shown_fen=780, actor=day.resident, at=at),
        lambda ask, day, at: take_weekly_to_basket(ask, actor=day.resident, at=at),
        lambda ask, day, at: decline_weekly(ask, actor=day.resident, at=at),
    ],
)
def test_an_answer_counts_once_and_until_the_cut_off(session, day, act):
    ask = asked(day)
    with pytest.raises(CutOffPassed):
        act(ask, day, day.wave.cut_off_at)
    act(ask, day, NOON)
    with pytest.raises(WrongState):
        act(ask, day, NOON)


def test_a_wave_that_filled_up_meanwhile_leaves_the_question_open(session, day):
    ask = asked(day)
    day.wave.capacity = 1
    day.wave.taken = 1
    session.commit()
    with pytest.raises(WaveFull):
        order_weekly(ask, shown_fen=780, actor=day.resident, at=NOON)
    session.rollback()
    assert ask.state == "asked"


@pytest.mark.parametrize("turn", range(2))
def test_two_yeses_at_once_order_once(stage, turn):
    day = make_day()
    ask, home, actor = asked(day).id, day.home.id, day.resident
    ready()

    def yes():
        return order_weekly(db.session.get(WeeklyAsk, ask), shown_fen=780, actor=actor, at=NOON)

    assert len(refusals(race(stage, yes, yes))) == 1
    pieces = select(func.sum(Line.quantity)).join(Order).where(Order.household_id == home)
    assert db.session.scalar(pieces) == 2


@pytest.mark.parametrize("turn", range(2))
def test_two_phones_begin_one_list(stage, turn):
    day = make_day()
    home, greens, eggs = day.home.id, day.greens.id, day.eggs.id
    ready()
    race(
        stage,
        lambda: put_on_weekly(home, greens, 1, at=NOON),
        lambda: put_on_weekly(home, eggs, 1, at=NOON),
    )
    own = select(WeeklyList.id).where(WeeklyList.household_id == home)
    assert len(db.session.scalars(own).all()) == 1
    lines = select(func.count()).select_from(WeeklyLine).where(WeeklyLine.list_id.in_(own))
    assert db.session.scalar(lines) == 2


# Favourites


def test_a_favourite_is_kept_once_and_let_go(session, day):
    for _ in range(2):
        keep_favourite(day.home.id, day.greens.id)
    assert [offer.id for offer in favourites(day.home.id)] == [day.greens.id]
    assert is_favourite(day.home.id, day.greens.id)
    for _ in range(2):
        drop_favourite(day.home.id, day.greens.id)
    assert favourites(day.home.id) == []


def test_a_favourite_that_is_sold_out_waits_out_of_sight(session, day):
    keep_favourite(day.home.id, day.greens.id)
    day.greens.stock = 0
    session.flush()
    assert favourites(day.home.id) == []
    assert is_favourite(day.home.id, day.greens.id)


def test_favourites_are_of_what_can_be_ordered_here_and_not_without_end(session, day):
    elsewhere = make.make_offer(make.make_store(make.make_neighbourhood()))
    with pytest.raises(NotFound):
        keep_favourite(day.home.id, elsewhere.id)
    for offer in [make.make_offer(day.store) for _ in range(MOST_FAVOURITES)]:
        session.add(Favourite(household_id=day.home.id, offer_id=offer.id))
    session.flush()
    with pytest.raises(Invalid):
        keep_favourite(day.home.id, day.greens.id)


def test_two_phones_keep_one_favourite_once(stage):
    day = make_day()
    home, greens = day.home.id, day.greens.id
    ready()
    race(stage, *[lambda: keep_favourite(home, greens)] * 2)
    kept = select(func.count()).select_from(Favourite).where(Favourite.household_id == home)
    assert db.session.scalar(kept) == 1
