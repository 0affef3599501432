"""How long a phone's acts take to be received: ``python -m benchmarks.sync``.

A server process of its own listens on the loopback address. A thousand hand-overs are sent over
HTTP, packed, 500 a batch, each batch when the one before was answered; then the same again, as after
a lost answer; then 5,000 that waited for 72 hours on one phone, three shifts of them; then five phones
at once. Below stands what the gate's page without a network weighs. The load of the machine goes
beside each figure.
"""

import gzip
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, insert, select

from benchmarks.serving import Server, answer, send_batch, serving
from delivery import create_app
from delivery.kernel import clock, ids
from delivery.kernel.db import Base, db
from delivery.merchants.picking.models import Bag
from delivery.settings import Settings
from tests import factories as make
from tests.api.test_sync_api import words_of
from tests.conftest import SETTINGS, new_database
from tests.handing import Scene, scene
from tests.servers import postgresql
from tests.services.phones import Phone, phone_of

PART, BAR_S, SHELL_BAR_KB = 500, 2.0, 150
HOURS_AGO = (72, 48, 24)


@dataclass(frozen=True)
class Told:
    """What one phone sends, batch by batch."""

    bodies: Sequence[bytes]
    acts: int


def main() -> None:
    """Measure on both databases, and weigh the page."""
    with tempfile.TemporaryDirectory() as folder:
        measure("sqlite", f"sqlite:///{folder}/menkou.sqlite")
    with postgresql() as server:
        measure("postgresql", new_database(server, "menkou_bench_sync"))


def measure(name: str, url: str) -> None:
    """Print how long the acts take on the database at ``url``."""
    settings = replace(SETTINGS, database_url=url)
    with made(settings) as day:
        one, waited = told(day, 1000), told(day, 5000, HOURS_AGO)
        five, few = [told(day, 1000) for _ in range(5)], told(day, 5)
        db.session.remove()
        with serving(settings) as server:
            sent(few, server.port)  # what is compiled once is compiled
            report(name, "1,000 acts", [one], server, bar=True)
            report(name, "the same 1,000 again", [one], server)
            report(name, "5,000 acts of 72 hours", [waited], server)
            report(name, "1,000 acts of each of 5 phones at once", five, server)
            if name == "sqlite":
                weigh(server.port)
        handed = db.session.scalar(select(func.count()).where(Bag.state == "handed-over"))
        print(f"{name}: {handed:,} bags are handed over")


@contextmanager
def made(settings: Settings) -> Iterator[Scene]:
    """Make an empty installation with one gate."""
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield scene()
        db.session.remove()
        db.engine.dispose()


def told(day: Scene, acts: int, hours_ago: Sequence[int] = (1,)) -> Told:
    """Return so many hand-overs of one phone, in shifts that began so many hours ago."""
    now, share = clock.now(), acts // len(hours_ago) + 1
    bags = fresh_bags(day, acts)
    bodies: list[bytes] = []
    for n, hours in enumerate(hours_ago):
        began = now - timedelta(hours=hours)
        with clock.at(began):
            phone = phone_of(day.guard)
        for bag in bags[n * share : (n + 1) * share]:
            phone.act("hand-over", bag, method="code", after_ms=700)
        bodies += packed(phone, hours * 3_600_000)
    db.session.commit()
    return Told(bodies, acts)


def fresh_bags(day: Scene, count: int) -> list[UUID]:
    """Make so many bags for the gate, five to an order."""
    orders = []
    for _ in range(-(-count // 5)):
        home = make.make_household(day.point.gate.compound_id)
        orders.append(make.make_order(day.wave, day.store, home, day.point).id)
    rows = [
        {
            "id": ids.new_id(),
            "state": "at-gate",
            "order_id": orders[n // 5],
            "number": n % 5 + 1,
            "of": 5,
            "temperature": "ambient",
            "mass_g": 1200,
            "code": f"{orders[n // 5].hex[:20]}{n}",
            "shelf_number": 1,
        }
        for n in range(count)
    ]
    db.session.execute(insert(Bag.__table__), rows)
    return [row["id"] for row in rows]


def packed(phone: Phone, sent_ms: int) -> list[bytes]:
    """Return the batches of a phone as they go over the wire."""
    acts = [words_of(act) for act in phone.acts]
    parts = [acts[at : at + PART] for at in range(0, len(acts), PART)]
    words = {"token": phone.shift.token, "sent_ms": sent_ms}
    return [gzip.compress(json.dumps(words | {"acts": part}).encode()) for part in parts]


def report(
    name: str, label: str, phones: Sequence[Told], server: Server, *, bar: bool = False
) -> None:
    """Let the phones send at once, and print the seconds until the last answer."""
    begun, used_s = time.perf_counter(), server.processor_s
    with ThreadPoolExecutor(len(phones)) as threads:
        slowest = max(threads.map(lambda one: sent(one, server.port), phones))
    seconds = time.perf_counter() - begun
    kept = f", bar {BAR_S:g} s, {'reached' if seconds < BAR_S else 'missed'}" if bar else ""
    print(
        f"{name}: {label}: {seconds:.2f} s{kept}; a batch at most {slowest:.2f} s; the server's "
        f"processor time {server.processor_s - used_s:.2f} s (load {os.getloadavg()[0]:.1f})",
        flush=True,
    )


def sent(one: Told, port: int) -> float:
    """Send what a phone has, and return the seconds of the slowest batch."""
    slowest, outcomes = 0.0, []
    for body in one.bodies:
        begun = time.perf_counter()
        outcomes += send_batch(port, body)
        slowest = max(slowest, time.perf_counter() - begun)
    if {o["outcome"] for o in outcomes} != {"applied"} or len(outcomes) != one.acts:
        raise SystemExit(f"not all {one.acts} acts were applied")
    return slowest


def weigh(port: int) -> None:
    """Print what the page without a network downloads, packed, without and with the scanner."""
    script = answer(port, "GET", "/gate/worker.js")[1]
    files = json.loads(re.search(rb"const FILES = (\{.*?\});\n", script)[1])
    kilobytes = {
        part: sum(weight(port, path) for path in paths) / 1000
        for part, paths in {
            "shell": [files["page"], "/gate/worker.js", *files["shell"]],
            "scanner": files["scanner"],
        }.items()
    }
    shell = kilobytes["shell"]
    kept = "reached" if shell < SHELL_BAR_KB else "missed"
    print(f"the gate's page and all it is made of: {shell:.1f} kB (bar {SHELL_BAR_KB} kB, {kept})")
    print(f"the scanner beside it: {kilobytes['scanner']:.1f} kB")


def weight(port: int, path: str) -> int:
    """Return the bytes of a file as a browser gets it."""
    status, body = answer(port, "GET", path, headers={"Accept-Encoding": "gzip, br, zstd"})
    if status != 200:
        raise SystemExit(f"{path}: {status}")
    return len(body)


if __name__ == "__main__":
    main()
