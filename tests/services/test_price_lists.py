"""A price list is taken in whole or not at all, by any number of workers, whatever happens meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db, transact
from delivery.kernel.errors import Invalid, WrongState
from delivery.merchants.catalogue.lists import checking, publishing, queries, services
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.models import PriceList, PriceListFile, PriceListRow
from delivery.merchants.catalogue.lists.values import Fault
from delivery.merchants.catalogue.models import Offer, Product, StockMove
from delivery.merchants.catalogue.services import edit_offer
from tests import factories as make
from tests.conftest import NOON
from tests.hostile_files import HEADS, ROW
from tests.racing import race

SECOND = ROW.replace("101,上海青", "200,菜心")


def text(*rows):
    return "\n".join([HEADS, *rows]).encode()


class Shop:
    def __init__(self):
        self.store = make.make_store(make.make_neighbourhood())
        self.manager = make.actor_with(Role.STORE_MANAGER, self.store.id)
        db.session.commit()

    def send(self, content):
        looked = services.look_at(content, "list.csv")
        row = services.send(self.store, looked, actor=self.manager, at=NOON)
        columns = {Column(name): index for name, index in row.columns.items()}
        services.confirm(row, columns, actor=self.manager, at=NOON)
        db.session.commit()
        return row.id

    def accept(self, list_id):
        services.accept(db.session.get(PriceList, list_id), actor=self.manager, at=NOON)
        db.session.commit()


def found(list_id):
    db.session.expire_all()
    return db.session.get(PriceList, list_id)


def stock_is_conserved():
    db.session.expire_all()
    moved = select(StockMove.offer_id, func.sum(StockMove.change)).group_by(StockMove.offer_id)
    moves = dict(db.session.execute(moved).all())
    return all(moves.get(o.id, 0) == o.stock for o in db.session.scalars(select(Offer)))


@pytest.fixture
def shop(session):
    return Shop()


def test_a_list_is_looked_at_then_taken_in_whole(shop):
    known = make.make_offer(shop.store, stock=7, price_fen=300, gtin="2001010000101")
    list_id = shop.send(text(ROW, SECOND))
    assert checking.check_due() == 1
    row = found(list_id)
    assert (row.state, row.rows, row.refused, row.new, row.changed) == ("checked", 2, 0, 1, 1)
    assert (row.permille, known.price_fen) == (1000, 300), "nothing changes before it is accepted"
    changes = queries.changes_of(row, 1).rows
    assert [(c.price_fen, c.was_fen, c.was_stock) for c in changes] == [
        (390, 300, 7),
        (390, None, None),
    ]
    shop.accept(list_id)
    assert publishing.publish_due() == 1
    row = found(list_id)
    assert (row.state, row.new, row.changed) == ("published", 1, 1)
    assert sorted(db.session.scalars(select(Offer.stock))) == [20, 20]
    assert stock_is_conserved()
    assert db.session.scalars(select(PriceListRow.number)).all() == []
    assert db.session.scalars(select(PriceListFile.price_list_id)).all() == []
    new = db.session.scalars(select(Product).where(Product.name == "菜心")).one()
    assert " cx" in new.search_key


def test_one_row_that_does_not_fit_keeps_the_whole_list_out(shop):
    list_id = shop.send(text(ROW, SECOND.replace("3.90", "free")))
    checking.check_due()
    row = found(list_id)
    assert (row.state, row.refused) == ("checked", 1)
    (note,) = queries.notes_of(row, 1).rows
    assert (note.number, note.column, note.code) == (3, "price", Fault.NO_AMOUNT)
    with pytest.raises(Invalid):
        services.accept(row, actor=shop.manager, at=NOON)
    assert publishing.publish_due() == 0
    assert db.session.scalars(select(Offer)).all() == []


def test_a_file_that_turns_out_to_be_none_is_turned_away_with_the_row(shop):
    list_id = shop.send(text(*[ROW] * 20, '"open'))
    checking.check_due()
    row = found(list_id)
    assert (row.state, row.fault, row.facts) == ("refused", "quote-not-closed", {"row": 22})
    with pytest.raises(WrongState):
        services.accept(row, actor=shop.manager, at=NOON)


def test_columns_are_all_there_and_none_twice(shop):
    looked = services.look_at(text(ROW), "list.csv")
    row = services.send(shop.store, looked, actor=shop.manager, at=NOON)
    columns = {Column(name): index for name, index in row.columns.items()}
    for wrong in ({Column.PRICE: None}, {Column.PRICE: 0}, {Column.PRICE: 99}):
        with pytest.raises(Invalid) as refused:
            services.confirm(row, columns | wrong, actor=shop.manager, at=NOON)
        assert "price" in refused.value.fields
    assert row.state == "sent"


def test_columns_may_be_chosen_anew_after_a_look(shop):
    list_id = shop.send(text(ROW))
    checking.check_due()
    row = found(list_id)
    columns = {Column(name): index for name, index in row.columns.items()}
    services.confirm(row, columns, actor=shop.manager, at=NOON)
    db.session.commit()
    checking.check_due()
    assert (found(list_id).state, found(list_id).rows) == ("checked", 1)


def test_a_worker_that_dies_leaves_a_list_that_the_next_one_begins_anew(shop, monkeypatch):
    list_id = shop.send(text(ROW, SECOND))
    monkeypatch.setattr(checking, "CHUNK", 1)

    def die(name):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(checking, "reach", die)
        with pytest.raises(KeyboardInterrupt):
            checking.check_due()
    assert (found(list_id).state, found(list_id).rows) == ("asked", 1)
    assert checking.check_due() == 0, "it may still be alive"
    with clock.at(NOON + checking.HELD_FOR + timedelta(seconds=1)):
        assert checking.check_due() == 1
    assert (found(list_id).state, found(list_id).rows) == ("checked", 2)


def test_a_list_put_away_while_it_is_looked_at_is_left_alone(shop, monkeypatch):
    list_id = shop.send(text(ROW, SECOND))
    monkeypatch.setattr(checking, "CHUNK", 1)

    def put_away(name):
        row = found(list_id)
        if row.state == "asked":
            services.drop(row, actor=shop.manager, at=NOON)
            db.session.commit()

    monkeypatch.setattr(checking, "reach", put_away)
    assert checking.check_due() == 0
    assert (found(list_id).state, found(list_id).rows) == ("dropped", 1)


def test_what_nobody_decides_about_is_thrown_away_after_a_week(shop):
    list_id = shop.send(text(ROW))
    checking.check_due()
    assert transact(lambda: publishing.sweep(NOON)) == 0
    assert transact(lambda: publishing.sweep(NOON + timedelta(days=8))) == 1
    assert found(list_id).state == "dropped"
    assert db.session.scalars(select(PriceListFile.price_list_id)).all() == []


def test_a_product_that_another_store_sells_keeps_its_facts(shop):
    other = make.make_store(make.make_neighbourhood())
    make.make_offer(other, gtin="2001010000101", name="别的名字")
    db.session.commit()
    list_id = shop.send(text(ROW))
    checking.check_due()
    shop.accept(list_id)
    publishing.publish_due()
    assert db.session.scalars(select(Product.name)).all() == ["别的名字"]
    assert len(db.session.scalars(select(Offer)).all()) == 2


@pytest.fixture
def stage(arena):
    with arena.app_context():
        yield arena
        db.session.rollback()


def test_two_workers_look_at_a_list_once_and_take_it_in_once(stage):
    shop = Shop()
    store_id, list_id = shop.store.id, shop.send(text(ROW, SECOND))
    db.session.remove()
    assert sorted(race_freely(stage, lambda: checking.check(list_id))) == [0, 1]
    assert (found(list_id).state, found(list_id).rows) == ("checked", 2)
    shop.accept(list_id)
    db.session.remove()
    assert sorted(race_freely(stage, lambda: publishing.publish(list_id))) == [0, 1]
    own = select(func.count()).where(Offer.store_id == store_id)
    assert db.session.scalar(own) == 2


def race_freely(app, act):
    """Run ``act`` twice at once; it commits by itself."""
    start = threading.Barrier(2, timeout=20)

    def run():
        with app.app_context():
            start.wait()
            return act()

    with ThreadPoolExecutor(2) as threads:
        return [done.result() for done in [threads.submit(run) for _ in range(2)]]


def test_stock_that_is_taken_while_a_list_is_taken_in_is_not_lost(stage):
    shop = Shop()
    offer = make.make_offer(shop.store, stock=50, gtin="2001010000309").id
    db.session.commit()
    list_id = shop.send(text(ROW.replace("101,", "309,")))
    checking.check(list_id)
    shop.accept(list_id)
    manager = shop.manager
    db.session.remove()

    def spoil():
        row = db.session.get(Offer, offer)
        words = {"price_fen": 1, "zone": "A", "listed": True, "reason": "damage"}
        edit_offer(row, more=-1, actor=manager, at=NOON, **words)

    checking.claim(list_id, "accepted")
    race(stage, spoil, lambda: publishing._publish(list_id), spoil)
    moves = select(func.sum(StockMove.change)).where(StockMove.offer_id == offer)
    stock = db.session.scalar(select(Offer.stock).where(Offer.id == offer))
    assert db.session.scalar(moves) == stock
    assert stock in (18, 19, 20)
