"""How a shortage is shared, as it looks: to a store's shift lead, to residents, to a picker."""

import os
from datetime import timedelta

import pytest

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.orders.services import set_sharing
from tests import factories as make
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.services.test_orders_placing import make_day, place
from tests.services.test_sharing import Day
from tests.signing import token_of

PAGES = ["/pace/{store}", "/shop/sharing", "/shop/{offer}"]
TROLLEY = "/picking/{list}/trolleys/1?fewer=1"


@pytest.fixture(scope="module")
def shared(app):
    """A store that draws lots, an order with it, and a list on which something ran short."""
    with app.app_context(), clock.at(NOON):
        day = make_day()
        lead = make.actor_with(Role.SHIFT_LEAD, day.store.id)
        place(day, (day.greens, 1))
        set_sharing(day.store, "lottery", actor=lead, at=NOON - timedelta(hours=3))
        short = Day()
        picker = make.actor_with(Role.STORE_STAFF, short.store.id)
        db.session.commit()
        urls = {"store": day.store.id, "offer": day.greens.id, "list": short.list_id}
        people = (lead, day.resident, day.resident, picker)
        yield urls, dict(zip([*PAGES, TROLLEY], map(token_of, people), strict=True))
        db.session.remove()


def keep(page, name):
    """Keep a picture of ``page`` where somebody wants to look at it."""
    if folder := os.environ.get("MENKOU_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_sharing_fit_and_can_be_used_by_everybody(visit, shared, page, language):
    urls, who = shared
    with clock.at(NOON):
        for width in (360, 1280):
            opened = visit(page.format(**urls), width=width, language=language, token=who[page])
            assert axe(opened) == []
            assert sideways(opened) == 0
            if width == 360:
                assert undersized(opened) == []
            keep(opened, f"{PAGES.index(page)}-{width}-{language}")


def test_a_picker_says_how_many_there_are_and_reads_into_which_crates_they_go(visit, shared):
    urls, who = shared
    with clock.at(NOON):
        page = visit(TROLLEY.format(**urls), language="en", token=who[TROLLEY])
        keep(page, "3-before")
        page.get_by_label("How many are there?").fill("5")
        page.get_by_role("button", name="Put it in").click()
        page.get_by_text("Shared by the store's rule").wait_for()
        keep(page, "3-after")
        assert axe(page) == []
        assert sideways(page) == 0
