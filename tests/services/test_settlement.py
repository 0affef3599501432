"""A statement says of a store's money in a wave what the ledger says, to the fen, whatever happened."""

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Role
from delivery.kernel.errors import DeliveryError
from delivery.merchants.settlement.queries import FENS, moneys, statement, statements
from delivery.orders.models import MoneyEntry, Order, Wave
from delivery.orders.queries.cash import held_for
from delivery.orders.rules import Wanted
from delivery.orders.services import (
    amend_order,
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
from tests.counting import statements as asked

HISTORIES = int(os.environ.get("MENKOU_HISTORIES", "3"))
ACTS = 60


class Town:
    """Two stores, two waves, three households, two guards; everything that happens is drawn."""

    def __init__(self, session, seed):
        self.session, self.rng, self.at = session, random.Random(seed), NOON
        self.point = make.make_drop_point()
        self.area = self.point.gate.compound.neighbourhood
        self.stores = [make.make_store(self.area) for _ in range(2)]
        self.goods = [
            make.make_offer(store, price_fen=price, stock=200, sold_by=by, mass_g=mass)
            for store in self.stores
            for price, by, mass in ((390, "piece", 500), (2881, "weight", 333))
        ]
        self.waves = [make.make_wave(self.area, hours=hours) for hours in (1, 2)]
        homes = [make.make_household(self.point.gate.compound_id) for _ in range(3)]
        self.residents = [make.actor_with(Role.RESIDENT, home.id) for home in homes]
        gate = self.point.gate_id
        self.guards = [make.actor_with(Role.GATE_STAFF, gate) for _ in range(2)]
        self.clerk = make.actor_with(Role.STORE_MANAGER, *(store.id for store in self.stores))

    def live(self):
        acts = [self.place, self.place, self.amend, self.cancel, self.pay, self.pay, self.settle]
        acts += [self.settle, self.unsettle, self.hand_in, self.close]
        for _ in range(ACTS):
            self.at += timedelta(minutes=2)
            point = self.session.begin_nested()
            try:
                self.rng.choice(acts)()
                point.commit()
            except DeliveryError:
                point.rollback()
            self.session.expire_all()

    def place(self):
        resident = self.rng.choice(self.residents)
        wanted = [
            Wanted(offer.id, self.rng.randint(1, 3))
            for offer in self.rng.sample(self.goods, self.rng.randint(1, 4))
        ]
        place_order(
            wave_id=self.rng.choice(self.waves).id,
            household_id=resident.household_id,
            drop_point_id=self.point.id,
            wanted=wanted,
            actor=resident,
            at=self.at,
        )

    def order(self):
        found = self.session.scalars(select(Order).order_by(Order.placed_at, Order.id)).all()
        return self.rng.choice(found) if found else None

    def resident_of(self, order):
        return next(r for r in self.residents if r.household_id == order.household_id)

    def amend(self):
        if order := self.order():
            offer = self.rng.choice(self.goods).id
            wanted = {offer: self.rng.randint(0, 3)}
            amend_order(order, wanted, actor=self.resident_of(order), at=self.at)

    def cancel(self):
        if order := self.order():
            cancel_order(order, actor=self.resident_of(order), at=self.at)

    def pay(self):
        if order := self.order():
            fen, method = self.rng.randint(1, 3000), self.rng.choice(["cash", "store-code"])
            guard = self.rng.choice(self.guards)
            pay(order, amount_fen=fen, method=method, actor=guard, at=self.at)

    def line(self):
        order = self.order()
        return self.rng.choice(order.lines) if order and order.lines else None

    def settle(self):
        if line := self.line():
            picked, weighed = self.rng.randint(0, line.quantity), self.rng.randint(1, 2000)
            settle_line(line, picked=picked, weighed_g=weighed, actor=self.clerk, at=self.at)

    def unsettle(self):
        if line := self.line():
            unsettle_line(line, actor=self.clerk, at=self.at)

    def hand_in(self):
        store, guard = self.rng.choice(self.stores), self.rng.choice(self.guards)
        receive_cash(store, guard.id, self.rng.randint(1, 3000), actor=self.clerk, at=self.at)

    def close(self):
        close_due_waves(self.at)


def ledger(session, store, wave):
    """The ledger's own sums, asked in the plainest way."""
    here = (Order.store_id == store.id, Order.wave_id == wave.id)
    sums = select(*(func.coalesce(func.sum(fen), 0) for fen in FENS))
    total = session.execute(sums.join(Order, MoneyEntry.order_id == Order.id).where(*here)).one()
    cash = sums.join(Order, MoneyEntry.order_id == Order.id).where(
        *here, MoneyEntry.method == "cash"
    )
    return [int(fen) for fen in total], int(session.execute(cash).one()[2])


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_after_any_history_all_statements_are_the_ledger(session, seed):
    town = Town(session, seed)
    town.live()
    held, compared = 0, 0
    for store in town.stores:
        for wave in town.waves:
            (goods, owed, paid, refunded, kept), cash = ledger(session, store, wave)
            about = statement(store, wave)
            if about is None:
                assert (goods, owed, paid) == (0, 0, 0)
                continue
            m = about.money
            assert about.adds_up
            assert (m.goods_fen, m.owed_fen, m.all_paid_fen) == (goods, owed, paid)
            assert (m.refunded_fen, m.held_fen, m.paid_fen.get("cash", 0)) == (refunded, kept, cash)
            assert sum(row.amount_fen for row in about.goods()) == goods
            assert sum(row.money.all_paid_fen for row in about.orders) == paid
            held += m.cash_held_fen
            compared += 1
    assert compared >= 2
    assert held == sum(one.fen for one in held_for(store.id for store in town.stores))


def test_a_statement_that_does_not_add_up_says_so(session):
    """The negative control: an entry goes missing from the ledger, a line changes behind its back."""
    town = Town(session, 1)
    town.place()
    order = town.order()
    whole = statement(order.store, order.wave)
    assert whole.adds_up
    order.lines[0].amount_fen += 1
    session.flush()
    assert not statement(order.store, order.wave).adds_up


def test_the_oldest_cash_is_handed_in_first(session):
    town = Town(session, 3)
    (store, _), (offer, *_) = town.stores, town.goods
    orders = []
    for wave, resident in zip(town.waves, town.residents, strict=False):
        home = resident.household_id
        orders.append(make.make_order(wave, store, _Row(home), town.point, offer))
    guard = town.guards[0]
    for minutes, order in enumerate(orders):
        at = NOON + timedelta(minutes=minutes)
        pay(order, amount_fen=500, method="cash", actor=guard, at=at)
    receive_cash(store, guard.id, 600, actor=town.clerk, at=NOON)
    first, second = ((store.id, wave.id) for wave in town.waves)
    sums = moneys([first, second])
    assert (sums[first].cash_held_fen, sums[second].cash_held_fen) == (0, 400)
    assert sums[second].in_till_fen == 100


class _Row:
    def __init__(self, id_):
        self.id = id_


def test_a_list_of_statements_asks_as_often_whatever_its_length(session):
    town = Town(session, 4)
    resident = town.residents[0]
    home = _Row(resident.household_id)

    def one_more(hours):
        wave = make.make_wave(town.area, state="closed", hours=hours)
        make.make_order(wave, town.stores[0], home, town.point, town.goods[0])

    def count():
        session.expunge_all()
        with asked() as seen:
            rows = statements(town.clerk, 1).rows
        return len(rows), len(seen)

    one_more(30)
    assert count()[0] == 1
    few = count()[1]
    for hours in range(31, 36):
        one_more(hours)
    assert count() == (6, few)


def test_only_waves_that_are_over_are_listed(session):
    town = Town(session, 5)
    town.place()
    assert statements(town.clerk, 1).rows == []
    close_due_waves(NOON + timedelta(hours=3))
    session.expire_all()
    assert statements(town.clerk, 1).rows
    assert all(isinstance(row.wave, Wave) for row in statements(town.clerk, 1).rows)
