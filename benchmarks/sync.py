"""How long a phone's acts take to be received: ``python -m benchmarks.sync``.

A thousand hand-overs go in two batches of 500 over HTTP, packed; then the same two again, as after
a lost answer. The figure on the machine's load goes beside it.
"""

import gzip
import json
import os
import tempfile
import time
from dataclasses import replace

from delivery import create_app
from delivery.kernel import clock
from delivery.kernel.db import Base, db
from tests import factories as make
from tests.api.test_sync_api import batch
from tests.conftest import NOON, SETTINGS, new_database
from tests.handing import scene
from tests.servers import postgresql
from tests.services.phones import phone_of

ACTS, PART = 1000, 500


def main() -> None:
    """Measure on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        measure("sqlite", f"sqlite:///{folder}/menkou.sqlite")
    with postgresql() as server:
        measure("postgresql", new_database(server, "menkou_bench_sync"))


def measure(name: str, url: str) -> None:
    """Print how long the acts take on the database at ``url``."""
    app = create_app(replace(SETTINGS, database_url=url))
    with app.app_context(), clock.at(NOON):
        Base.metadata.create_all(db.engine)
        bodies = packed_batches()
        client = app.test_client()
        for label in ("new", "again"):
            seconds = [sent(client, body) for body in bodies]
            print(
                f"{name}: {ACTS} acts {label}: {sum(seconds):.2f} s, "
                f"a batch of {PART}: {max(seconds):.2f} s (load {os.getloadavg()[0]:.1f})"
            )
        db.session.remove()
        db.engine.dispose()


def packed_batches() -> list[bytes]:
    """Return two batches of hand-overs, five bags to an order, as they go over the wire."""
    day = scene()
    phone = phone_of(day.guard)
    for _ in range(ACTS // 5):
        home = make.make_household(day.point.gate.compound_id)
        order = make.make_order(day.wave, day.store, home, day.point)
        for n in range(5):
            phone.act("hand-over", make.make_bag(order, number_of=(n + 1, 5)).id, method="code")
    db.session.commit()
    words = batch(phone, phone.shift.token)
    parts = (words["acts"][:PART], words["acts"][PART:])
    return [gzip.compress(json.dumps(words | {"acts": part}).encode()) for part in parts]


def sent(client, body: bytes) -> float:
    """Return the seconds until the answer to ``body``."""
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    begun = time.perf_counter()
    answer = client.post("/api/v1/sync", data=body, headers=headers)
    assert {one["outcome"] for one in answer.json["outcomes"]} == {"applied"}  # noqa: S101
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
