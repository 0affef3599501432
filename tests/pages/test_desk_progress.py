"""How far an order is, as its household and its coordinator read it: from its bags and lines."""

import re

import pytest
from flask_babel import refresh

from delivery.kernel import clock
from delivery.orders.models import LINE
from tests import factories as make
from tests.services.routing_world import LATER, closed_wave
from tests.signing import get, sign_in

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave(points=1, orders=1)


def words(client, path):
    refresh()
    answer = get(client, path, headers=ENGLISH)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def emptied(world):
    """Let an order stand in the wave of which the store found nothing."""
    home = make.make_household(world.points[0].gate.compound_id)
    offer = make.make_offer(world.store)
    order = make.make_order(world.wave, world.store, home, world.points[0], offer)
    clerk = make.actor_with("store-staff", world.store.id)
    LINE.apply(order.lines[0], "run-short", actor=clerk, at=LATER)
    return home, order


@pytest.mark.parametrize(
    ("state", "said"),
    [("packed", "Packed"), ("at-gate", "At the gate"), ("handed-over", "Handed over")],
)
def test_the_waves_page_says_where_each_orders_bags_are(session, client, world, state, said):
    home = make.make_household(world.points[0].gate.compound_id)
    order = make.make_order(world.wave, world.store, home, world.points[0])
    make.make_bag(order, state=state)
    sign_in(client, world.coordinator)
    assert said in words(client, f"/waves/{world.wave.id}")


def test_an_order_of_which_nothing_was_there_is_not_gathered_for_ever(client, world):
    home, order = emptied(world)
    sign_in(client, make.actor_with("resident", home.id))
    page = words(client, f"/orders/{order.id}")
    assert "There is nothing to collect and nothing to pay." in page
    assert "gathering" not in page
    sign_in(client, world.coordinator)
    assert "Nothing was there" in words(client, f"/waves/{world.wave.id}")
