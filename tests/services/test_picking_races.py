"""Two pickers, two packers, two workers at once: one fact each, and no list stays half open."""

import threading

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
from tests import factories as make
from tests.conftest import NOON
from tests.racing import PATIENCE_S, race, refusals

repeated = pytest.mark.parametrize("turn", range(3))


class Day:
    """A closed wave with two orders of two products, and its pick list; ids only."""

    def __init__(self, *, opened=True):
        point = make.make_drop_point()
        neighbourhood = point.gate.compound.neighbourhood
        store = make.make_store(neighbourhood)
        wave = make.make_wave(neighbourhood, state="closed")
        offers = make.make_offer(store), make.make_offer(store)
        homes = [make.make_household(point.gate.compound_id) for _ in range(2)]
        orders = [make.make_order(wave, store, home, point, *offers) for home in homes]
        self.wave, self.offer = wave.id, offers[0].id
        self.orders = [order.id for order in orders]
        self.lines = [line.id for order in orders for line in order.lines]
        self.staff = make.actor_with(Role.STORE_STAFF, store.id)
        self.list = None
        if opened:
            services.open_lists(NOON)
            self.list = db.session.scalar(select(PickList.id).where(PickList.wave_id == wave.id))
        commit()

    def row(self):
        return db.session.get(PickList, self.list)

    def pick(self, *found):
        return services.pick(self.row(), found, actor=self.staff, at=NOON)

    def pick_all(self):
        self.pick(*(Found(line, 2) for line in self.lines))
        commit()

    def pack(self, *order_ids):
        return services.pack(self.row(), order_ids=order_ids or None, actor=self.staff, at=NOON)

    def put_back(self, *lines):
        return services.put_back(self.row(), lines, actor=self.staff, at=NOON)


def commit():
    db.session.commit()
    db.session.expunge_all()
    db.session.rollback()


def bags_of(day):
    return db.session.scalars(select(Bag).where(Bag.order_id.in_(day.orders))).all()


@repeated
def test_two_workers_open_one_list(stage, turn):
    day = Day(opened=False)
    opened = race(stage, *(lambda: services.open_lists(NOON) for _ in range(2)))
    lists = db.session.scalars(select(PickList.id).where(PickList.wave_id == day.wave)).all()
    assert [id_ for ids in opened for id_ in ids].count(lists[0]) == len(lists) == 1
    told = select(func.count()).where(Event.subject_id == lists[0], Event.action == "open")
    assert db.session.scalar(told) == 1


@repeated
def test_two_pickers_on_one_line_are_one_fact(stage, turn):
    day = Day()
    line = day.lines[0]
    outcomes = race(stage, lambda: day.pick(Found(line, 2)), lambda: day.pick(Found(line, 0)))
    assert [type(refused) for refused in refusals(outcomes)] == [WrongState]
    events = select(func.count()).where(Event.subject_id == line)
    assert db.session.scalar(events) == 1
    row = db.session.get(Line, line)
    assert (row.state, row.picked) in {("picked", 2), ("seeking", 0)}
    owed = select(func.sum(MoneyEntry.owed_fen)).where(MoneyEntry.order_id == row.order_id)
    lines = select(func.sum(Line.amount_fen + Line.held_fen)).where(Line.order_id == row.order_id)
    assert db.session.scalar(owed) == db.session.scalar(lines)


def test_a_line_that_is_read_before_it_is_written_is_picked_twice(stage):
    """The negative control: the race does catch a picker who looks first and writes later."""
    line = Day().lines[0]
    looked = threading.Barrier(2, timeout=PATIENCE_S)

    def pick_badly():
        db.session.rollback()
        state = db.session.scalar(select(Line._state).where(Line.id == line))
        db.session.rollback()
        looked.wait()
        if state == "ordered":
            db.session.execute(update(Line).where(Line.id == line).values(picked=2))
            db.session.add(
                Event(at=NOON, actor_id=None, subject="lines", subject_id=line, action="pick")
            )

    race(stage, pick_badly, pick_badly)
    assert db.session.scalar(select(func.count()).where(Event.subject_id == line)) == 2


@repeated
def test_two_shorts_of_one_product_empty_its_books_once(stage, turn):
    day = Day()
    of_offer = select(Line.id).where(Line.offer_id == day.offer)
    lines = db.session.scalars(of_offer).all()
    commit()
    outcomes = race(stage, *(lambda id_=id_: day.pick(Found(id_, 0)) for id_ in lines))
    assert refusals(outcomes) == []
    moves = select(func.sum(StockMove.change)).where(StockMove.offer_id == day.offer)
    assert db.session.scalar(select(Offer.stock).where(Offer.id == day.offer)) == 0
    assert db.session.scalar(moves) == 0


@repeated
def test_two_packers_of_one_order_pack_it_once(stage, turn):
    day = Day()
    day.pick_all()
    outcomes = race(stage, *(lambda: day.pack(day.orders[0]) for _ in range(2)))
    assert sorted(len(bags) for bags in outcomes) == [0, 1]
    assert len(bags_of(day)) == 1


@repeated
def test_two_packers_of_the_last_two_orders_finish_the_list(stage, turn):
    day = Day()
    day.pick_all()
    race(stage, *(lambda id_=id_: day.pack(id_) for id_ in day.orders))
    assert len(bags_of(day)) == 2
    assert day.row().state == "done"


@repeated
def test_what_one_packs_another_does_not_put_back(stage, turn):
    day = Day()
    day.pick_all()
    line = db.session.scalar(select(Line.id).where(Line.order_id == day.orders[0]).limit(1))
    commit()
    outcomes = race(stage, lambda: day.pack(day.orders[0]), lambda: day.put_back(line))
    packed = bool(bags_of(day))
    assert db.session.get(Line, line).state == ("picked" if packed else "ordered")
    assert [type(refused) for refused in refusals(outcomes)] == ([WrongState] if packed else [])


@repeated
def test_two_who_print_at_once_print_each_label_once(stage, turn):
    day = Day()
    day.pick_all()
    day.pack()
    commit()

    def print_new():
        return services.print_labels(day.row(), actor=day.staff, at=NOON)

    outcomes = race(stage, print_new, print_new)
    assert [type(refused) for refused in refusals(outcomes)] == [WrongState]
    assert {bag.print_run for bag in bags_of(day)} == {1}
