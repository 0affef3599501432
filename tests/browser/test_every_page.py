"""Each role walks from page to page by the links it is shown, and each page it meets is for everybody."""

import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from delivery import create_app
from delivery.demo.day.timeline import Timeline
from delivery.demo.day.walk import walk as walk_day
from delivery.demo.district import make_district
from delivery.demo.founding.district import found
from delivery.demo.links import ROLES, sign_in_links
from delivery.demo.ready import always_open, some_shop
from delivery.kernel.access import Role
from delivery.kernel.clock import now
from delivery.kernel.db import Base, db, transact
from delivery.notices.telling import tell
from delivery.orders.services import open_scheduled_waves
from tests.browser.conftest import served
from tests.browser.looks import axe, drawn, sideways
from tests.conftest import SETTINGS

SEED, HOUSEHOLDS = 7, 120
LOOKS = {
    "phone": {"width": 360, "language": "zh-CN", "scheme": "light"},
    "phone in English, at night": {"width": 360, "language": "en", "scheme": "dark"},
    "desk": {"width": 1280, "language": "en", "scheme": "light"},
}
AT_DESKS = {Role.COORDINATOR, Role.RESIDENT}
VISITS = [
    pytest.param(role, look, id=f"{role}-{name}")
    for role in ROLES
    for name, look in LOOKS.items()
    if role in AT_DESKS or look["width"] < 1280
]


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Iterator[Flask]:
    """A small district in the middle of its day, on a database of its own."""
    path = tmp_path_factory.mktemp("town") / "menkou.sqlite"
    app = create_app(replace(SETTINGS, database_url=f"sqlite:///{path}", planner_processes=0))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        live_half_a_day()
    yield app
    with app.app_context():
        db.engine.dispose()


def live_half_a_day() -> None:
    """Let a third of the households shop, and stand where everybody has something to do."""
    rng = random.Random(SEED)
    made = always_open(make_district(rng, households=HOUSEHOLDS))
    ids = transact(lambda: found(made, rng))
    quietly = {"progress": lambda _label, steps: nullcontext(steps), "seconds": 0.5}
    walk_day(made, ids, some_shop(made, rng, 0.3), Timeline.under_way(now()), rng, **quietly)
    transact(lambda: open_scheduled_waves(now()))
    tell(now(), complete=True)


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The address of the district."""
    with served(app) as address:
        yield address


def enter(app: Flask, page: Page, role: Role) -> None:
    """Come in as somebody of ``role``, through the link that is printed for them."""
    with app.app_context():
        page.goto(dict(sign_in_links())[role])
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url(lambda address: "/link/" not in address)


def endpoint_of(app: Flask, address: str) -> str | None:
    """Return the endpoint that answers ``address`` with a page, if one does."""
    try:
        endpoint, _words = app.url_map.bind("127.0.0.1").match(urlsplit(address).path, "GET")
    except HTTPException:
        return None
    return None if endpoint == "static" or endpoint.startswith(("api", "kit.")) else endpoint


def links(page: Page) -> list[str]:
    """Return the addresses of this site that ``page`` links to."""
    return page.locator("a[href]:not([download])").evaluate_all(
        "all => all.map((one) => one.href).filter((href) => href.startsWith(location.origin))"
    )


def walk(app: Flask, page: Page) -> Iterator[str]:
    """Give the address of this page, and go to one page of each endpoint that links lead to."""
    met = {endpoint_of(app, page.url)}
    yield page.url
    waiting = links(page)
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint is None or endpoint in met:
            continue
        met.add(endpoint)
        page.goto(address)
        yield address
        waiting += links(page)


@pytest.mark.parametrize(("role", "look"), VISITS)
def test_every_page_is_for_everybody(app, visit, role, look):
    page = visit("/kit/doorstep", **look)
    enter(app, page, role)
    for address in walk(app, page):
        drawn(page)
        work = page.locator("html.sun").count() > 0
        assert axe(page, enhanced=work) == [], address
        assert sideways(page) <= 0, address
        assert page.locator("h1").count() == 1, address
