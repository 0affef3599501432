"""From a closed wave to routes: ask for a plan, propose what was solved, adopt it.

The worker solves between ``ask`` and ``propose``, with no transaction open: see ``planning``.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, WrongState
from delivery.orders.models import WAVE, Wave
from delivery.routing import queries
from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan as Answer
from delivery.routing.core.problem import Problem
from delivery.routing.models import PLAN, ROUTE, Plan, Route
from delivery.routing.publishing import in_order, keep_routes, letters_of, publish
from delivery.routing.wave_problem import WaveProblem, problem_of

FEWEST_SECONDS, MOST_SECONDS = 0.05, 60.0


class ProblemChanged(Conflict):
    """The wave is no longer what the plan was made for."""

    code = "problem-changed"


class Undrivable(ValueError):
    """The solver's plan has faults. It is the solver's mistake, not the user's."""


def ask(wave: Wave, *, seconds: float, actor: Actor, at: datetime) -> Plan:
    """Ask for a plan of ``wave``; the worker makes it. One that waits already is returned.

    Raises
    ------
    WrongState
        The wave still takes orders, or was cancelled.
    Conflict
        Nothing of it is to be brought anywhere.
    """
    actor.require(Permission.PLAN_MAKE)
    hold(wave.id)
    waiting = db.session.scalar(select(Plan).filter_by(wave_id=wave.id, state="asked"))
    if waiting is not None:
        return waiting
    if wave.state not in ("closed", "planned"):
        raise WrongState(_("Routes are made once the wave is closed."))
    if not queries.shares(wave) and not queries.under_way(wave.id):
        raise Conflict(_("Nothing of this wave is waiting to be brought anywhere."))
    plan = next_plan(wave, seconds, actor, at)
    ledger.record("ask", plan, actor_id=actor.id, at=at, seconds=plan.seconds)
    return plan


def hold(wave_id: uuid.UUID) -> None:
    """Let nobody else plan the wave before this transaction ends.

    On PostgreSQL two who act at once wait here for each other; on SQLite they already have.
    """
    db.session.execute(select(Wave.id).where(Wave.id == wave_id).with_for_update())


def next_plan(wave: Wave, seconds: float, actor: Actor, at: datetime) -> Plan:
    """Return a new row for the next plan of ``wave``, of which nothing is known yet."""
    last = db.session.scalar(select(func.max(Plan.number)).where(Plan.wave_id == wave.id))
    plan = Plan(
        _state=PLAN.initial,
        wave_id=wave.id,
        number=(last or 0) + 1,
        seconds=min(max(seconds, FEWEST_SECONDS), MOST_SECONDS),
        asked_by=actor.id,
        asked_at=at,
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def judge(made: WaveProblem, answer: Mapping[str, Any]) -> None:
    """Raise ``Undrivable`` if ``answer`` has faults. Touches no database."""
    found = faults(Problem.from_json(made.problem), Answer.from_json(answer))
    if found:
        raise Undrivable("; ".join(str(fault) for fault in found))


@dataclass(frozen=True, slots=True)
class Judged:
    """That a plan, made from the problem of this ``fingerprint``, has no fault."""

    plan_id: uuid.UUID
    fingerprint: str | None


def judged(plan: Plan) -> Judged:
    """Judge what ``plan`` says, which takes a while: to be called before a write, in a glance.

    What a plan says is written once, with its fingerprint, so the judgement stays true.
    """
    if plan.answer:
        judge(WaveProblem(plan.problem, plan.orders, plan.left_out), plan.answer)
    return Judged(plan.id, plan.fingerprint)


def propose(
    plan: Plan,
    made: WaveProblem,
    answer: dict[str, Any],
    *,
    made_at: datetime,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what was solved for ``plan``, a judged ``answer``, for the coordinator to look at.

    Raises
    ------
    WrongState
        Another worker was quicker, or nobody waits for it any more.
    """
    left_out = len(made.left_out) + len(answer["skipped"])
    counts = {"routes": len(answer["routes"]), "left_out": left_out}
    PLAN.apply(plan, "propose", actor=actor, at=at, wave_id=str(plan.wave_id), **counts)
    plan.made_at, plan.fingerprint = made_at, made.fingerprint()
    plan.problem, plan.orders, plan.left_out = made.problem, made.orders, made.left_out
    plan.answer = answer
    db.session.flush()


def give_up(plan: Plan, *, actor: Actor, at: datetime) -> None:
    """Note that no plan could be made, so that nobody waits for it; asking again is free."""
    PLAN.apply(plan, "fail", actor=actor, at=at, wave_id=str(plan.wave_id))


def is_current(plan: Plan) -> bool:
    """Tell whether the wave still is what ``plan`` was made for."""
    if plan.made_at is None:
        return False
    return problem_of(plan.wave, at=plan.made_at).fingerprint() == plan.fingerprint


def adopt(plan: Plan, judgement: Judged, *, actor: Actor, at: datetime) -> list[Route]:
    """Make ``plan``, which was `judged`, the routes of its wave, in the place of any that it had.

    Raises
    ------
    WrongState
        The plan was adopted or withdrawn already.
    ProblemChanged
        Orders, bags, gates or shifts changed since the plan was made.
    """
    hold(plan.wave_id)
    current = judgement == Judged(plan.id, plan.fingerprint) and is_current(plan)
    PLAN.apply(plan, "adopt", actor=actor, at=at, wave_id=str(plan.wave_id))
    if not current:
        raise ProblemChanged(
            _("Something changed since these routes were made. Nothing was saved; make them again.")
        )
    others = select(Plan.id).where(Plan.wave_id == plan.wave_id, Plan.id != plan.id)
    PLAN.apply_all(db.session.scalars(others).all(), "withdraw", actor=actor, at=at)
    WAVE.apply(plan.wave, "plan", actor=actor, at=at, plan_id=str(plan.id))
    return _put_in_place(plan, actor, at)


def _put_in_place(plan: Plan, actor: Actor, at: datetime) -> list[Route]:
    """Publish the routes of ``plan``; who is out on a route that stays as it is hears nothing."""
    present, named = queries.planned_routes(plan.wave_id), letters_of(plan)
    kept = keep_routes(plan, present) if plan.problem.get("locked") else {}
    gone = {shift: route for shift, route in present.items() if shift not in kept}
    again = {route["vehicle"] for route in in_order(plan)} if plan.problem.get("locked") else set()
    for action, ids in (
        ("replace", [route.id for shift, route in gone.items() if shift in again]),
        ("withdraw", [route.id for shift, route in gone.items() if shift not in again]),
    ):
        ROUTE.apply_all(ids, action, actor=actor, at=at)
    routes = publish(plan, named, but=kept)
    for route in routes:
        action = "change" if again and str(route.shift_id) in gone else "publish"
        ledger.record(action, route, actor_id=actor.id, at=at, wave_id=str(plan.wave_id))
    return [*kept.values(), *routes]


def withdraw(plan: Plan, *, actor: Actor, at: datetime) -> None:
    """Take back a plan that nobody drives, so that another one can be made."""
    PLAN.apply(plan, "withdraw", actor=actor, at=at, wave_id=str(plan.wave_id))
