"""The worker: one list of what may be due, and a loop that does it.

What is due is asked of the rows by their state, never remembered. So a worker that was killed
anywhere is replaced by starting another, and any number of them may run beside each other.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import click
import structlog
from flask import Flask, current_app
from sqlalchemy import select

from delivery.kernel import idempotency
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.kernel.failpoints import reach
from delivery.merchants.picking.services import open_lists
from delivery.notices import telling
from delivery.orders.models import Wave
from delivery.orders.services import close_due_waves, open_scheduled_waves
from delivery.people import throttle
from delivery.routing import queries as routing
from delivery.routing.planning import Planner, adopt_due
from delivery.settings import Settings

TICK_S = 1.0
LONGEST_REST_S = 60
ANSWERS_KEPT = timedelta(days=7)
MOST_ROUNDS = 20  # one act makes the next one due: closed, listed, planned, told
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work.

    Parameters
    ----------
    name
        As it stands in the log and in the names of failpoints.
    due
        Reads whether there is anything to do.
    act
        Does all that is due, and returns how much it was. Commits by itself.
    every_s
        How long to wait before ``due`` is asked again.
    """

    name: str
    due: Callable[[], object]
    act: Callable[[], int]
    every_s: float = TICK_S


def jobs(planner: Planner) -> list[Job]:
    """Return all there is to do, in the order of a day."""
    return [
        Job("schedule", always, partial(once, "schedule", _opened), every_s=60),
        Job("close", waves_due, partial(once, "close", _closed)),
        Job("list", always, partial(once, "list", _listed)),
        Job("ask", routing.waves_to_plan, partial(once, "ask", planner.ask_for_due)),
        Job("plan", partial(plans_due, planner), planner.work),
        Job("adopt", routing.plans_that_adopt_themselves, adopt_due),
        Job("tell", lambda: telling.is_due(now()), lambda: telling.tell(now())),
        Job("tell-all", always, lambda: telling.tell(now(), complete=True), every_s=600),
        Job("sweep", always, partial(once, "sweep", _swept), every_s=3600),
    ]


def _opened() -> int:
    return len(open_scheduled_waves(now()))


def _closed() -> int:
    return len(close_due_waves(now()))


def _listed() -> int:
    return len(open_lists(now()))


def _swept() -> int:
    """Forget saved answers and counted tries that nobody will ask for again."""
    return idempotency.sweep(now() - ANSWERS_KEPT) + throttle.sweep(now() - throttle.WINDOW)


def always() -> bool:
    """For what is cheap to try and seldom tried."""
    return True


def once(name: str, act: Callable[[], int]) -> int:
    """Do ``act`` in one transaction and return what it returned."""

    def watched() -> int:
        done = act()
        if done:
            reach(f"{name}:before-commit")
        return done

    done = transact(watched)
    if done:
        reach(f"{name}:after-commit")
    return done


def waves_due() -> bool:
    """Tell whether the cut-off of an open wave has passed."""
    late = select(Wave.id).where(Wave.state == "open", Wave.cut_off_at <= now())
    return bool(db.session.scalar(select(late.exists())))


def plans_due(planner: Planner) -> bool:
    """Tell whether somebody waits for a plan, or a solver may have answered."""
    return planner.busy or bool(routing.plans_asked())


class Worker:
    """Does what is due, again and again; what fails rests for a while and stops nothing else."""

    def __init__(self, settings: Settings) -> None:
        self._planner = Planner(settings)
        self._jobs = jobs(self._planner)
        self._rest_s: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        self._stop = threading.Event()

    def stop(self, *_signal: object) -> None:
        """Finish the act in hand, then leave the loop."""
        self._stop.set()

    def close(self) -> None:
        """Let the solvers go."""
        self._planner.close()

    def run(self) -> None:
        """Work until told to stop."""
        log.info("worker-started")
        while not self._stop.is_set():
            for job in self._jobs:
                if self._is_its_turn(job) and not self._stop.is_set():
                    self._try(job)
            self._stop.wait(TICK_S)
        log.info("worker-stopped")

    def run_once(self) -> bool:
        """Do all that is due now, and what becomes due by it; return whether all went well."""
        for _ in range(MOST_ROUNDS):
            done = [self._try(job) for job in self._jobs]
            if self._planner.busy:
                done.append(self._try(Job("plan", always, partial(self._planner.work, wait=True))))
            if not any(done):
                break
        return not self._failures

    def _is_its_turn(self, job: Job) -> bool:
        self._rest_s[job.name] = self._rest_s.get(job.name, 0) - TICK_S
        return self._rest_s[job.name] <= 0

    def _try(self, job: Job) -> int:
        try:
            done = job.act() if job.due() else 0
        except Exception:
            self._failures[job.name] += 1
            self._rest_s[job.name] = min(2.0 ** self._failures[job.name], LONGEST_REST_S)
            log.exception("job-failed", job=job.name, times=self._failures[job.name])
            return 0
        else:
            self._rest_s[job.name] = job.every_s
            del self._failures[job.name]
            if done:
                log.info("job-done", job=job.name, count=done)
            return done
        finally:
            db.session.remove()  # nothing stays open while nothing is done


def work(app: Flask, *, single: bool = False) -> bool:
    """Work for ``app`` until SIGTERM or Ctrl-C, or through all that is due if ``single``.

    Returns
    -------
    bool
        Whether everything went well.
    """
    with app.app_context(), closing(Worker(app.config["MENKOU"])) as worker:
        if single:
            return worker.run_once()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
        return True


@click.command("work")
@click.option("--once", "single", is_flag=True, help="Do all that is due now, then leave.")
@click.pass_context
def command(context: click.Context, single: bool) -> None:
    """Close waves, make routes, tell people: whatever is due, until stopped."""
    context.exit(0 if work(current_app, single=single) else 1)
