"""The store's pages as pickers meet them: on a phone, one hand full, and on the desk's screen."""

import random
import re
from types import SimpleNamespace

import pytest

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.picking import queries, services
from delivery.merchants.picking.models import PickList
from tests import factories as make
from tests.browser.keys import tab_to
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.signing import token_of

GOODS = [
    ("鲜牛奶 950 ml", "Fresh milk 950 ml", "milk", "chilled", "C3-2", "piece"),
    ("鲜鸡蛋 15 枚", "Fresh eggs, 15", "eggs", "ambient", "A4-1", "piece"),
    ("猪前腿肉，切块", "Pork shoulder, diced", "pork", "chilled", "C5-1", "weight"),
    ("速冻水饺 1 kg", "Frozen dumplings 1 kg", "dumpling", "frozen", "F1-3", "piece"),
]
PAGES = [
    *("/picking", "{list}", "{list}/paper", "{list}/labels", "{list}/labels/1"),
    *("{trolley}?item={piece}", "{trolley}?item={piece}&fewer=1", "{trolley}?item={weight}"),
]


@pytest.fixture(scope="module")
def store(app):
    """A store with a list half picked: fourteen orders, two of them packed; ids only."""
    with app.app_context(), clock.at(NOON):
        yield make_store()
        db.session.remove()


def make_store():
    pick_list, staff = make_list()
    for task in queries.tasks(pick_list, 2):
        weighed_g = task.expected_g if task.by_weight else None
        services.pick(pick_list, task.found(task.left, weighed_g), actor=staff, at=NOON)
    services.pack(pick_list, actor=staff, at=NOON)
    services.print_labels(pick_list, actor=staff, at=NOON)
    tasks = queries.tasks(pick_list, 1)
    return SimpleNamespace(
        token=token_of(staff),
        list=f"/picking/{pick_list.id}",
        trolley=f"/picking/{pick_list.id}/trolleys/1",
        piece=next(task.id for task in tasks if not task.by_weight),
        weight=next(task.id for task in tasks if task.by_weight),
    )


def make_list():
    """Make a store with a list of two trolleys, none of it picked; return it and its picker."""
    point, chance = make.make_drop_point(), random.Random(1)
    neighbourhood = point.gate.compound.neighbourhood
    store = make.make_store(neighbourhood, name="合家超市", name_en="Hejia")
    offers = [
        make.make_offer(
            store, name=zh, name_en=en, art=art, temperature=cold, zone=zone, sold_by=sold_by
        )
        for zh, en, art, cold, zone, sold_by in GOODS
    ]
    wave = make.make_wave(neighbourhood, state="closed", hours=-1)
    for _ in range(14):
        home = make.make_household(point.gate.compound_id)
        make.make_order(wave, store, home, point, *offers, quantity=chance.choice([1, 2, 3]))
    services.open_lists(NOON)
    pick_list = db.session.query(PickList).filter_by(wave_id=wave.id).one()
    return pick_list, make.actor_with(Role.STORE_STAFF, store.id)


@pytest.fixture
def unpicked(app):
    """The second trolley of a list of which nothing is picked: its address, and a token."""
    with app.app_context(), clock.at(NOON):
        pick_list, staff = make_list()
        yield f"/picking/{pick_list.id}/trolleys/2", token_of(staff)
        db.session.remove()


@pytest.fixture
def see(visit, store):
    def see(path, **words):
        return visit(path.format(**vars(store)), token=store.token, **words)

    return see


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(see, path):
    page = see(path, width=320, language="en")  # the longer words
    assert sideways(page) <= 0
    assert axe(page, enhanced="{trolley}" in path) == []


@pytest.mark.parametrize("path", ["{list}", "{trolley}?item={piece}"])
def test_axe_finds_nothing_on_a_wide_screen(see, path):
    assert axe(see(path, width=1280)) == []


def test_the_trolley_is_pressed_with_gloves(see):
    assert undersized(see("{trolley}?item={weight}"), 56) == []


def test_a_picker_takes_an_item_and_takes_it_back(see):
    page = see("{trolley}?item={piece}", language="en")
    page.get_by_role("button", name="Got it").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Got it").wait_for()
    page.get_by_text("Item 1 of").wait_for()


def test_a_trolley_is_picked_by_keyboard_alone(visit, unpicked):
    address, token = unpicked
    page = visit(address, token=token, language="en")
    for number in range(1, 6):  # what is weighed is weighed for each of two orders
        page.get_by_text(f"Item {number} of 5").wait_for()
        if page.locator("input[name=weighed_g]").count():
            tab_to(page, "input[name=weighed_g]")
            about = page.locator("label[for=f-weighed_g]").inner_text()
            page.keyboard.type(grams_in(about))
            page.keyboard.press("Enter")
        else:
            tab_to(page, ".dock .huge")
            page.keyboard.press("Enter")
    page.get_by_text("This trolley is picked").wait_for()
    assert axe(page) == []


def test_a_trolley_is_picked_by_touch(visit, unpicked):
    address, token = unpicked
    page = visit(address, token=token, language="en", has_touch=True)
    for number in range(1, 6):  # what is weighed is weighed for each of two orders
        page.get_by_text(f"Item {number} of 5").wait_for()
        if page.locator("input[name=weighed_g]").count():
            page.locator("input[name=weighed_g]").tap()
            about = page.locator("label[for=f-weighed_g]").inner_text()
            page.keyboard.type(grams_in(about))
            page.locator(".dock .btn.main").tap()
        else:
            page.locator(".dock .huge").tap()
    page.get_by_text("This trolley is picked").wait_for()
    page.locator(".dock .huge").tap()
    page.get_by_role("heading", name="Labels").wait_for()


def grams_in(label):
    """Return the grams that a label such as “about 1 kg” or “about 500 g” speaks of."""
    number, unit = re.search(r"([\d.]+)\s*(kg|g)", label).groups()
    return str(round(float(number) * (1000 if unit == "kg" else 1)))
