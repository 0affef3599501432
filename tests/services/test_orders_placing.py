"""An order is placed whole or not at all, and everything it takes is written down."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Role
from delivery.kernel.errors import (
    CutOffPassed,
    Invalid,
    NotFound,
    PriceChanged,
    SoldOut,
    WaveFull,
)
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.orders.models import Line, MoneyEntry, Order, Wave
from delivery.orders.rules import Wanted
from delivery.orders.services import (
    amend_order,
    balance,
    cancel_order,
    cancel_wave,
    pay,
    place_order,
)
from tests import factories as make
from tests.conftest import NOON


@pytest.fixture
def day(session):
    return make_day()


def make_day(**wave):
    """A neighbourhood with a store, a wave, a household and its resident."""
    point = make.make_drop_point()
    neighbourhood = point.gate.compound.neighbourhood
    home = make.make_household(point.gate.compound_id)
    store = make.make_store(neighbourhood)
    return SimpleNamespace(
        point=point,
        neighbourhood=neighbourhood,
        home=home,
        store=store,
        greens=make.make_offer(store, price_fen=390, stock=10),
        eggs=make.make_offer(store, price_fen=1290, stock=5),
        wave=make.make_wave(neighbourhood, **wave),
        resident=make.actor_with(Role.RESIDENT, home.id),
    )


def place(day, *wanted, at=NOON, **words):
    given = {
        "wave_id": day.wave.id,
        "household_id": day.home.id,
        "drop_point_id": day.point.id,
        "actor": day.resident,
    } | words
    lines = [Wanted(offer.id, pieces) for offer, pieces in wanted]
    return place_order(wanted=lines, at=at, **given)


def fresh(session, row):
    session.expire_all()
    return row


def stock_of(session, offer):
    return session.scalar(select(Offer.stock).where(Offer.id == offer.id))


def moved(session, offer):
    return session.scalar(select(func.sum(StockMove.change)).where(StockMove.offer_id == offer.id))


def test_an_order_takes_stock_a_seat_and_a_promise_of_money(session, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    order = session.get(Order, id_)
    assert (order.state, order.drop_point_id, order.placed_by) == (
        "placed",
        day.point.id,
        day.resident.id,
    )
    assert {line.offer_id: (line.quantity, line.amount_fen) for line in order.lines} == {
        day.greens.id: (2, 780),
        day.eggs.id: (1, 1290),
    }
    assert stock_of(session, day.greens) == moved(session, day.greens) == 8
    assert fresh(session, day.wave).taken == 1
    money = balance(id_)
    assert (money.goods_fen, money.owed_fen, money.holds) == (2070, 2070, True)
    event = session.scalars(select(Event).where(Event.subject_id == id_)).one()
    assert (event.action, event.target, event.facts["goods_fen"]) == ("place", "placed", 2070)


def test_a_basket_over_two_stores_becomes_an_order_each_and_one_seat(session, day):
    other = make.make_offer(make.make_store(day.neighbourhood))
    placed = place(day, (day.greens, 1), (other, 1))
    assert len(placed) == 2
    assert fresh(session, day.wave).taken == 1


def test_a_second_order_in_the_wave_amends_the_first(session, day):
    (first,) = place(day, (day.greens, 1))
    (second,) = place(day, (day.greens, 2), (day.eggs, 1))
    assert first == second
    order = fresh(session, session.get(Order, first))
    assert sorted(line.quantity for line in order.lines) == [1, 3]
    assert (order.version, day.wave.taken) == (2, 1)
    assert balance(first).goods_fen == 3 * 390 + 1290
    actions = session.scalars(
        select(Event.action).where(Event.subject_id == first).order_by(Event.seq)
    ).all()
    assert actions == ["place", "amend"]


def test_the_drop_point_named_last_holds_for_all_orders_of_the_wave(session, day):
    (first,) = place(day, (day.greens, 1))
    other = make.make_offer(make.make_store(day.neighbourhood))
    north = make.make_drop_point(make.make_gate(day.neighbourhood))
    place(day, (other, 1), drop_point_id=north.id)
    assert fresh(session, session.get(Order, first)).drop_point_id == north.id


def test_sold_out_lines_are_refused_by_name_and_nothing_is_kept(session, day):
    session.commit()
    with pytest.raises(SoldOut) as refused:
        place(day, (day.greens, 1), (day.eggs, 6))
    session.rollback()
    assert (stock_of(session, day.greens), session.scalars(select(Order)).all()) == (10, [])
    assert day.eggs.product.name in refused.value.message
    assert str(day.eggs.id) in refused.value.fields
    assert "5" in refused.value.message


def test_after_the_cut_off_the_next_wave_is_named(session, day):
    tomorrow = make.make_wave(day.neighbourhood, hours=26)
    with pytest.raises(CutOffPassed) as refused:
        place(day, (day.greens, 1), at=day.wave.cut_off_at)
    assert refused.value.fields == {"next_wave_id": [str(tomorrow.id)]}


def test_up_to_the_last_moment_before_the_cut_off_orders_are_taken(session, day):
    assert place(day, (day.greens, 1), at=day.wave.cut_off_at - timedelta(seconds=1))


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_only_an_open_wave_takes_orders(session, day, state):
    wave = make.make_wave(day.neighbourhood, hours=9, state=state)
    with pytest.raises(CutOffPassed):
        place(day, (day.greens, 1), wave_id=wave.id)


def test_a_full_wave_takes_no_further_household_but_more_of_those_it_has(session):
    day = make_day(capacity=1)
    place(day, (day.greens, 1))
    neighbour = make.make_household(day.point.gate.compound_id)
    with pytest.raises(WaveFull):
        place(
            day,
            (day.greens, 1),
            household_id=neighbour.id,
            actor=make.actor_with(Role.RESIDENT, neighbour.id),
        )
    assert place(day, (day.greens, 2))


def test_nobody_orders_for_another_household(day):
    stranger = make.actor_with(Role.RESIDENT, make.make_household(day.point.gate.compound_id).id)
    with pytest.raises(NotFound):
        place(day, (day.greens, 1), actor=stranger)


def test_rows_of_another_neighbourhood_are_as_good_as_absent(day):
    elsewhere = make_day()
    with pytest.raises(NotFound):
        place(day, (elsewhere.greens, 1))
    with pytest.raises(NotFound):
        place(day, (day.greens, 1), wave_id=elsewhere.wave.id)
    with pytest.raises(Invalid):
        place(day, (day.greens, 1), drop_point_id=elsewhere.point.id)


def test_an_empty_order_is_refused(day):
    with pytest.raises(Invalid):
        place(day)


def test_a_price_that_changed_since_it_was_shown_is_told_and_not_charged(session, day):
    wanted = [Wanted(day.greens.id, 2, price_fen=390)]
    day.greens.price_fen = 420
    session.flush()
    with pytest.raises(PriceChanged) as refused:
        place_order(
            wave_id=day.wave.id,
            household_id=day.home.id,
            drop_point_id=day.point.id,
            wanted=wanted,
            shown_fen=780,
            actor=day.resident,
            at=NOON,
        )
    assert "¥4.20" in refused.value.message
    assert "¥3.90" in refused.value.message


def test_what_is_ordered_keeps_its_promised_price_and_takes_a_lower_one(session, day):
    (id_,) = place(day, (day.greens, 1))
    day.greens.price_fen = 420
    session.flush()
    place(day, (day.greens, 1), again=True)
    assert balance(id_).goods_fen == 2 * 390
    day.greens.price_fen = 300
    session.flush()
    place(day, (day.greens, 1), again=True)
    assert balance(id_).goods_fen == 3 * 300


def test_a_line_taken_out_goes_back_to_the_shelf(session, day):
    (id_,) = place(day, (day.greens, 3), (day.eggs, 1))
    order = session.get(Order, id_)
    amend_order(order, {day.greens.id: 0, day.eggs.id: 2}, actor=day.resident, at=NOON)
    assert stock_of(session, day.greens) == moved(session, day.greens) == 10
    assert stock_of(session, day.eggs) == 3
    assert [line.quantity for line in session.scalars(select(Line))] == [2]
    assert balance(id_).owed_fen == 2580


def test_an_order_without_lines_is_cancelled(session, day):
    (id_,) = place(day, (day.greens, 3))
    order = session.get(Order, id_)
    amend_order(order, {day.greens.id: 0}, actor=day.resident, at=NOON)
    assert (fresh(session, order).state, day.wave.taken) == ("cancelled", 0)


def test_cancelling_gives_back_stock_money_and_seat(session, day):
    (id_,) = place(day, (day.greens, 3))
    order = session.get(Order, id_)
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    pay(order, amount_fen=500, method="cash", actor=guard, at=NOON)
    cancel_order(order, actor=day.resident, at=NOON)
    assert stock_of(session, day.greens) == moved(session, day.greens) == 10
    assert fresh(session, day.wave).taken == 0
    money = balance(id_)
    assert (money.goods_fen, money.owed_fen, money.refunded_fen, money.holds) == (0, 0, 500, True)


def test_a_cancelled_order_can_be_placed_again(session, day):
    (id_,) = place(day, (day.greens, 3))
    cancel_order(session.get(Order, id_), actor=day.resident, at=NOON)
    assert place(day, (day.eggs, 1)) == [id_]
    order = fresh(session, session.get(Order, id_))
    assert (order.state, [line.quantity for line in order.lines]) == ("placed", [1])
    assert balance(id_).goods_fen == 1290
    assert day.wave.taken == 1


def test_after_the_cut_off_nothing_is_changed_or_cancelled(session, day):
    (id_,) = place(day, (day.greens, 3))
    order = session.get(Order, id_)
    late = day.wave.cut_off_at
    with pytest.raises(CutOffPassed):
        amend_order(order, {day.greens.id: 1}, actor=day.resident, at=late)
    with pytest.raises(CutOffPassed):
        cancel_order(order, actor=day.resident, at=late)


def test_a_group_leader_does_not_change_what_a_neighbour_ordered(session, day):
    (id_,) = place(day, (day.greens, 3))
    neighbour = make.make_household(day.point.gate.compound_id)
    leader = make.actor_with(Role.RESIDENT, neighbour.id)
    with pytest.raises(NotFound):
        cancel_order(session.get(Order, id_), actor=leader, at=NOON)
    with pytest.raises(NotFound):
        amend_order(session.get(Order, id_), {day.greens.id: 1}, actor=leader, at=NOON)


def test_a_cancelled_wave_cancels_its_orders_and_gives_everything_back(session, day):
    (id_,) = place(day, (day.greens, 3), (day.eggs, 1))
    coordinator = make.actor_with(Role.COORDINATOR, day.neighbourhood.id)
    assert cancel_wave(session.get(Wave, day.wave.id), actor=coordinator, at=NOON) == 1
    assert fresh(session, session.get(Order, id_)).state == "cancelled"
    assert stock_of(session, day.greens) == moved(session, day.greens) == 10
    assert (day.wave.state, day.wave.taken, balance(id_).owed_fen) == ("cancelled", 0, 0)


def test_every_entry_of_money_balances(session, day):
    place(day, (day.greens, 3))
    assert all(
        e.paid_fen + e.owed_fen == e.goods_fen + e.refunded_fen + e.held_fen
        for e in session.scalars(select(MoneyEntry))
    )
