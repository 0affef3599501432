"""What a test starts as a process of its own: one pass of the worker, which may be killed in it.

Forked from a server that has imported everything, so that starting one is quick; it is a real
process with connections of its own, and ends as one that lost its power.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, update

from delivery import create_app, work
from delivery.kernel import clock
from delivery.kernel.access import SYSTEM
from delivery.kernel.db import db
from delivery.kernel.failpoints import reach
from delivery.kernel.ledger import Event
from delivery.orders.models import Wave
from delivery.settings import Settings
from tests.conftest import SETTINGS

PATIENCE_S = 30
APP = create_app(replace(SETTINGS, database_url="sqlite:////dev/null"))
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.services.worker_child"])


def run(settings: Settings, at: datetime, failpoint: str = "", variant: str = "") -> int:
    """Let a worker do all that is due at ``at`` and return its exit code."""
    child = forks.Process(target=_pass, args=(settings, at, failpoint, variant))
    child.start()
    child.join(PATIENCE_S)
    assert child.exitcode is not None, "the worker hangs"
    return child.exitcode


def _pass(settings: Settings, at: datetime, failpoint: str, variant: str) -> None:
    os.environ["MENKOU_FAILPOINT"] = failpoint
    if variant:
        BAD[variant]()
    with attached(replace(settings, planner_processes=0)), clock.at(at):
        well = work.work(APP, single=True)
    os._exit(0 if well else 1)


@contextmanager
def attached(settings: Settings) -> Iterator[None]:
    """Let ``APP`` run with ``settings`` inside the block; making another takes longer."""
    APP.config["MENKOU"] = settings
    with APP.app_context():
        db.engines[None] = create_engine(settings.database_url)
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _commit_in_the_middle() -> None:
    """Close waves as one should not: the state in one transaction, the fact in the next."""

    def close(at: datetime) -> list[Any]:
        due = Wave.__table__.c.state == "open", Wave.__table__.c.cut_off_at <= at
        moved = db.session.scalars(
            update(Wave.__table__).where(*due).values(state="closed").returning(Wave.__table__.c.id)
        ).all()
        db.session.commit()
        reach("close:before-commit")
        for id_ in moved:
            done = {"subject": "waves", "subject_id": id_, "action": "close", "facts": {}}
            db.session.add(Event(at=at, actor_id=SYSTEM.id, source="open", target="closed", **done))
        return list(moved)

    work.close_due_waves = close


BAD: dict[str, Callable[[], None]] = {"commit-in-the-middle": _commit_in_the_middle}
