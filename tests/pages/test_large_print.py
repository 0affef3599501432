"""Large print: one switch, before and after sign-in, that stays on until somebody turns it off."""

import re

import pytest

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.people.models import User
from delivery.people.passwords import hashed
from tests import factories as make
from tests.services.test_orders_placing import make_day, place
from tests.signing import get, post, sign_in, sign_out

PASSWORD = "two words 7"
RESIDENTS_PAGES = (
    *("/shop", "/shop?page=1", "/shop?category=vegetables", "/shop?q=qing", "/basket", "/wishes"),
    *("/orders", "/orders/{order}", "/notices", "/me"),
)


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def grandmother(day):
    user = make.make_user("罗奶奶", phone="+8613800001234", password_hash=hashed(PASSWORD))
    make.grant(user, Role.RESIDENT, day.home.id)
    return user


def press(client, on=True, where="/sign-in"):
    return post(client, "/large-print", {"elder": "1" if on else "", "next": where})


def is_large(client, path):
    answer = get(client, path)
    assert answer.status_code == 200, path
    return '<html lang="zh-Hans" class="elder"' in answer.text


def enter(client):
    return post(client, "/sign-in", {"name": "138 0000 1234", "password": PASSWORD})


def test_it_is_switched_before_sign_in_and_stays_through_it_and_after_sign_out(client, grandmother):
    assert not is_large(client, "/sign-in")
    assert press(client).location == "/sign-in"
    assert is_large(client, "/sign-in")
    enter(client)
    assert is_large(client, "/shop")
    post(client, "/sign-out")
    assert is_large(client, "/sign-in")
    with client.session_transaction() as kept:
        assert kept.permanent  # closing the browser does not undo it either


def test_whoever_chose_it_finds_it_on_every_other_device(client, grandmother):
    enter(client)
    press(client, where="/me")
    sign_out(client)
    assert not is_large(client, "/sign-in")
    enter(client)
    assert is_large(client, "/me")
    assert db.session.get(User, grandmother.id).elder


def test_a_neighbour_who_turned_it_off_here_does_not_take_it_from_her(client, grandmother):
    grandmother.elder = True
    press(client, on=False)
    enter(client)
    assert is_large(client, "/shop")


def test_off_is_off_for_this_browser_and_for_the_person(client, grandmother):
    grandmother.elder = True
    enter(client)
    assert press(client, on=False, where="/orders").location == "/orders"
    assert not is_large(client, "/orders")
    assert not db.session.get(User, grandmother.id).elder


def test_every_page_of_a_resident_is_in_large_print_with_the_way_on_below_it(client, day):
    order = place(day, (day.greens, 1))[0]
    sign_in(client, day.resident)
    press(client)
    for path in RESIDENTS_PAGES:
        path = path.format(order=order)
        assert is_large(client, path), path
        page = get(client, path).text
        assert ('class="nav"' in page, "with-nav" in page) == (False, False), path
        assert re.search('<a[^>]* href="/(orders|shop)">', page), path
        assert 'action="/large-print"' in page, path


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/", "//elsewhere.example", "/basket/place"]
)
def test_the_switch_leads_to_pages_of_this_site_that_can_be_opened(client, day, where):
    sign_in(client, day.resident)
    assert press(client, where=where).location == "/"


def test_in_large_print_goods_are_reached_kind_by_kind(client, day):
    sign_in(client, day.resident)
    press(client)
    kinds = get(client, "/shop?page=1").text
    assert "category=vegetables" in kinds
    assert day.greens.product.name not in kinds
    shelf = get(client, "/shop?category=vegetables").text
    assert day.greens.product.name in shelf
    assert "放进篮子" in shelf
    form = {"offer": day.greens.id, "quantity": 1, "back": "/shop?category=vegetables"}
    post(client, "/basket/lines", form)
    assert "篮子里有 1 份" in get(client, "/shop?category=vegetables").text
