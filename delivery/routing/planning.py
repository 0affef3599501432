"""The planner: reads a wave, has it solved elsewhere, keeps what came back.

A plan that is asked for is work; whoever finds it may do it. What is being solved is known
only here, so a planner that is killed leaves the plan asked for, and the next one takes it.
Of two planners with one plan, the second to answer is refused, and nothing is doubled.
"""

import uuid
from collections import Counter
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.db import db, glance, transact
from delivery.kernel.errors import WrongState
from delivery.kernel.failpoints import reach
from delivery.routing import queries, services
from delivery.routing.core.problem import InvalidProblem
from delivery.routing.core.solve import solve_json
from delivery.routing.executors import open_executor
from delivery.routing.models import Plan
from delivery.routing.wave_problem import WaveProblem, problem_of
from delivery.settings import Settings

MOST_TRIES = 3
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A problem that is being solved, and when it was read."""

    made: WaveProblem
    read_at: datetime
    future: Future[dict[str, Any]]


class Planner:
    """Answers the plans that are asked for, several at once if the executor can."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._executor: Executor | None = None
        self._tasks: dict[uuid.UUID, Task] = {}
        self._failures: Counter[uuid.UUID] = Counter()

    @property
    def busy(self) -> bool:
        """Tell whether something is being solved."""
        return bool(self._tasks)

    def ask_for_due(self) -> int:
        """Ask for a plan of each wave that is closed and packed; return how many."""
        waves = queries.waves_to_plan()
        for wave in waves:
            seconds = self._settings.solve_seconds
            services.ask(wave, seconds=seconds, actor=SYSTEM, at=now())
        return len(waves)

    def work(self, *, wait: bool = False) -> int:
        """Send off what is asked for and keep what has come back; return how many came.

        Parameters
        ----------
        wait
            Stay until all that was sent off has come back.
        """
        for plan_id in queries.plans_asked():
            if plan_id not in self._tasks:
                self._send(plan_id)
        ready = [key for key, task in self._tasks.items() if wait or task.future.done()]
        for plan_id in ready:
            self._take(plan_id, self._tasks.pop(plan_id))
        return len(ready)

    def close(self) -> None:
        """Let the solvers go; what they have not answered stays asked for."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
        self._tasks.clear()

    def _send(self, plan_id: uuid.UUID) -> None:
        reach("plan:before-read")
        at = now()
        plan = db.session.scalars(select(Plan).where(Plan.id == plan_id)).one()
        made, seconds, seed = problem_of(plan.wave, at=at), plan.seconds, plan.number
        db.session.remove()  # nothing is open while others solve
        reach("plan:after-read")
        if self._executor is None:
            self._executor = open_executor(self._settings)
        try:
            future = self._executor.submit(
                solve_json, made.problem, seconds=seconds, seed=seed, before=made.before
            )
        except RuntimeError:  # a broken pool refuses all work from then on
            self.close()
            raise
        self._tasks[plan_id] = Task(made, at, future)
        log.info("plan-sent", plan=str(plan_id), loads=len(made.orders))

    def _take(self, plan_id: uuid.UUID, task: Task) -> None:
        try:
            answer = task.future.result()
            reach("plan:after-solve")
            services.judge(task.made, answer)
        except (InvalidProblem, services.Undrivable) as wrong:
            log.error("plan-impossible", plan=str(plan_id), why=str(wrong))
            self._give_up(plan_id)
        except Exception:
            self._try_again(plan_id)
            raise
        else:
            self._keep(plan_id, task, answer)

    def _keep(self, plan_id: uuid.UUID, task: Task, answer: dict[str, Any]) -> None:
        def act() -> None:
            plan = db.session.get_one(Plan, plan_id)
            services.propose(plan, task.made, answer, made_at=task.read_at, actor=SYSTEM, at=now())
            reach("plan:before-commit")

        try:
            transact(act)
        except WrongState:
            log.info("plan-not-needed", plan=str(plan_id))
            return
        reach("plan:after-commit")
        log.info("plan-proposed", plan=str(plan_id), cost=answer["cost"])

    def _try_again(self, plan_id: uuid.UUID) -> None:
        """After a solver died: let the others start afresh, and give a killer plan up."""
        self.close()
        self._failures[plan_id] += 1
        if self._failures[plan_id] >= MOST_TRIES:
            self._give_up(plan_id)

    def _give_up(self, plan_id: uuid.UUID) -> None:
        transact(
            lambda: services.give_up(db.session.get_one(Plan, plan_id), actor=SYSTEM, at=now())
        )


def make_anew_due() -> int:
    """Withdraw proposals that reckon with a store's old time, and ask again; return how many."""
    due = queries.plans_out_of_time()
    for plan_id in due:
        transact(partial(_make_anew, plan_id))
        reach("replan:after-commit")
    return len(due)


def _make_anew(plan_id: uuid.UUID) -> None:
    plan = db.session.get_one(Plan, plan_id, populate_existing=True)
    if plan.state != "proposed":  # somebody was quicker
        return
    services.withdraw(plan, actor=SYSTEM, at=now())
    if queries.shares(plan.wave):
        services.ask(plan.wave, seconds=plan.seconds, actor=SYSTEM, at=now())
    reach("replan:before-commit")


def adopt_due() -> int:
    """Adopt the proposals that nobody needs to look at; return how many.

    These are plans that serve everything, in neighbourhoods that adopt theirs themselves. One
    that is out of date is withdrawn, so that the wave is planned again.
    """
    due = queries.plans_that_adopt_themselves()
    for plan_id in due:
        try:
            transact(partial(_adopt, plan_id))
        except services.ProblemChanged:
            transact(partial(_withdraw, plan_id))
        reach("adopt:after-commit")
    return len(due)


def _adopt(plan_id: uuid.UUID) -> None:
    judgement = glance(lambda: services.judged(db.session.get_one(Plan, plan_id)))
    services.adopt(db.session.get_one(Plan, plan_id), judgement, actor=SYSTEM, at=now())
    reach("adopt:before-commit")


def _withdraw(plan_id: uuid.UUID) -> None:
    services.withdraw(db.session.get_one(Plan, plan_id), actor=SYSTEM, at=now())
