"""What a proposal has otherwise than the routes that are driven, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from delivery.routing import queries
from delivery.routing.core.plan import Plan as Answer
from delivery.routing.core.problem import Problem
from delivery.routing.core.replan import Change, differences
from delivery.routing.models import Plan
from delivery.routing.naming import route_name
from delivery.routing.publishing import visits
from delivery.routing.reasons import Words

LEAST_S = 300
"""A drop that moves by less is within what an estimate means."""


@dataclass(frozen=True, slots=True)
class Said:
    """One change: its code, and a sentence."""

    code: str
    text: str


def changes_of(plan: Plan, words: Words) -> tuple[Said, ...] | None:
    """Return what adopting ``plan`` would change; ``None`` if nothing is driven yet, or it is it."""
    driven = queries.driven(plan.wave) if plan.state == "proposed" else None
    if driven is None or not driven.answer:
        return None
    before, after = Answer.from_json(driven.answer), Answer.from_json(plan.answer)
    present = queries.planned_routes(plan.wave_id)
    names = {k: route_name(r.letter, r.shift.vehicle.kind) for k, r in present.items()}
    words = replace(words, vehicles={**words.vehicles, **names})
    found = [*_left(plan, driven), *differences(before, after, Problem.from_json(plan.problem))]
    said = (Said(c.code, text) for c in found if (text := _sentence(c, words)))
    return tuple(dict.fromkeys(said))


def _left(plan: Plan, driven: Plan) -> Iterator[Change]:
    """Yield what has a route now, and is left out before the router is asked."""
    routed = {
        load for route in driven.answer["routes"] for s in visits(route) for load in s["loads"]
    }
    orders = {order for load in routed for order in driven.orders[load]}
    for left in plan.left_out:
        if orders.intersection(left["orders"]):
            yield Change("left-out", {"drop_point": left["drop_point"]})


def _sentence(change: Change, words: Words) -> str:
    facts = change.facts
    place = words.places.get(str(facts.get("load", facts.get("drop_point", ""))), "")
    names = {
        "place": place,
        "to": _route(words, facts.get("to")),
        "before": _route(words, facts.get("before")),
    }
    return next(_said(change.code, facts, names), "")


def _route(words: Words, name: object) -> str:
    return words.vehicles.get(str(name or "").rpartition("/")[0], "–")


def _said(code: str, facts: Any, names: dict[str, str]) -> Iterator[str]:
    if code == "moved":
        yield _("%(place)s goes with %(to)s instead of %(before)s.", **names)
    elif code == "added":
        yield _("%(place)s goes with %(to)s.", **names)
    elif code == "left-out":
        yield _("%(place)s is left out.", **names)
    elif code == "route-new":
        yield _("%(to)s goes out as well.", **names)
    elif code == "route-gone":
        yield _("%(before)s is not needed any more.", **names)
    elif facts["seconds"] >= LEAST_S:
        minutes = round(facts["seconds"] / 60)
        if code == "later":
            yield ngettext(
                "%(to)s reaches %(place)s %(num)s minute later.",
                "%(to)s reaches %(place)s %(num)s minutes later.",
                minutes,
                **names,
            )
        else:
            yield ngettext(
                "%(to)s reaches %(place)s %(num)s minute earlier.",
                "%(to)s reaches %(place)s %(num)s minutes earlier.",
                minutes,
                **names,
            )
