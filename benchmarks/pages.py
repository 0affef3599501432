"""What a resident's phone downloads: ``python -m benchmarks.pages``.

A browser with nothing kept opens the shop of the demonstration's district over HTTP, and then its
other pages; the bytes are those on the wire, headers included, as the browser counts them.
"""

import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from delivery import create_app
from delivery.demo.district import make_district
from delivery.demo.founding.district import found
from delivery.kernel.access import Role
from delivery.kernel.clock import now
from delivery.kernel.db import Base, db
from delivery.merchants.catalogue.models import Offer
from delivery.orders.services import open_scheduled_waves, put_in_basket
from delivery.people.models import Grant, User
from tests.browser.conftest import cookie_of, served
from tests.browser.looks import FLAGS
from tests.conftest import SETTINGS
from tests.signing import token_of

FIRST_KB, LATER_KB = 100, 20
WIDTHS = {"zh-CN": 360, "en": 1280}
PAGES = (
    *("/shop", "/shop?category=vegetables", "/shop?q=tomato", "/shop?q=tomatto", "/shop/{offer}"),
    *("/basket", "/wishes", "/orders", "/notices", "/me"),
)


@dataclass
class Wire:
    """Counts what comes over the wire for one page; what the browser had kept costs nothing."""

    lengths: dict[str, int] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        """Count from now on what ``page`` downloads."""
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestServedFromCache", lambda told: self.kept.add(told["requestId"]))
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, told: Mapping[str, Any]) -> None:
        if told["response"].get("fromDiskCache"):
            self.kept.add(told["requestId"])

    def _finished(self, told: Mapping[str, Any]) -> None:
        self.lengths[told["requestId"]] = int(told["encodedDataLength"])

    def take(self) -> tuple[int, int]:
        """Return the bytes and the number of answers since the last time."""
        came = [n for request, n in self.lengths.items() if request not in self.kept]
        self.lengths.clear()
        return sum(came), len(came)


def main() -> None:
    """Print what each page costs, in both languages, and whether the bars are kept."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(replace(SETTINGS, database_url=f"sqlite:///{folder}/menkou.sqlite"))
        with app.app_context():
            cookie, offer = _shop(app)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*FLAGS]
        )
        with served(app) as site:
            for language in WIDTHS:
                window = browser.new_context(
                    base_url=site,
                    locale=language,
                    viewport={"width": WIDTHS[language], "height": 780},
                )
                window.add_cookies([{"name": "menkou", "value": cookie, "url": site}])
                _measure(window.new_page(), language, offer)
        browser.close()
        with app.app_context():
            db.engine.dispose()


def _shop(app: Flask) -> tuple[str, str]:
    """Found the district; return the cookie of a resident with ten things in the basket, and one."""
    rng = random.Random(1)
    Base.metadata.create_all(db.engine)
    found(make_district(rng), rng)
    open_scheduled_waves(now())
    grant = db.session.scalars(select(Grant).where(Grant.role == Role.RESIDENT).limit(1)).one()
    offers = db.session.scalars(select(Offer).where(Offer.stock > 0).order_by(Offer.id).limit(10))
    names = [offer.id for offer in offers]
    for offer in names:
        put_in_basket(grant.scope_id, offer, 1)
    token = token_of(db.session.get_one(User, grant.user_id))
    return cookie_of(app, token), str(names[0])


def _measure(page: Page, language: str, offer: str) -> None:
    wire, kilobytes = Wire(), list[float]()
    wire.watch(page)
    for path in PAGES:
        answer = page.goto(path.format(offer=offer), wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise SystemExit(f"{path} did not open")
        length, answers = wire.take()
        kilobytes.append(length / 1000)
        print(f"{language} {path}: {kilobytes[-1]:.1f} kB, answers: {answers}")
    first, later = kilobytes[0], max(kilobytes[1:])
    print(f"{language} first visit {first:.1f} kB ({_kept(first, FIRST_KB)})")
    print(f"{language} any page after it at most {later:.1f} kB ({_kept(later, LATER_KB)})")


def _kept(kilobytes: float, bar: int) -> str:
    return f"bar {bar} kB, {'reached' if kilobytes < bar else 'missed'}"


if __name__ == "__main__":
    main()
