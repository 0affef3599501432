"""Keeps a stop that a coordinator moved by hand: a proposal of its own, checked before it is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, WrongState
from delivery.routing.asking import Asked
from delivery.routing.core.plan import Reason
from delivery.routing.core.reading import written
from delivery.routing.models import PLAN, Plan
from delivery.routing.services import Judged, hold, judge, next_plan
from delivery.routing.wave_problem import WaveProblem

Json = dict[str, Any]


def moved(asked: Asked, to: str | None, position: int | None) -> Json:
    """Return the plan's answer with the stop moved; slow, and to be called before a write.

    Raises
    ------
    Conflict
        The routes could not be driven like that; the first reason is said.
    """
    trial, before = asked.tried(to, position), asked.plan.answer
    if not trial.feasible:
        said = trial.reasons[0].text
        raise Conflict(_("Nothing was saved. %(reason)s", reason=said))
    reasons = {left["load"]: left.get("reasons", []) for left in before["skipped"]}
    by_hand = [written(Reason("by-hand"))]
    answer = trial.outcome.plan.to_json()
    for left in answer["skipped"]:
        left["reasons"] = reasons.get(left["load"], by_hand)
    bound = before.get("bound")
    gap = answer["cost"] / bound - 1 if bound else None
    return answer | {"bound": bound, "gap": gap, "seconds": before["seconds"]}


def prepared(plan: Plan, label: str, words: Mapping[str, Any]) -> tuple[Json, Judged]:
    """Return what `keep` needs to move the drop ``label`` of ``plan``; to be called in a glance."""
    to = words["to"] and str(words["to"])
    answer = moved(Asked(plan, label), to, words["position"])
    judge(WaveProblem(plan.problem, plan.orders, plan.left_out), answer)
    return answer, Judged(plan.id, plan.fingerprint)


def keep(plan: Plan, answer: Json, judgement: Judged, *, actor: Actor, at: datetime) -> Plan:
    """Keep ``answer``, made of that of ``plan``, as the wave's next proposal.

    Raises
    ------
    WrongState
        ``plan`` is neither proposed nor in use any more.
    """
    hold(plan.wave_id)
    db.session.refresh(plan, ["_state"])
    if plan.state not in ("proposed", "adopted") or judgement.fingerprint != plan.fingerprint:
        raise WrongState(
            _("These routes are no longer in use. Nothing was saved; please look again.")
        )
    new = next_plan(plan.wave, plan.seconds, actor, at)
    PLAN.apply(new, "move", actor=actor, at=at, wave_id=str(plan.wave_id), of=str(plan.id))
    new.made_at, new.fingerprint = plan.made_at, plan.fingerprint
    new.problem, new.orders, new.left_out = plan.problem, plan.orders, plan.left_out
    new.answer = answer
    db.session.flush()
    return new
