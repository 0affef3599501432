"""Money is never made or lost: at every moment paid + owed = goods + refunded + held."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import (
    DeliveryError,
    Invalid,
    KeyReused,
    NotAllowed,
    PaidTooMuch,
    WrongState,
)
from delivery.kernel.ledger import Event
from delivery.orders.models import MoneyEntry, Order
from delivery.orders.queries.cash import held_fen
from delivery.orders.rules import Balance, Wanted
from delivery.orders.services import (
    amend_order,
    balance,
    cancel_order,
    close_due_waves,
    pay,
    place_order,
    receive_cash,
    settle_line,
    unsettle_line,
)
from tests import factories as make
from tests.conftest import NOON
from tests.services.test_orders_placing import make_day, place


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def order(session, day):
    return session.get(Order, place(day, (day.greens, 2), (day.eggs, 1))[0])  # 20.70 yuan


@pytest.fixture
def guard(day):
    return make.actor_with(Role.GATE_STAFF, day.point.gate_id)


@pytest.fixture
def picker(day):
    return make.actor_with(Role.SHIFT_LEAD, day.store.id)


def test_an_order_is_paid_in_parts(order, guard):
    pay(order, amount_fen=1000, method="cash", actor=guard, at=NOON)
    after = pay(order, amount_fen=1070, method="store-code", actor=guard, at=NOON)
    assert after == Balance(goods_fen=2070, owed_fen=0, paid_fen=2070)


def test_more_than_is_owed_is_refused(order, guard):
    with pytest.raises(PaidTooMuch) as refused:
        pay(order, amount_fen=2071, method="cash", actor=guard, at=NOON)
    assert "¥20.70" in refused.value.message
    assert balance(order.id).paid_fen == 0


@pytest.mark.parametrize(("fen", "method"), [(0, "cash"), (-1, "cash"), (100, "shells")])
def test_a_payment_is_more_than_nothing_by_a_known_way(order, guard, fen, method):
    with pytest.raises(Invalid):
        pay(order, amount_fen=fen, method=method, actor=guard, at=NOON)


def test_a_payment_sent_twice_by_a_device_is_one(session, order, guard):
    for _ in range(2):
        pay(order, amount_fen=1000, method="cash", actor=guard, at=NOON, key="phone-1:0007")
    assert balance(order.id).paid_fen == 1000
    assert len(session.scalars(select(Event).where(Event.action == "pay")).all()) == 1


def test_a_devices_key_belongs_to_one_payment(day, order, guard):
    pay(order, amount_fen=1, method="cash", actor=guard, at=NOON, key="phone-1:0007")
    sibling = make.make_order(day.wave, make.make_store(day.neighbourhood), day.home, day.point)
    with pytest.raises(KeyReused):
        pay(sibling, amount_fen=1, method="cash", actor=guard, at=NOON, key="phone-1:0007")


def test_a_resident_takes_no_payments(day, order):
    with pytest.raises(NotAllowed):
        pay(order, amount_fen=1, method="cash", actor=day.resident, at=NOON)


@pytest.fixture
def closed(day, order):
    close_due_waves(day.wave.cut_off_at)
    return order


def test_a_short_line_costs_what_was_found(closed, order, day, picker):
    line = next(x for x in order.lines if x.offer_id == day.greens.id)
    assert settle_line(line, picked=1, actor=picker, at=NOON) == 390
    assert (line.state, line.picked, line.amount_fen) == ("picked", 1, 390)
    assert balance(order.id).owed_fen == 2070 - 390


def test_a_line_that_is_not_there_costs_nothing_and_is_told(session, closed, order, day, picker):
    line = next(x for x in order.lines if x.offer_id == day.eggs.id)
    settle_line(line, picked=0, actor=picker, at=NOON)
    assert (line.state, line.amount_fen) == ("short", 0)
    event = session.scalars(select(Event).where(Event.subject_id == line.id)).one()
    assert (event.action, event.facts["less_fen"]) == ("run-short", 1290)


def test_what_was_paid_for_a_short_line_is_given_back(closed, order, day, guard, picker):
    pay(order, amount_fen=2070, method="store-code", actor=guard, at=NOON)
    line = next(x for x in order.lines if x.offer_id == day.eggs.id)
    settle_line(line, picked=0, actor=picker, at=NOON)
    assert balance(order.id) == Balance(780, 0, 2070, 1290, 0)


def test_what_is_sold_by_weight_costs_what_the_scale_says(session, day, picker):
    pork = make.make_offer(day.store, price_fen=2880, sold_by="weight", mass_g=500)
    order = session.get(Order, place(day, (pork, 2))[0])
    (line,) = order.lines
    assert line.amount_fen == 2880
    close_due_waves(day.wave.cut_off_at)
    assert settle_line(line, picked=2, weighed_g=1020, actor=picker, at=NOON) == -58
    assert (line.weighed_g, line.amount_fen, balance(order.id).owed_fen) == (1020, 2938, 2938)


def test_two_pickers_do_not_settle_a_line_twice(closed, order, picker):
    line = order.lines[0]
    settle_line(line, picked=0, actor=picker, at=NOON)
    with pytest.raises(WrongState):
        settle_line(line, picked=1, actor=picker, at=NOON)


def test_a_pick_sent_twice_by_a_device_is_one(closed, order, day, picker):
    line = next(x for x in order.lines if x.offer_id == day.eggs.id)
    for _ in range(2):
        settle_line(line, picked=0, actor=picker, at=NOON, key="scale-1:0001")
    assert balance(order.id).goods_fen == 780


def test_a_line_put_back_costs_what_was_promised(closed, order, day, picker):
    line = next(x for x in order.lines if x.offer_id == day.greens.id)
    settle_line(line, picked=1, actor=picker, at=NOON)
    unsettle_line(line, actor=picker, at=NOON)
    assert (line.state, line.picked, line.amount_fen) == ("ordered", None, 780)
    assert balance(order.id).owed_fen == 2070


def test_cash_is_held_until_the_store_has_it(order, day, guard, picker):
    pay(order, amount_fen=2000, method="cash", actor=guard, at=NOON)
    pay(order, amount_fen=70, method="store-code", actor=guard, at=NOON)
    assert held_fen(guard.id, day.store.id) == 2000
    receive_cash(day.store, guard.id, 1500, actor=picker, at=NOON)
    assert held_fen(guard.id, day.store.id) == 500
    with pytest.raises(PaidTooMuch):
        receive_cash(day.store, guard.id, 501, actor=picker, at=NOON)


def test_lines_of_a_wave_that_takes_changes_are_not_settled(order, picker):
    with pytest.raises(WrongState):
        settle_line(order.lines[0], picked=1, actor=picker, at=NOON)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["place", "amend", "cancel", "pay", "close", "settle", "weigh", "unsettle"]
        ),
        st.integers(0, 6),
        st.integers(1, 4000),
    ),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_every_prefix_of_every_history_balances(session, day, guard, picker, acts):
    mark = session.begin_nested()
    pork = make.make_offer(day.store, price_fen=2881, sold_by="weight", mass_g=333, stock=50)
    for act, pieces, fen in acts:
        step = session.begin_nested()
        try:
            do(session, day, guard, picker, pork, act, pieces, fen)
            step.commit()
        except DeliveryError:
            step.rollback()
        holds_everywhere(session)
    mark.rollback()
    session.expire_all()


def do(session, day, guard, picker, pork, act, pieces, fen):
    order = session.scalars(select(Order).execution_options(populate_existing=True)).first()
    if act == "place":
        wanted = [Wanted(pork.id, pieces + 1), Wanted(day.greens.id, 1)]
        place_order(
            wave_id=day.wave.id,
            household_id=day.home.id,
            drop_point_id=day.point.id,
            wanted=wanted,
            actor=day.resident,
            at=NOON,
        )
    elif order is None:
        return
    elif act == "amend":
        amend_order(order, {pork.id: pieces}, actor=day.resident, at=NOON)
    elif act == "cancel":
        cancel_order(order, actor=day.resident, at=NOON)
    elif act == "close":
        close_due_waves(day.wave.cut_off_at)
    elif act == "pay":
        pay(order, amount_fen=fen, method="cash", actor=guard, at=NOON)
    else:
        session.expire(order)
        line = order.lines[pieces % len(order.lines)]
        if act == "unsettle":
            unsettle_line(line, actor=picker, at=NOON)
        else:
            weighed = fen if act == "weigh" else None
            found = min(pieces, line.quantity)
            settle_line(line, picked=found, weighed_g=weighed, actor=picker, at=NOON)


def holds_everywhere(session):
    for order in session.scalars(select(Order).execution_options(populate_existing=True)):
        money, running = balance(order.id), Balance()
        session.expire(order)
        stands = order.state == "placed"
        assert money.goods_fen == (sum(x.amount_fen for x in order.lines) if stands else 0)
        assert money.owed_fen >= 0
        entries = session.scalars(select(MoneyEntry).where(MoneyEntry.order_id == order.id))
        for e in entries:
            running = Balance(
                running.goods_fen + e.goods_fen,
                running.owed_fen + e.owed_fen,
                running.paid_fen + e.paid_fen,
                running.refunded_fen + e.refunded_fen,
                running.held_fen + e.held_fen,
            )
            assert running.holds
        assert running == money
    assert db.session.is_active
