"""What one checkout costs, as a multiple of what it must cost.

``python -m benchmarks.checkout`` places orders of ten lines as a browser does, and beside each
runs the floor: the same rows written by bare SQL behind a bare Flask view. It prints the medians
of the processor time of this process, and ``ratio sqlite R`` and ``ratio postgresql R``.
"""

import gc
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.floor import bare_app
from delivery import create_app
from delivery.kernel import clock, ids
from delivery.kernel.access import Role
from delivery.kernel.db import Base, db
from delivery.orders.models import BasketLine, Wave
from tests import factories as make
from tests.conftest import NOON, SETTINGS, new_database
from tests.servers import postgresql
from tests.signing import csrf_token, sign_in

LINES, ROUNDS, WARM_UP = 10, 120, 20


@dataclass(frozen=True)
class Buyer:
    """A household that is about to order: its browser, and its ids for the floor."""

    client: Any
    form: dict[str, str]
    household: uuid.UUID


def main() -> None:
    """Measure on both databases and print the ratios."""
    for name, database in (("sqlite", sqlite), ("postgresql", postgresql_of_its_own)):
        with database() as url, clock.at(NOON):
            checkout_ms, floor_ms = measure(url)
        print(f"{name}: checkout {checkout_ms:.2f} ms, floor {floor_ms:.2f} ms of processor time")
        print(f"ratio {name} {checkout_ms / floor_ms:.2f}")


@contextmanager
def sqlite() -> Iterator[str]:
    """Give the URL of a file that is there as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/menkou.sqlite"


@contextmanager
def postgresql_of_its_own() -> Iterator[str]:
    """Give the URL of an empty database on a server that runs as long as the block."""
    with postgresql() as server:
        yield new_database(server, "menkou_checkout")


def measure(url: str) -> tuple[float, float]:
    """Return the medians in milliseconds of a checkout and of its floor, taken by turns."""
    app = create_app(replace(SETTINGS, database_url=url))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        wave, offers = a_full_shop()
        bare = bare_app(url, wave)
        buyers = [a_buyer(app, wave, offers) for _ in range(2 * (ROUNDS + WARM_UP))]
        db.session.remove()
    turns = list(zip(buyers[::2], buyers[1::2], strict=True))
    times = [(timed(lambda b=b: place(b)), timed(lambda f=f: least(bare, f))) for b, f in turns]
    with app.app_context():
        db.engine.dispose()
    whole, floor = zip(*times[WARM_UP:], strict=True)
    return statistics.median(whole), statistics.median(floor)


def a_full_shop() -> tuple[Wave, list[uuid.UUID]]:
    """Make one store whose shelves never run out, and a wave with room for everybody."""
    neighbourhood = make.make_neighbourhood()
    store = make.make_store(neighbourhood)
    offers = sorted(make.make_offer(store, stock=1_000_000).id for _ in range(LINES))
    wave = make.make_wave(neighbourhood, capacity=10 * ROUNDS)
    wave.cut_off_at = NOON + timedelta(hours=2)
    make.make_drop_point(make.make_gate(neighbourhood))
    db.session.commit()
    return wave, offers


def a_buyer(app: Flask, wave: Wave, offers: list[uuid.UUID]) -> Buyer:
    """Make a household with a full basket, signed in, before the form that it was shown."""
    point = db.session.query(make.DropPoint).first()
    home = make.make_household(point.gate.compound_id)
    for offer in offers:
        make.keep(BasketLine(household_id=home.id, offer_id=offer, quantity=2, price_fen=390))
    client = sign_in(app.test_client(), make.actor_with(Role.RESIDENT, home.id))
    with app.test_request_context():
        token = csrf_token(client)
    form = {
        "csrf_token": token,
        "key": ids.token(),
        "wave": str(wave.id),
        "drop_point": str(point.id),
        "shown_fen": str(2 * LINES * 390),
    }
    return Buyer(client, form, home.id)


def place(buyer: Buyer) -> None:
    """Press the button."""
    answer = buyer.client.post("/basket/place", data=buyer.form)
    if answer.status_code != 302:
        raise RuntimeError(answer.get_data(as_text=True))


def least(bare: FlaskClient, buyer: Buyer) -> None:
    """Write the same rows, and nothing else."""
    if bare.post("/", data={"household": buyer.household.hex}).status_code != 302:
        raise RuntimeError("the floor gave way")


def timed(act: Callable[[], Any]) -> float:
    """Return how many milliseconds of processor time ``act`` took."""
    gc.collect()
    begin = time.process_time()
    act()
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    main()
