"""The proof that everything adds up finds what does not."""

import pytest
from sqlalchemy import update

from delivery.desk.verify import verify
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Line, Wave
from tests import factories as make


@pytest.fixture
def order(session):
    point = make.make_drop_point()
    neighbourhood = point.gate.compound.neighbourhood
    home = make.make_household(point.gate.compound_id)
    store = make.make_store(neighbourhood)
    offer = make.make_offer(store)
    wave = make.make_wave(neighbourhood)
    return make.make_order(wave, store, home, point, offer)


def faults_after(session, change):
    session.flush()
    before = {sentence for sentence, wrong in verify().items() if wrong}
    session.execute(change)
    return {sentence for sentence, wrong in verify().items() if wrong} - before


def test_stock_that_nobody_moved_is_found(session, order):
    found = faults_after(session, update(Offer).values(stock=Offer.stock + 1))
    assert found == {"Every offer's stock is the sum of its moves."}


def test_goods_that_are_not_in_the_lines_are_found(session, order):
    found = faults_after(session, update(Line).values(amount_fen=1))
    assert found == {
        "What an order's goods cost is the sum of its lines, less what was given back for them."
    }


def test_a_bag_that_moved_without_the_ledger_is_found(session, order):
    make.make_bag(order)
    found = faults_after(session, update(Bag.__table__).values({"state": "handed-over"}))
    assert found == {"Every bag is in the state that its last move in the ledger led to."}


def test_a_wave_that_miscounts_its_households_is_found(session, order):
    session.execute(update(Wave).values(taken=1))
    found = faults_after(session, update(Wave).values(taken=2))
    assert found == {"A wave has taken as many places as households with an order."}
