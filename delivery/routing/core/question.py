"""Why a stop of a plan is so late, and why it is on its vehicle: what is in the way of otherwise.

The stop is taken out and brought back in every other way, all other visits kept in their order. Where
one can be driven, its price is the reason; else the smallest set of facts without which one could.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from delivery.routing.core.asked import Asked
from delivery.routing.core.plan import Plan, Reason
from delivery.routing.core.problem import Problem

EARLIER_S = 600
"""How much earlier is worth asking for, if the asker names no time."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is in the way of one other vehicle: its price if nothing is."""

    vehicle: str
    unit: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Why the drop at ``drop_point`` by one vehicle begins at ``starts_s``.

    ``by_s`` is the time that was asked for; without one it was asked why this vehicle, and
    ``elsewhere`` says it of each other one.
    """

    vehicle: str
    unit: int
    drop_point: str
    starts_s: int
    by_s: int | None
    reasons: tuple[Reason, ...]
    elsewhere: tuple[Elsewhere, ...] = ()


def why_so_late(
    problem: Problem, plan: Plan, vehicle: str, unit: int, drop_point: str, by_s: int | None = None
) -> Answer:
    """Return why a stop does not begin by ``by_s``, or some minutes earlier than it does.

    ``plan`` must be one of ``problem`` without fault.

    Raises
    ------
    KeyError
        No route of the plan has such a stop.
    """
    asked = Asked(problem, plan, vehicle, unit, drop_point)
    by_s = max(0, asked.stop.starts_s - EARLIER_S) if by_s is None else by_s
    if (fixed := asked.fixed()) is not None:
        return _answer(asked, (fixed,), by_s)
    asked.wish(by_s)
    only = [asked.tours[asked.home]] if asked.aboard() else [*asked.units(), *asked.spares()]
    found = asked.ways_by(only)
    return _answer(asked, asked.reasons(found), by_s)


def why_this_vehicle(
    problem: Problem, plan: Plan, vehicle: str, unit: int, drop_point: str
) -> Answer:
    """Return why a stop is not brought by any other vehicle; see `why_so_late`."""
    asked = Asked(problem, plan, vehicle, unit, drop_point)
    if (fixed := asked.fixed() or asked.aboard()) is not None:
        return _answer(asked, (fixed,), None)
    others = [tour for tour in asked.units() if (tour.vehicle, tour.unit) != asked.home]
    if not others:
        return _answer(asked, (Reason("only-vehicle", {"vehicle": vehicle}),), None)
    found = {(tour.vehicle, tour.unit): asked.ways_by([tour]) for tour in others}
    each = [
        Elsewhere(problem.vehicles[v].id, u, asked.reasons(some)) for (v, u), some in found.items()
    ]
    together = asked.reasons([way for some in found.values() for way in some])
    return _answer(asked, together, None, each)


def _answer(
    asked: Asked, reasons: tuple[Reason, ...], by_s: int | None, each: Sequence[Elsewhere] = ()
) -> Answer:
    where = (asked.route.vehicle, asked.route.unit, asked.drop_point, asked.stop.starts_s)
    return Answer(*where, by_s, reasons, tuple(each))
