"""A picker says how many there are, and they are shared over all trolleys as the store said before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotAllowed, WrongState
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking import services as picking
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries import tasks
from delivery.merchants.picking.trolleys import ORDERS_PER_TROLLEY
from delivery.orders.models import Line
from delivery.orders.queries.sharing import sharing_of
from delivery.orders.rules.sharing import RULES, lot_of
from delivery.orders.services import set_sharing
from delivery.orders.sharing_rows import StoreSharing
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals

HOMES = ORDERS_PER_TROLLEY + 2


class Day:
    """A closed wave in which fourteen homes, on two trolleys, ordered two or three of one thing."""

    def __init__(self):
        point = make.make_drop_point()
        near = point.gate.compound.neighbourhood
        self.store = make.make_store(near)
        self.wave = make.make_wave(near, state="closed", hours=-1)
        self.offer = make.make_offer(self.store, stock=100)
        self.homes = [
            make.make_household(point.gate.compound_id, room=f"{n + 101}") for n in range(HOMES)
        ]
        self.orders = []
        for n, home in enumerate(self.homes):
            order = make.make_order(
                self.wave, self.store, home, point, self.offer, quantity=2 + n % 2
            )
            order.placed_at = NOON - timedelta(hours=3) + timedelta(minutes=n)
            self.orders.append(order)
        self.lead = make.actor_with(Role.SHIFT_LEAD, self.store.id)
        db.session.flush()
        picking.open_lists(NOON)
        self.list_id = db.session.scalar(
            select(PickList.id).where(PickList.wave_id == self.wave.id)
        )

    @property
    def list(self):
        return db.session.get(PickList, self.list_id)

    def finds(self, pieces, trolley=1):
        task = next(one for one in tasks(self.list, trolley) if one.left)
        return picking.pick_task(
            self.list, trolley, task.id, found=pieces, actor=self.lead, at=NOON
        )

    def picked(self):
        rows = select(Line.order_id, Line.picked).where(Line.replaces_id.is_(None))
        found = dict(map(tuple, db.session.execute(rows)))
        return [found[order.id] for order in self.orders]


@pytest.fixture
def day(session):
    return Day()


def says(day, rule, at=NOON - timedelta(hours=2)):
    set_sharing(day.store, rule, actor=day.lead, at=at)


def test_a_store_that_says_nothing_serves_who_ordered_first(day):
    day.finds(5)
    assert day.picked() == [2, 3] + [0] * (HOMES - 2)


def test_equal_reaches_homes_on_the_other_trolley(day):
    says(day, "equal")
    shares = day.finds(HOMES + 1)
    assert day.picked() == [2] + [1] * (HOMES - 1)
    assert sum(shares.values()) == HOMES + 1
    assert not [task for task in tasks(day.list, 2) if task.left]


def test_homes_that_are_served_at_their_door_come_first_while_that_lasts(day):
    day.homes[9].door_drop_until = NOON + timedelta(days=1)
    day.homes[4].door_drop_until = NOON - timedelta(days=1)
    says(day, "need-first")
    day.finds(4)
    assert [(n, found) for n, found in enumerate(day.picked()) if found] == [(0, 1), (9, 3)]


def test_lots_are_those_that_everybody_can_work_out(day):
    says(day, "lottery")
    day.finds(3)
    gtin = day.offer.product.gtin
    lots = [lot_of(day.wave.id, gtin, order.id) for order in day.orders]
    first = lots.index(min(lots))
    assert day.picked()[first] == day.orders[first].lines[0].quantity


@pytest.mark.parametrize("rule", RULES)
def test_by_every_rule_all_that_is_there_is_shared_and_the_money_follows(day, rule):
    says(day, rule)
    day.finds(7)
    picked = day.picked()
    assert sum(picked) == 7
    for order, found in zip(day.orders, picked, strict=True):
        db.session.refresh(order.lines[0])
        assert order.lines[0].amount_fen == found * day.offer.price_fen
    assert db.session.scalar(select(Offer.stock).where(Offer.id == day.offer.id)) == 0


def test_a_rule_that_is_stated_after_the_wave_closed_does_not_count_for_it(day):
    says(day, "equal", at=NOON)
    assert sharing_of(day.store.id, day.wave.cut_off_at) == "first-come"
    assert sharing_of(day.store.id, NOON) == "equal"
    day.finds(5)
    assert day.picked()[:3] == [2, 3, 0]


def test_who_has_got_theirs_before_keeps_it(day):
    says(day, "equal")
    day.finds(None)
    day.finds(1, trolley=2)
    assert day.picked()[:ORDERS_PER_TROLLEY] == [2, 3] * (ORDERS_PER_TROLLEY // 2)
    assert day.picked()[ORDERS_PER_TROLLEY:] == [1, 0]


def test_only_whoever_leads_a_shift_states_the_rule_and_only_one_that_there_is(day):
    picker = make.actor_with(Role.STORE_STAFF, day.store.id)
    with pytest.raises(NotAllowed):
        set_sharing(day.store, "equal", actor=picker, at=NOON)
    with pytest.raises(Invalid):
        says(day, "by-name")


def test_said_twice_at_once_is_one_rule(day):
    says(day, "equal")
    says(day, "lottery")
    rows = db.session.scalars(select(StoreSharing.rule)).all()
    assert rows == ["lottery"]


@pytest.mark.parametrize("turn", range(3))
def test_two_pickers_of_one_shelf_give_nothing_twice(arena, turn):
    with arena.app_context(), clock.at(NOON):
        day = Day()
        says(day, "equal")
        lead, list_id, offer = day.lead, day.list_id, day.offer.id
        orders = [order.id for order in day.orders]
        db.session.commit()
        db.session.remove()

    def picks(trolley, found):
        def act():
            with clock.at(NOON):
                pick_list = db.session.get(PickList, list_id)
                task = offer
                return picking.pick_task(pick_list, trolley, task, found=found, actor=lead, at=NOON)

        return act

    came = race(arena, picks(1, 6), picks(2, None))
    refused = refusals(came)
    assert len(refused) <= 1
    assert all(isinstance(one, WrongState) for one in refused)
    with arena.app_context():
        found = db.session.execute(
            select(Line.order_id, Line.picked, Line._state).where(Line.order_id.in_(orders))
        ).all()
        if (
            not refused
        ):  # trolley 2 was first: it has all of its own, and 6 are shared over the rest
            assert sum(row.picked for row in found) == 6 + 5
        elif isinstance(came[1], WrongState):
            assert sum(row.picked for row in found) == 6
        else:
            assert sum(row.picked or 0 for row in found) == 5
