"""A group buy becomes households, orders and lines: all of it, or nothing."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from io import BytesIO
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from delivery.desk.verify import verify
from delivery.kernel import clock
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, CutOffPassed, Invalid, NotFound, WaveFull
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, Product
from delivery.orders.group_buy.commands import rehearse
from delivery.orders.group_buy.goods import Kind
from delivery.orders.group_buy.report import Obstacle, decide
from delivery.orders.group_buy.rules import examine
from delivery.orders.group_buy.services import Wishes, import_orders
from delivery.orders.group_buy.workbook import read_workbook
from delivery.orders.models import Line, MoneyEntry, Order, Wave
from delivery.orders.services import balance, cancel_wave
from delivery.people.models import Household
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.rules.group_buy_exports import MELON, ORANGES, Group, export, report_of

TWO = (
    Group(no="1", lines=(MELON, ORANGES)),
    Group(no="2", person="梁敦厦", phone="13912345678", room="502", address=""),
)
TABLES = (Household, Order, Line, MoneyEntry, Product, Offer, Event, Wave)


@pytest.fixture
def place(session):
    return make_place()


def make_place(**wave):
    """The compound that the exports name, with a gate, a store and an open wave."""
    gate = make.make_gate()
    gate.compound.name = "云岩花园"
    neighbourhood = gate.compound.neighbourhood
    return SimpleNamespace(
        gate=gate,
        compound=gate.compound,
        neighbourhood=neighbourhood,
        point=make.make_drop_point(gate),
        store=make.make_store(neighbourhood),
        wave=make.make_wave(neighbourhood, **wave),
    )


def take_in(*groups, wishes=None, accept=frozenset(), at=NOON, **options):
    report = report_of(*(groups or TWO), **options)
    return import_orders(report, decide(report, accept), wishes or Wishes(), at=at)


def count(*models):
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def test_every_household_has_its_order_and_everything_adds_up(place):
    done = take_in(listed=True)
    assert (done.orders, done.lines, done.new_households, done.products) == (2, 3, 2, 2)
    assert done.wave_id == place.wave.id
    assert db.session.scalar(select(Wave.taken)) == 2
    assert not any(verify().values())


def test_an_order_is_as_the_export_has_it(place):
    take_in()
    home = db.session.scalars(select(Household).where(Household.room == "1101")).one()
    assert (home.building, home.unit, home.floor) == ("3", "", 11)
    order = db.session.scalars(select(Order).where(Order.household_id == home.id)).one()
    assert (order.state, order.drop_point_id) == ("placed", place.point.id)
    lines = sorted(
        (x.offer.product.name, x.quantity, x.price_fen, x.amount_fen) for x in order.lines
    )
    assert lines == [("甜橙", 1, 5550, 5550), ("西瓜", 1, 8000, 8000)]


def test_what_the_app_was_paid_is_not_owed_again(place):
    take_in()
    for order in db.session.scalars(select(Order)):
        sums = balance(order.id)
        assert (sums.owed_fen, sums.paid_fen) == (0, sums.goods_fen)


def test_what_the_app_was_not_paid_is_owed_at_the_gate(place):
    take_in(wishes=Wishes(paid=False))
    assert sum(balance(id_).owed_fen for id_ in db.session.scalars(select(Order.id))) == 21550
    assert not any(verify().values())


def test_the_goods_are_spoken_for_and_not_on_sale(place):
    take_in(wishes=Wishes(kind=Kind("vegetables", "chilled")))
    offers = db.session.scalars(select(Offer)).all()
    assert {(offer.stock, offer.listed) for offer in offers} == {(0, False)}
    assert {(o.product.category, o.product.temperature) for o in offers} == {
        ("vegetables", "chilled")
    }


def test_a_product_that_comes_again_is_the_same_product(place):
    take_in(Group())
    make.make_wave(place.neighbourhood, hours=30)
    done = take_in(Group(no="8", room="1102"), wishes=Wishes(on=date(2026, 3, 3)))
    assert done.wave_id != place.wave.id
    assert count(Product) == [1]
    assert not any(verify().values())


def test_the_same_file_is_imported_once(place):
    take_in()
    with pytest.raises(Conflict, match=r"以前导入过"):
        take_in()


def test_a_report_that_nobody_accepted_is_not_written(place):
    with pytest.raises(Invalid):
        take_in(Group(cells={"数量": None}), TWO[1])
    assert count(Order) == [0]


def test_refused_rows_stay_out_when_a_person_accepts_it(place):
    done = take_in(Group(cells={"数量": None}), TWO[1], accept={Obstacle.ROWS_REFUSED})
    assert done.orders == 1


def test_a_rehearsal_returns_what_would_be_and_leaves_nothing(place):
    db.session.commit()
    before = count(*TABLES)
    report = report_of(*TWO)
    done = rehearse(lambda: import_orders(report, decide(report), Wishes(), at=NOON))
    assert done.orders == 2
    assert count(*TABLES) == before


# Homes


def test_a_home_that_is_known_keeps_its_unit(place):
    home = make.make_household(place.compound.id, building="3", unit="2", room="1101")
    done = take_in(Group())
    assert done.new_households == 0
    assert db.session.scalars(select(Order.household_id)).one() == home.id


def test_a_door_that_fits_several_homes_is_refused_by_its_number(place):
    for unit in "12":
        make.make_household(place.compound.id, building="3", unit=unit, room="1101")
    with pytest.raises(Invalid, match="3-1101"):
        take_in(Group())


def test_one_home_is_not_named_as_two_doors(place):
    make.make_household(place.compound.id, building="3", unit="2", room="1101")
    other = Group(no="2", building="", room="", address="云岩花园3栋2单元1101")
    with pytest.raises(Invalid, match="3-2-1101"):
        take_in(Group(), other)


def test_a_home_that_ordered_from_the_store_in_this_wave_is_named(place):
    take_in(Group())
    with pytest.raises(Conflict, match="3-1101"):
        take_in(Group(no="9"))


# Where to


def test_a_compound_that_is_not_known_is_named(place):
    with pytest.raises(NotFound, match="文昌里"):
        take_in(Group(cells={"服务小区": "文昌里"}))


def test_a_compound_is_known_however_its_name_is_typed(place):
    place.compound.name = "云岩·花园A区"
    assert take_in(Group(cells={"服务小区": "云岩·花园Ａ区"})).orders == 1


def test_compounds_of_several_neighbourhoods_are_imported_apart(place):
    elsewhere = make.make_gate()
    elsewhere.compound.name = "文昌里"
    make.make_drop_point(elsewhere)
    with pytest.raises(Invalid, match="文昌里"):
        take_in(TWO[0], replace(TWO[1], cells={"服务小区": "文昌里"}))


def test_bags_are_not_sent_to_a_closed_gate(session):
    place = make_place()
    place.gate._state = "closed"
    with pytest.raises(Invalid, match="云岩花园"):
        take_in()


def test_one_of_several_stores_is_named(place):
    other = make.make_store(place.neighbourhood, name="惠民生鲜")
    with pytest.raises(Invalid, match="惠民生鲜"):
        take_in()
    take_in(wishes=Wishes(store="惠民生鲜"))
    assert db.session.scalars(select(Order.store_id).distinct()).all() == [other.id]


def test_without_an_open_wave_a_day_is_asked_for(session):
    make_place(hours=-1)
    with pytest.raises(Conflict):
        take_in()


def test_a_wave_is_made_on_the_day_that_is_named(place):
    done = take_in(wishes=Wishes(on=date(2026, 3, 5)))
    made = db.session.get_one(Wave, done.wave_id)
    assert made.cut_off_at.isoformat() == "2026-03-05T02:00:00+00:00"  # ten in the morning there
    assert (made.state, made.taken) == ("open", 2)


def test_a_day_that_has_a_wave_keeps_it(place):
    assert take_in(wishes=Wishes(on=date(2026, 3, 2))).wave_id == place.wave.id


def test_a_day_that_is_over_is_refused(place):
    with pytest.raises(Invalid):
        take_in(wishes=Wishes(on=date(2026, 3, 1)))


def test_a_wave_that_is_being_held_takes_nothing(session):
    make_place(state="held")
    with pytest.raises((Conflict, CutOffPassed)):
        take_in()


def test_a_wave_without_room_for_all_takes_none(session):
    make_place(capacity=1)
    with pytest.raises(WaveFull):
        take_in()


def test_what_was_imported_can_be_cancelled_like_any_order(place):
    done = take_in()
    coordinator = make.actor_with("coordinator", place.neighbourhood.id)
    wave = db.session.get_one(Wave, done.wave_id)
    assert cancel_wave(wave, actor=coordinator, at=NOON + timedelta(minutes=1)) == 2
    assert not any(verify().values())


# Two at once


def test_of_two_who_import_one_file_one_does(arena):
    with arena.app_context(), clock.at(NOON):
        place = make_place()
        place.compound.name = f"竞赛花园{place.wave.id.hex[:8]}"
        store = place.store.name
        data = export(Group(cells={"服务小区": place.compound.name}))
        wave_id = place.wave.id
        db.session.commit()
    report = examine(read_workbook(BytesIO(data)))
    wishes = Wishes(store=store)
    act = partial(import_orders, report, decide(report), wishes, at=NOON)
    outcomes = race(arena, act, act)
    assert [type(refused) for refused in refusals(outcomes)] == [Conflict]
    with arena.app_context():
        assert count(Order)[0] >= 1
        assert db.session.get_one(Wave, wave_id).taken == 1
        db.session.remove()
