"""A real browser against a real server. Without Chromium these tests are skipped, but never in CI."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from delivery.people.sessions import COOKIE_FIELD
from tests.browser.looks import FLAGS, TALL, Faults
from tests.servers import free_port


@pytest.fixture(scope="session")
def backend() -> str:
    """What a page looks like does not hang on the database; the other tests run on both."""
    return "sqlite"


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start Chromium with more flags than usual: ``launch("--some-flag")``."""
    chromium = shutil.which("chromium")
    if not chromium and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
            executable_path=chromium, args=[*FLAGS, *flags]
        )


@pytest.fixture(scope="session")
def browser(launch) -> Iterator[Browser]:
    opened = launch()
    yield opened
    opened.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` from a thread of this process, and give its address."""
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def site(app) -> Iterator[str]:
    """The address of the application."""
    with served(app) as address:
        yield address


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What the browser complained of; a test that leaves any behind fails."""
    found: Faults = []
    yield found
    assert found == []


def cookie_of(app: Flask, token: str) -> str:
    """Return the cookie of a browser that is signed in with ``token``."""
    with app.test_request_context():
        serializer = app.session_interface.get_signing_serializer(app)
        return serializer.dumps({COOKIE_FIELD: token})


@pytest.fixture
def visit(app: Flask, browser: Browser, site: str, faults: Faults) -> Iterator[Callable[..., Page]]:
    """Open a path in a window of its own: ``visit("/kit", width=360, language="en")``.

    ``token`` is that of a session, as ``signing.token_of`` returns it: the window is signed in.
    """
    windows: list[BrowserContext] = []

    def open_page(
        path: str,
        *,
        width: int = 360,
        language: str = "zh-CN",
        scheme: str = "light",
        token: str = "",
        **more,
    ) -> Page:
        window = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": TALL[width]},
            locale=language,
            color_scheme=scheme,
            **more,
        )
        windows.append(window)
        if token:
            window.add_cookies([{"name": "menkou", "value": cookie_of(app, token), "url": site}])
        page = window.new_page()
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path, wait_until="networkidle")
        return page

    yield open_page
    for window in windows:
        window.close()
