"""What store staff do for a closed wave: lists, picks, shorts, bags."""

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Role
from delivery.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import StockMove
from delivery.merchants.picking import services
from delivery.merchants.picking.models import Bag, BagLine, PickList
from delivery.merchants.picking.rules import Found
from delivery.orders.services.money import balance
from tests import factories as make
from tests.conftest import NOON


@pytest.fixture
def point(session):
    return make.make_drop_point()


@pytest.fixture
def store(point):
    return make.make_store(point.gate.compound.neighbourhood)


@pytest.fixture
def wave(point):
    return make.make_wave(point.gate.compound.neighbourhood, state="closed")


@pytest.fixture
def staff(store):
    return make.actor_with(Role.STORE_STAFF, store.id)


@pytest.fixture
def milk(store):
    return make.make_offer(store, price_fen=690, temperature="chilled", zone="C3")


@pytest.fixture
def pork(store):
    return make.make_offer(store, price_fen=3000, sold_by="weight", zone="C5")


@pytest.fixture
def order_of(wave, store, point):
    def order(*offers, quantity=2, **home):
        household = make.make_household(point.gate.compound_id, **home)
        return make.make_order(wave, store, household, point, *offers, quantity=quantity)

    return order


@pytest.fixture
def opened(session):
    def open_list():
        (list_id,) = services.open_lists(NOON)
        return session.get(PickList, list_id)

    return open_list


def line_of(order, offer):
    return next(line for line in order.lines if line.offer_id == offer.id)


def found_all(order):
    return [Found(line.id, line.quantity) for line in order.lines]


def test_each_store_with_orders_in_a_closed_wave_gets_one_list(order_of, milk, session):
    order_of(milk)
    order_of(milk)
    (list_id,) = services.open_lists(NOON)
    assert services.open_lists(NOON) == []
    event = session.scalars(select(Event)).one()
    assert (event.subject, event.action, event.subject_id) == ("pick_lists", "open", list_id)


def test_an_open_wave_and_a_cancelled_order_get_no_list(point, store, milk):
    household = make.make_household(point.gate.compound_id)
    neighbourhood = point.gate.compound.neighbourhood
    make.make_order(make.make_wave(neighbourhood), store, household, point, milk)
    closed = make.make_wave(neighbourhood, state="closed", hours=1)
    make.make_order(closed, store, household, point, milk, state="cancelled")
    assert services.open_lists(NOON) == []


def test_what_is_found_whole_is_picked_and_costs_what_it_cost(order_of, milk, opened, staff):
    order = order_of(milk)
    pick_list = opened()
    services.pick(pick_list, found_all(order), actor=staff, at=NOON)
    line = line_of(order, milk)
    assert (line.state, line.picked, line.amount_fen) == ("picked", 2, 1380)
    assert balance(order.id).owed_fen == 1380


def test_fewer_cost_less_and_empty_the_books(order_of, milk, opened, staff, session):
    order = order_of(milk)
    services.pick(opened(), [Found(line_of(order, milk).id, 1)], actor=staff, at=NOON)
    session.refresh(milk)
    assert (line_of(order, milk).picked, balance(order.id).owed_fen, milk.stock) == (1, 690, 0)
    moves = session.scalars(select(StockMove).filter_by(offer_id=milk.id, reason="short")).all()
    assert [(move.change, move.order_id) for move in moves] == [(-10, order.id)]


def test_put_back_undoes_money_and_stock(order_of, milk, opened, staff, session):
    order, pick_list = order_of(milk), opened()
    line = line_of(order, milk)
    services.pick(pick_list, [Found(line.id, 0)], actor=staff, at=NOON)
    services.put_back(pick_list, [line.id], actor=staff, at=NOON)
    session.refresh(milk)
    assert (line.state, line.picked, milk.stock) == ("ordered", None, 10)
    assert balance(order.id).owed_fen == 1380
    assert session.scalar(select(func.sum(StockMove.change)).filter_by(offer_id=milk.id)) == 10


def test_two_orders_short_of_one_product_empty_its_books_once(
    order_of, milk, opened, staff, session
):
    first, second = order_of(milk), order_of(milk)
    pick_list = opened()
    lines = [line_of(first, milk).id, line_of(second, milk).id]
    services.pick(pick_list, [Found(lines[0], 1), Found(lines[1], 0)], actor=staff, at=NOON)
    services.put_back(pick_list, lines, actor=staff, at=NOON)
    services.pick(pick_list, [Found(lines[0], 2), Found(lines[1], 2)], actor=staff, at=NOON)
    session.refresh(milk)
    assert milk.stock == 10
    changes = session.scalars(select(StockMove.change).filter_by(reason="short")).all()
    assert sorted(changes) == [-10, 10]


def test_what_is_weighed_costs_what_it_weighs(order_of, pork, opened, staff):
    order = order_of(pork)
    line = line_of(order, pork)
    services.pick(opened(), [Found(line.id, 2, 1090)], actor=staff, at=NOON)
    assert (line.weighed_g, line.amount_fen) == (1090, 3270)


@pytest.mark.parametrize("weighed_g", [None, 499, 1501])
def test_a_weight_that_cannot_be_right_is_refused(order_of, pork, opened, staff, weighed_g):
    order = order_of(pork)
    found = [Found(line_of(order, pork).id, 2, weighed_g)]
    with pytest.raises(Invalid) as refused:
        services.pick(opened(), found, actor=staff, at=NOON)
    assert list(refused.value.fields) == ["picks.0.weighed_g"]


def test_more_than_ordered_is_refused(order_of, milk, opened, staff):
    order = order_of(milk)
    with pytest.raises(Invalid) as refused:
        services.pick(opened(), [Found(line_of(order, milk).id, 3)], actor=staff, at=NOON)
    assert list(refused.value.fields) == ["picks.0.picked"]


def test_a_line_of_another_list_is_not_there(order_of, milk, opened, staff, point):
    order_of(milk)
    elsewhere = make.make_store(point.gate.compound.neighbourhood)
    home = make.make_household(point.gate.compound_id)
    wave = make.make_wave(point.gate.compound.neighbourhood, hours=9)
    foreign = make.make_order(wave, elsewhere, home, point, make.make_offer(elsewhere))
    with pytest.raises(NotFound):
        services.pick(opened(), found_all(foreign), actor=staff, at=NOON)


def test_a_resident_picks_nothing(order_of, milk, opened):
    order = order_of(milk)
    resident = make.actor_with(Role.RESIDENT, order.household_id)
    with pytest.raises(NotAllowed):
        services.pick(opened(), found_all(order), actor=resident, at=NOON)


def test_a_line_is_settled_once(order_of, milk, opened, staff):
    order, pick_list = order_of(milk), opened()
    services.pick(pick_list, found_all(order), actor=staff, at=NOON)
    with pytest.raises(WrongState):
        services.pick(pick_list, found_all(order), actor=staff, at=NOON)


def test_an_order_is_packed_when_all_its_lines_are_settled(
    order_of, milk, pork, opened, staff, session
):
    order, pick_list = order_of(milk, pork), opened()
    services.pick(pick_list, [Found(line_of(order, milk).id, 2)], actor=staff, at=NOON)
    assert services.pack(pick_list, actor=staff, at=NOON) == []
    services.pick(pick_list, [Found(line_of(order, pork).id, 2, 1001)], actor=staff, at=NOON)
    services.pack(pick_list, actor=staff, at=NOON)
    bags = session.scalars(select(Bag).order_by(Bag.number)).all()
    assert [(b.number, b.of, b.temperature, b.mass_g) for b in bags] == [
        (1, 2, "ambient", 1001),
        (2, 2, "chilled", 1000),
    ]
    assert {b.state for b in bags} == {"packed"}
    assert session.scalar(select(func.sum(BagLine.quantity))) == 4
    assert pick_list.state == "done"


def test_packing_again_packs_nothing(order_of, milk, opened, staff):
    first, _second = order_of(milk), order_of(milk)
    pick_list = opened()
    services.pick(pick_list, found_all(first), actor=staff, at=NOON)
    assert len(services.pack(pick_list, actor=staff, at=NOON)) == 1
    assert services.pack(pick_list, actor=staff, at=NOON) == []
    assert pick_list.state == "open"


def test_an_order_of_which_nothing_was_found_gets_no_bag_and_is_told_once(
    order_of, milk, opened, staff, session
):
    gone, _waiting = order_of(milk), order_of(milk)
    pick_list = opened()
    services.pick(pick_list, [Found(line_of(gone, milk).id, 0)], actor=staff, at=NOON)
    for _ in range(2):
        assert services.pack(pick_list, actor=staff, at=NOON) == []
    told = session.scalars(select(Event).filter_by(subject="orders", action="run-short")).all()
    assert [event.subject_id for event in told] == [gone.id]


def test_what_is_packed_is_not_put_back(order_of, milk, opened, staff):
    first, _second = order_of(milk), order_of(milk)
    pick_list = opened()
    services.pick(pick_list, found_all(first), actor=staff, at=NOON)
    services.pack(pick_list, actor=staff, at=NOON)
    with pytest.raises(WrongState):
        services.put_back(pick_list, [line_of(first, milk).id], actor=staff, at=NOON)


def test_a_list_that_is_done_takes_no_picks(order_of, milk, opened, staff):
    order, pick_list = order_of(milk), opened()
    services.pick(pick_list, found_all(order), actor=staff, at=NOON)
    services.pack(pick_list, actor=staff, at=NOON)
    with pytest.raises(WrongState):
        services.put_back(pick_list, [line_of(order, milk).id], actor=staff, at=NOON)


def test_bags_are_numbered_on_the_shelf_as_one_walks_past_the_doors(
    order_of, milk, opened, staff, session
):
    doors = {"11": order_of(milk, building="11"), "3": order_of(milk, building="3")}
    pick_list = opened()
    for order in doors.values():
        services.pick(pick_list, found_all(order), actor=staff, at=NOON)
    services.pack(pick_list, actor=staff, at=NOON)
    bags = session.scalars(select(Bag).order_by(Bag.shelf_number))
    assert [bag.order_id for bag in bags] == [doors["3"].id, doors["11"].id]
