"""Paying online: signed words only, each heard once, in any order, and no money is lost."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, WrongState
from delivery.kernel.ids import new_id
from delivery.merchants.settlement.queries import statement
from delivery.orders.models import MoneyEntry, Order
from delivery.orders.payment_rows import HeardWord, OnlinePayment
from delivery.orders.providers import Checkout, Forged, Word
from delivery.orders.providers.local import SIGNATURE, LocalProvider
from delivery.orders.providers.words import signature
from delivery.orders.services import balance, begin_payment, pay, take_word
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import ready
from tests.services.test_reporting import LATER, picked_day

PROVIDER = LocalProvider("a secret of the tests, long enough")
CHECKOUT = Checkout(new_id(), "reference-1", 1680)


@pytest.fixture
def day(session):
    return picked_day()


def begun(day):
    order = db.session.get(Order, day.order_id)
    return begin_payment(order, provider="local", actor=day.resident, at=LATER)


def word(payment, event_id="event-1", outcome="paid", **more):
    told = Word(event_id, payment.reference, outcome, payment.amount_fen)
    return replace(told, **more)


def money(day):
    found = balance(day.order_id)
    return found.paid_fen, found.owed_fen, found.refunded_fen


# What is the provider's own


def test_the_providers_words_are_read():
    headers, body = PROVIDER.say(CHECKOUT, "paid", NOON)
    read = PROVIDER.read(headers, body, NOON + timedelta(minutes=4))
    assert (read.reference, read.outcome, read.amount_fen) == ("reference-1", "paid", 1680)


@pytest.mark.parametrize("moment", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_words_of_another_time_are_refused(moment):
    headers, body = PROVIDER.say(CHECKOUT, "paid", NOON)
    with pytest.raises(Forged):
        PROVIDER.read(headers, body, NOON + moment)


def test_words_signed_with_another_secret_are_refused():
    headers, body = LocalProvider("another secret of the tests").say(CHECKOUT, "paid", NOON)
    with pytest.raises(Forged):
        PROVIDER.read(headers, body, NOON)


def test_every_changed_byte_is_noticed():
    headers, body = PROVIDER.say(CHECKOUT, "failed", NOON)
    for spot in range(len(body)):
        other = body[:spot] + bytes([body[spot] ^ 1]) + body[spot + 1 :]
        with pytest.raises(Forged):
            PROVIDER.read(headers, other, NOON)


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=00", "t=x,v1=y", "t=99999999999999999999,v1=", "t=-1,v1=", "é=1"]
)
def test_no_signature_is_none(header):
    _, body = PROVIDER.say(CHECKOUT, "paid", NOON)
    with pytest.raises(Forged):
        PROVIDER.read({SIGNATURE: header}, body, NOON)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"id": "1"},
        {"id": "1", "reference": "r", "outcome": "maybe", "amount_fen": 1},
        {"id": "1", "reference": "r", "outcome": "paid", "amount_fen": 0},
        {"id": "1", "reference": "r", "outcome": "paid", "amount_fen": "1"},
        {"id": "1", "reference": "r", "outcome": "paid", "amount_fen": True},
        {"id": 1, "reference": "r", "outcome": "paid", "amount_fen": 1},
        {"id": "1" * 300, "reference": "r", "outcome": "paid", "amount_fen": 1},
    ],
)
def test_what_is_signed_and_says_nothing_is_refused(told):
    with pytest.raises(Forged):
        PROVIDER.read(*signed(json.dumps(told).encode()), NOON)


def signed(body):
    return {SIGNATURE: signature("a secret of the tests, long enough", body, NOON)}, body


# What comes of a word


def test_a_payment_is_for_what_is_owed_and_paid_once_said(session, day):
    payment = begun(day)
    assert (payment.amount_fen, payment.state) == (2070, "asked")
    assert money(day) == (0, 2070, 0)
    assert take_word(word(payment), provider="local", at=LATER)
    assert (payment.state, money(day)) == ("paid", (2070, 0, 0))
    entry = session.scalars(select(MoneyEntry).where(MoneyEntry.kind == "pay")).one()
    assert (entry.method, entry.taken_by) == ("online", None)


def test_a_word_that_is_heard_again_changes_nothing(session, day):
    payment = begun(day)
    told = word(payment)
    assert [take_word(told, provider="local", at=LATER) for _ in range(3)] == [True, False, False]
    assert take_word(word(payment, "event-2"), provider="local", at=LATER) is False
    assert money(day) == (2070, 0, 0)


def test_a_late_failure_undoes_no_payment_and_a_payment_mends_a_failure(session, day):
    payment = begun(day)
    take_word(word(payment, "event-1", "failed"), provider="local", at=LATER)
    assert (payment.state, money(day)) == ("failed", (0, 2070, 0))
    take_word(word(payment, "event-2"), provider="local", at=LATER)
    take_word(word(payment, "event-3", "failed"), provider="local", at=LATER)
    assert (payment.state, money(day)) == ("paid", (2070, 0, 0))


def test_who_paid_at_the_gate_meanwhile_is_given_back_what_was_too_much(session, day):
    payment = begun(day)
    pay(day.order, amount_fen=1000, method="cash", actor=day.guard, at=LATER)
    take_word(word(payment), provider="local", at=LATER)
    assert money(day) == (3070, 0, 1000)
    assert statement(day.store, day.wave).adds_up


def test_two_payments_of_one_order_are_both_written_down(session, day):
    first, second = begun(day), begun(day)
    take_word(word(second, "event-2"), provider="local", at=LATER)
    take_word(word(first, "event-1"), provider="local", at=LATER)
    assert money(day) == (4140, 0, 2070)


def test_a_payment_that_was_never_begun_is_not_known(session, day):
    payment = begun(day)
    with pytest.raises(NotFound):
        take_word(word(payment, reference="another"), provider="local", at=LATER)
    with pytest.raises(NotFound):
        take_word(word(payment), provider="elsewhere", at=LATER)


def test_nothing_is_paid_before_it_is_certain_or_twice(session):
    day = make_day()
    (day.order_id,) = place(day, (day.greens, 2))
    with pytest.raises(WrongState):
        begun(day)
    other = picked_day()
    take_word(word(begun(other)), provider="local", at=LATER)
    with pytest.raises(WrongState):
        begun(other)


def test_a_neighbour_pays_nothing_of_mine(session, day):
    stranger = make.actor_with(Role.RESIDENT, make.make_household(day.point.gate.compound_id).id)
    with pytest.raises(NotFound):
        begin_payment(day.order, provider="local", actor=stranger, at=LATER)


@pytest.mark.parametrize("turn", range(2))
@pytest.mark.parametrize("events", [("event-1", "event-1"), ("event-1", "event-2")])
def test_two_words_at_once_are_one_payment(stage, events, turn):
    day = picked_day()
    payment = begun(day)
    order = day.order_id
    tellings = [word(payment, f"{payment.id}{event}") for event in events]
    ready()
    acts = [lambda w=w: take_word(w, provider="local", at=LATER) for w in tellings]
    outcomes = race(stage, *acts)
    assert refusals(outcomes) == []
    assert sorted(outcomes) == [False, True]
    assert balance(order).paid_fen == 2070


def test_what_was_heard_is_kept(session, day):
    payment = begun(day)
    take_word(word(payment), provider="local", at=LATER)
    kept = session.scalars(select(HeardWord)).one()
    assert (kept.payment_id, kept.outcome) == (payment.id, "paid")
    assert session.scalar(select(func.count()).select_from(OnlinePayment)) == 1
