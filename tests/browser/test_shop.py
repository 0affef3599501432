"""A resident shops on a phone: pluses count without a jump, and the basket is one press away."""

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.orders.models import Line, Order
from tests import factories as make
from tests.browser.keys import tab_to
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.signing import token_of


@pytest.fixture
def resident(app):
    """A household's session token; its rows stay, for the server has threads of its own."""
    with app.app_context(), clock.at(NOON):
        point = make.make_drop_point()
        neighbourhood = point.gate.compound.neighbourhood
        store = make.make_store(neighbourhood)
        for stock in (9, 3, 0):
            make.make_offer(store, stock=stock)
        make.make_wave(neighbourhood)
        home = make.make_household(point.gate.compound_id)
        token = token_of(make.actor_with(Role.RESIDENT, home.id))
        yield token, home.id
        db.session.remove()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_the_shelves_to_an_order_in_a_browser(visit, app, resident, language):
    token, home = resident
    page = visit("/shop", token=token, language=language)
    assert (axe(page), sideways(page), undersized(page)) == ([], 0, [])
    plus = page.locator(".product .qty button").first
    plus.click()
    page.wait_for_selector(".product .qty output")
    page.locator(".product .qty button[value='2']").first.click()
    page.locator(".product .qty output", has_text="2").first.wait_for()
    assert page.url.endswith("/shop")
    page.locator(".basket-bar .btn").click()
    page.wait_for_url("**/basket")
    assert (axe(page), sideways(page), undersized(page)) == ([], 0, [])
    page.locator(".dock .btn.main").click()
    page.wait_for_url("**/orders")
    assert (axe(page), sideways(page)) == ([], 0)
    db.session.rollback()
    assert db.session.scalars(select(Order).where(Order.household_id == home)).one()
    page.locator(".ways a").first.click()
    page.wait_for_url("**/orders/*")
    assert (axe(page), sideways(page), undersized(page)) == ([], 0, [])
    page.locator("a[href$='/change']").click()
    page.wait_for_url("**/change")
    page.locator(".qty button[id^=more-]").first.click()
    page.locator("#save .rows .num").wait_for()
    assert (axe(page), sideways(page), undersized(page)) == ([], 0, [])
    assert pieces(home) == 2
    page.locator(".dock .btn.main").click()
    page.wait_for_url(lambda url: "/change" not in url)
    assert pieces(home) == 3


def pieces(home):
    """Return how many pieces the household has ordered, as another connection sees it."""
    db.session.rollback()
    whole = select(func.sum(Line.quantity)).join(Order).where(Order.household_id == home)
    return db.session.scalar(whole)


def test_an_order_is_placed_and_changed_by_keyboard_alone(visit, app, resident):
    token, home = resident
    page = visit("/shop", token=token, language="en")
    tab_to(page, "button[id^=more-shelf-]")
    page.keyboard.press("Enter")
    page.locator(".product .qty output", has_text="1").first.wait_for()
    # The focus stays on the button that was pressed, so that it can be pressed again.
    assert page.evaluate("document.activeElement.id").startswith("more-shelf-")
    page.keyboard.press("Enter")
    page.locator(".product .qty output", has_text="2").first.wait_for()
    tab_to(page, ".basket-bar .btn, .card .btn.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket")
    tab_to(page, ".dock .btn.main, #place .btn.main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders")
    assert pieces(home) == 2
    tab_to(page, ".ways a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/*")
    tab_to(page, "a[href$='/change']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change")
    tab_to(page, "button[id^=less-]")
    page.keyboard.press("Space")
    page.locator("#save .rows .num").wait_for()
    tab_to(page, "[form=save], #save .btn.main")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/change" not in url)
    assert pieces(home) == 1
