"""Two writers at once, on real connections: of what is left, nothing is sold or paid twice."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import CutOffPassed, PaidTooMuch, SoldOut, WaveFull, WrongState
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.orders.models import BasketLine, Order, Wave, WaveSchedule
from delivery.orders.queries.cash import held_fen
from delivery.orders.rules import Wanted
from delivery.orders.services import (
    balance,
    cancel_order,
    cancel_wave,
    close_due_waves,
    open_scheduled_waves,
    pay,
    place_order,
    put_in_basket,
    receive_cash,
    settle_line,
)
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place

repeated = pytest.mark.parametrize("turn", range(3))


def household(day):
    home = make.make_household(day.point.gate.compound_id)
    return {"household_id": home.id, "actor": make.actor_with(Role.RESIDENT, home.id)}


def ready(*rows):
    """Commit what was made, so that both racers see it, and let go of it."""
    db.session.commit()
    for row in rows:
        db.session.refresh(row)
    db.session.expunge_all()
    db.session.rollback()  # what is read after the race is not as old as this


def plain(day, **more):
    """The words of ``place_order`` as ids, that threads may share."""
    words = {
        "wave_id": day.wave.id,
        "drop_point_id": day.point.id,
        "household_id": day.home.id,
        "actor": day.resident,
        "at": NOON,
    }
    return words | more


@repeated
def test_the_last_piece_is_sold_once(stage, turn):
    day = make_day()
    last = make.make_offer(day.store, stock=1)
    buyers = [plain(day, **household(day)) for _ in range(2)]
    wanted = [Wanted(last.id, 1)]
    offer = last.id
    ready()
    outcomes = race(stage, *(lambda w=w: place_order(wanted=wanted, **w) for w in buyers))
    assert [type(r) for r in refusals(outcomes)] == [SoldOut]
    assert db.session.scalar(select(Offer.stock).where(Offer.id == offer)) == 0
    moves = select(func.sum(StockMove.change)).where(StockMove.offer_id == offer)
    assert db.session.scalar(moves) == 0


def test_a_shelf_that_is_read_before_it_is_written_is_sold_twice(stage):
    """The negative control: the race does catch a writer that looks first and takes later."""
    offer = make.make_offer(make_day().store, stock=1).id
    ready()
    looked = threading.Barrier(2, timeout=20)

    def careless():
        left = db.session.scalar(select(Offer.stock).where(Offer.id == offer))
        db.session.rollback()
        looked.wait()
        db.session.execute(update(Offer).where(Offer.id == offer).values(stock=left - 1))
        return left

    assert race(stage, careless, careless) == [1, 1]


@repeated
def test_two_baskets_with_the_same_goods_in_another_order_do_not_lock_each_other_out(stage, turn):
    day = make_day()
    goods = [make.make_offer(day.store, stock=500) for _ in range(8)]
    wanted = [Wanted(offer.id, 1) for offer in goods]
    elsewhere = make.make_wave(day.neighbourhood, hours=5)
    buyers = [
        plain(day, wanted=wanted, **household(day)),
        plain(day, wanted=wanted[::-1], wave_id=elsewhere.id, **household(day)),
    ]
    ready()
    outcomes = race(stage, *(lambda w=w: place_order(**w) for w in buyers))
    assert not refusals(outcomes)


@repeated
def test_the_last_seat_of_a_wave_is_taken_once(stage, turn):
    day = make_day(capacity=1)
    wanted = [Wanted(day.greens.id, 1)]
    buyers = [plain(day, wanted=wanted, **household(day)) for _ in range(2)]
    wave = day.wave.id
    ready()
    outcomes = race(stage, *(lambda w=w: place_order(**w) for w in buyers))
    assert [type(r) for r in refusals(outcomes)] == [WaveFull]
    assert db.session.scalar(select(Wave.taken).where(Wave.id == wave)) == 1


@repeated
def test_two_people_of_one_household_get_one_order_with_both_their_goods(stage, turn):
    day = make_day()
    words = [plain(day, wanted=[Wanted(o.id, 1)]) for o in (day.greens, day.eggs)]
    wave = day.wave.id
    ready()
    outcomes = race(stage, *(lambda w=w: place_order(**w) for w in words))
    assert outcomes[0] == outcomes[1]
    assert db.session.scalar(select(Wave.taken).where(Wave.id == wave)) == 1
    assert balance(outcomes[0][0]).goods_fen == 390 + 1290


@repeated
def test_an_order_is_in_the_wave_or_refused_when_the_wave_closes_at_that_moment(stage, turn):
    day = make_day()
    words, wave = plain(day, wanted=[Wanted(day.greens.id, 1)]), day.wave.id
    late = day.wave.cut_off_at
    ready()
    placed, closed = race(stage, lambda: place_order(**words), lambda: close_due_waves(late))
    assert wave in closed
    orders = db.session.scalars(select(Order.id).where(Order.wave_id == wave)).all()
    assert orders == ([] if isinstance(placed, CutOffPassed) else placed)


@repeated
def test_an_order_never_outlives_its_wave(stage, turn):
    day = make_day()
    coordinator = make.actor_with(Role.COORDINATOR, day.neighbourhood.id)
    words, wave = plain(day, wanted=[Wanted(day.greens.id, 1)]), day.wave.id
    ready()
    race(
        stage,
        lambda: place_order(**words),
        lambda: cancel_wave(db.session.get(Wave, wave), actor=coordinator, at=NOON),
    )
    states = select(Order._state).where(Order.wave_id == wave)
    assert set(db.session.scalars(states)) <= {"cancelled"}
    db.session.rollback()


@repeated
def test_an_order_cancelled_twice_at_once_gives_back_once(stage, turn):
    day = make_day()
    (id_,) = place(day, (day.greens, 3))
    offer, resident = day.greens.id, day.resident
    ready()

    def cancel():
        cancel_order(db.session.get(Order, id_), actor=resident, at=NOON)

    assert [type(r) for r in refusals(race(stage, cancel, cancel))] == [WrongState]
    assert db.session.scalar(select(Offer.stock).where(Offer.id == offer)) == 10
    db.session.rollback()


@repeated
def test_two_payers_at_once_pay_what_is_owed_once(stage, turn):
    day = make_day()
    (id_,) = place(day, (day.greens, 2))
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    ready()

    def take():
        order = db.session.get(Order, id_)
        return pay(order, amount_fen=780, method="cash", actor=guard, at=NOON)

    assert [type(r) for r in refusals(race(stage, take, take))] == [PaidTooMuch]
    assert balance(id_).paid_fen == 780
    db.session.rollback()


@repeated
def test_two_pickers_at_once_settle_a_line_once(stage, turn):
    day = make_day()
    (id_,) = place(day, (day.greens, 2))
    picker = make.actor_with(Role.STORE_STAFF, day.store.id)
    close_due_waves(day.wave.cut_off_at)
    ready()

    def none_there():
        (line,) = db.session.get(Order, id_).lines
        return settle_line(line, picked=0, actor=picker, at=NOON)

    assert [type(r) for r in refusals(race(stage, none_there, none_there))] == [WrongState]
    assert balance(id_).goods_fen == 0
    db.session.rollback()


def test_cash_is_received_once(stage):
    day = make_day()
    (id_,) = place(day, (day.greens, 2))
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    till = make.actor_with(Role.SHIFT_LEAD, day.store.id)
    pay(db.session.get(Order, id_), amount_fen=780, method="cash", actor=guard, at=NOON)
    store = day.store
    ready(store)

    def receive():
        return receive_cash(store, guard.id, 780, actor=till, at=NOON)

    assert [type(r) for r in refusals(race(stage, receive, receive))] == [PaidTooMuch]
    assert held_fen(guard.id, store.id) == 0


def test_two_workers_open_a_scheduled_wave_once(stage):
    neighbourhood = make.make_neighbourhood()
    at = {"cut_off": NOON.time(), "collect_from": (NOON + timedelta(hours=2)).time()}
    for weekday in range(7):
        db.session.add(
            WaveSchedule(
                neighbourhood_id=neighbourhood.id,
                weekday=weekday,
                collect_to=(NOON + timedelta(hours=3)).time(),
                capacity=9,
                **at,
            )
        )
    ready(neighbourhood)
    race(stage, lambda: open_scheduled_waves(NOON), lambda: open_scheduled_waves(NOON))
    waves = select(func.count()).select_from(Wave)
    assert db.session.scalar(waves.where(Wave.neighbourhood_id == neighbourhood.id)) == 7


def test_two_workers_close_a_wave_once(stage):
    day = make_day()
    wave, late = day.wave.id, day.wave.cut_off_at
    ready()
    outcomes = race(stage, lambda: close_due_waves(late), lambda: close_due_waves(late))
    assert [wave in closed for closed in outcomes].count(True) == 1


def test_two_phones_put_the_same_thing_in_one_basket(stage):
    day = make_day()
    home, offer = day.home.id, day.greens.id
    ready()
    outcomes = race(
        stage, lambda: put_in_basket(home, offer, 2), lambda: put_in_basket(home, offer, 3)
    )
    assert not refusals(outcomes)
    kept = select(BasketLine.quantity).where(BasketLine.household_id == home)
    assert db.session.scalar(kept) in (2, 3)
