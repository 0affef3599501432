"""Two pickers, two people at home, a packer and the clock, all at once: one fact each."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.merchants.picking import services
from delivery.merchants.picking.models import Bag, PickList
from delivery.merchants.picking.rules import Found
from delivery.orders.models import Line, MoneyEntry
from delivery.orders.rules.wishes import Wish
from tests import factories as make
from tests.conftest import NOON
from tests.racing import PATIENCE_S, race, refusals

repeated = pytest.mark.parametrize("turn", range(3))
LATE = NOON + timedelta(hours=2, minutes=10)
UNTIL = NOON + timedelta(hours=3)


class Day:
    """An order of one milk that is not there, and another that may come instead; ids only."""

    def __init__(self, *, kind="similar", proposed=False, stock=10):
        point = make.make_drop_point()
        near = point.gate.compound.neighbourhood
        store, home = make.make_store(near), make.make_household(point.gate.compound_id)
        wave = make.make_wave(near, state="closed")
        milk, other = make.make_offer(store), make.make_offer(store, stock=stock)
        order = make.make_order(wave, store, home, point, milk)
        order.lines[0].wish = Wish(kind)
        self.order, self.line, self.other = order.id, order.lines[0].id, other.id
        self.staff = make.actor_with(Role.STORE_STAFF, store.id)
        self.resident = make.actor_with(Role.RESIDENT, home.id)
        services.open_lists(NOON)  # other races' waves are in the arena too
        self.list = db.session.scalar(select(PickList.id).where(PickList.wave_id == wave.id))
        services.pick(self.row(), [Found(self.line, 0)], actor=self.staff, at=LATE)
        self.new = self.substitute().id if proposed else None
        db.session.commit()
        db.session.expunge_all()
        db.session.rollback()

    def row(self):
        return db.session.get(PickList, self.list)

    def substitute(self):
        return services.substitute(
            self.row(), self.line, offer_id=self.other, actor=self.staff, at=LATE
        )

    def give_up(self):
        services.give_up(self.row(), self.line, actor=self.staff, at=LATE)

    def answer(self, yes, at=LATE):
        services.answer(db.session.get(Line, self.new), yes, actor=self.resident, at=at)

    def pack(self):
        return services.pack(self.row(), actor=self.staff, at=LATE)

    def take_back(self):
        services.take_back(self.row(), self.line, actor=self.staff, at=LATE)


def adds_up(day):
    """Check money and stock, and return the states of the line and of what came instead."""
    db.session.rollback()
    lines = db.session.scalars(select(Line).where(Line.order_id == day.order)).all()
    for column, own in ((MoneyEntry.goods_fen, "amount_fen"), (MoneyEntry.held_fen, "held_fen")):
        booked = select(func.sum(column)).where(MoneyEntry.order_id == day.order)
        assert db.session.scalar(booked) == sum(getattr(line, own) for line in lines)
    moves = select(func.sum(StockMove.change)).where(StockMove.offer_id == day.other)
    left = db.session.scalar(select(Offer.stock).where(Offer.id == day.other))
    assert db.session.scalar(moves) == left
    taken = sum(x.quantity for x in lines if x.replaces_id and x.state in ("proposed", "picked"))
    assert 10 - left == taken
    asked = next(line.state for line in lines if line.replaces_id is None)
    return asked, sorted(line.state for line in lines if line.replaces_id)


@repeated
def test_two_pickers_put_in_one_thing(stage, turn):
    day = Day()
    outcomes = race(stage, day.substitute, day.substitute)
    assert [type(one) for one in refusals(outcomes)] == [WrongState]
    assert adds_up(day) == ("substituted", ["picked"])


@repeated
def test_one_picker_puts_in_what_another_gives_up(stage, turn):
    day = Day()
    outcomes = race(stage, day.substitute, day.give_up)
    assert [type(one) for one in refusals(outcomes)] == [WrongState]
    assert adds_up(day) in (("substituted", ["picked"]), ("short", []))


@repeated
def test_two_at_home_say_yes_and_no_at_once(stage, turn):
    day = Day(kind="ask", proposed=True)
    outcomes = race(stage, lambda: day.answer(True), lambda: day.answer(False))
    assert [type(one) for one in refusals(outcomes)] == [WrongState]
    assert adds_up(day)[1] in (["picked"], ["refused"])
    told = select(func.count()).where(
        Event.subject_id == day.new, Event.action.in_(("approve", "refuse"))
    )
    assert db.session.scalar(told) == 1


@repeated
def test_a_double_tap_is_one_answer(stage, turn):
    day = Day(kind="ask", proposed=True)
    outcomes = race(stage, lambda: day.answer(True), lambda: day.answer(True))
    assert refusals(outcomes) == []
    assert adds_up(day)[1] == ["picked"]


@repeated
def test_two_workers_and_a_late_answer_do_what_was_wished_once(stage, turn):
    day = Day(kind="ask", proposed=True)
    silent = lambda: services.answer_for_the_silent(UNTIL)  # noqa: E731  # each is an act of its own
    outcomes = race(stage, silent, silent, lambda: day.answer(True, at=UNTIL))
    assert len(refusals(outcomes)) == 1
    assert adds_up(day)[1] == ["refused"]


@repeated
def test_an_answer_and_the_store_that_takes_it_back(stage, turn):
    day = Day(kind="ask", proposed=True)
    outcomes = race(stage, lambda: day.answer(True), day.take_back)
    assert adds_up(day) == ("seeking", ["withdrawn"])
    assert len(refusals(outcomes)) <= 1


@repeated
def test_who_packs_while_somebody_answers_packs_before_or_after_but_not_between(stage, turn):
    day = Day(kind="ask", proposed=True)
    race(stage, lambda: day.answer(True), day.pack)
    assert adds_up(day)[1] == ["picked"]
    if day.row().state == "open":
        day.pack()
        db.session.commit()
    bags = db.session.scalars(select(Bag).where(Bag.order_id == day.order)).all()
    assert [(part.line_id, part.quantity) for bag in bags for part in bag.contents] == [
        (day.new, 2)
    ]


def test_an_answer_that_is_read_before_it_is_written_is_given_twice(stage):
    """The negative control: the race does catch two who look first and write later."""
    day = Day(kind="ask", proposed=True)
    looked = threading.Barrier(2, timeout=PATIENCE_S)

    def answer_badly():
        db.session.rollback()
        state = db.session.scalar(select(Line._state).where(Line.id == day.new))
        db.session.rollback()
        looked.wait()
        if state == "proposed":
            db.session.execute(update(Line).where(Line.id == day.new).values(picked=2))
            about = {"subject": "lines", "subject_id": day.new, "action": "approve"}
            db.session.add(Event(at=NOON, actor_id=None, **about))

    race(stage, answer_badly, answer_badly)
    told = select(func.count()).where(Event.subject_id == day.new, Event.action == "approve")
    assert db.session.scalar(told) == 2
