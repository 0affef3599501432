"""The worker: one list of what may be due, which ``worker`` goes through again and again.

What is due is asked of the rows by their state, never remembered. So a worker that was killed
anywhere is replaced by starting another, and any number of them may run beside each other.
"""

import signal
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial

import click
from flask import Flask, current_app
from sqlalchemy import exists, select

from delivery.handoffs.unclaimed.rules import Patience
from delivery.handoffs.unclaimed.services import look_after
from delivery.kernel import idempotency
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.kernel.failpoints import reach
from delivery.merchants.catalogue.lists import checking, publishing
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.services import answer_for_the_silent, open_lists
from delivery.merchants.picking.services.answering import unanswered
from delivery.notices import telling
from delivery.orders.models import Order, Wave
from delivery.orders.services import (
    ask_weekly,
    close_due_waves,
    forget_photos,
    open_scheduled_waves,
)
from delivery.people import codes, sessions, throttle
from delivery.routing import queries as routing
from delivery.routing.planning import Planner, adopt_due, make_anew_due
from delivery.settings import Settings
from delivery.worker import Job, Worker

ANSWERS_KEPT, CODES_KEPT, SESSIONS_KEPT = (timedelta(days=d) for d in (7, 30, 30))


def jobs(planner: Planner) -> list[Job]:
    """Return all there is to do, in the order of a day."""
    return [
        Job("schedule", always, partial(once, "schedule", _opened), every_s=60),
        Job("ask-weekly", always, partial(once, "ask-weekly", _asked_weekly), every_s=60),
        Job("close", waves_due, partial(once, "close", _closed)),
        Job("list", lists_due, partial(once, "list", _listed)),
        Job("answer", answers_due, partial(once, "answer", _answered)),
        Job("ask", routing.waves_to_plan, partial(once, "ask", planner.ask_for_due)),
        Job("plan", partial(plans_due, planner), planner.work),
        Job("replan", routing.plans_out_of_time, make_anew_due),
        Job("adopt", routing.plans_that_adopt_themselves, adopt_due),
        Job("check-list", partial(checking.lists_due, "asked"), checking.check_due),
        Job("take-in-list", partial(checking.lists_due, "accepted"), publishing.publish_due),
        Job("unclaimed", always, partial(once, "unclaimed", _looked_after), every_s=60),
        Job("tell", lambda: telling.is_due(now()), lambda: telling.tell(now())),
        Job("tell-all", always, lambda: telling.tell(now(), complete=True), every_s=600),
        Job("sweep", always, partial(once, "sweep", _swept), every_s=3600),
    ]


def _opened() -> int:
    return len(open_scheduled_waves(now()))


def _asked_weekly() -> int:
    return ask_weekly(now())


def _closed() -> int:
    return len(close_due_waves(now()))


def _listed() -> int:
    return len(open_lists(now()))


def _answered() -> int:
    return answer_for_the_silent(now())


def _looked_after() -> int:
    settings = current_app.config["MENKOU"]
    return look_after(now(), Patience(settings.keep_min, settings.keep_step_min))


def _swept() -> int:
    """Forget what nobody will ask for again; ``docs/privacy.md`` says after how long."""
    return (
        idempotency.sweep(now() - ANSWERS_KEPT)
        + throttle.sweep(now() - throttle.WINDOW)
        + codes.sweep(now() - CODES_KEPT)
        + sessions.sweep(now() - SESSIONS_KEPT)
        + publishing.sweep(now())
        + forget_photos(now())
    )


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


def lists_due() -> bool:
    """Tell whether a store has orders of a closed wave and no pick list for them."""
    listed = exists().where(PickList.wave_id == Order.wave_id, PickList.store_id == Order.store_id)
    missing = (
        select(Order.id)
        .join(Wave)
        .where(Wave.state.in_(("closed", "planned")), Order.state == "placed", ~listed)
    )
    return bool(db.session.scalar(select(missing.exists())))


def answers_due() -> bool:
    """Tell whether the time to answer a proposal has passed."""
    return bool(db.session.scalar(select(unanswered(now()).exists())))


def plans_due(planner: Planner) -> bool:
    """Tell whether somebody waits for a plan, or a solver may have answered."""
    return planner.busy or bool(routing.plans_asked())


def worker_for(settings: Settings) -> Worker:
    """Return the worker of an installation with ``settings``; nothing is started yet."""
    planner = Planner(settings)
    return Worker(jobs(planner), planner)


def work(app: Flask, *, single: bool = False) -> bool:
    """Work for ``app`` until SIGTERM or Ctrl-C, or through all that is due if ``single``.

    Returns
    -------
    bool
        Whether everything went well.
    """
    with app.app_context(), closing(worker_for(app.config["MENKOU"])) as worker:
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
