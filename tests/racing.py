"""Two writers at once: real connections, real threads, a database that nobody else uses.

A race is run on the fixture ``arena``, an application on a database of its own; what a race
leaves there stays until the end of the session, so each test makes rows of its own.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from delivery.kernel.db import db, transact
from delivery.kernel.errors import DeliveryError

PATIENCE_S = 20


def race(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Run ``acts`` at once, each in a transaction of its own, and return what came of each.

    An act that was refused gives its ``DeliveryError``; any other exception is raised here.
    """
    start = threading.Barrier(len(acts), timeout=PATIENCE_S)

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            db.session.connection().close()  # a warm connection, so that both begin together
            db.session.remove()
            start.wait()
            try:
                return transact(act)
            except DeliveryError as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result() for done in [threads.submit(run, act) for act in acts]]


def refusals(outcomes: list[Any]) -> list[DeliveryError]:
    """Return those of ``outcomes`` that are refusals."""
    return [outcome for outcome in outcomes if isinstance(outcome, DeliveryError)]
