"""One stop of a plan: why it is so late and on its vehicle, and what becomes of it elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import Any

from flask_babel import get_timezone
from flask_babel import gettext as _

from delivery.kernel.errors import Invalid, NotFound
from delivery.routing.board import Board, Line, Visit
from delivery.routing.core.plan import Plan as Answer
from delivery.routing.core.plan import Reason
from delivery.routing.core.problem import Problem
from delivery.routing.core.question import why_so_late, why_this_vehicle
from delivery.routing.core.reading import written
from delivery.routing.core.what_if import Move, Outcome, what_if
from delivery.routing.mishaps import as_reasons
from delivery.routing.models import Plan
from delivery.routing.publishing import instant, visits
from delivery.routing.reasons import Words, answer
from delivery.routing.rules import COST_UNITS_PER_FEN, seconds_after
from delivery.routing.showing import Rows, board_of, rows_of, words_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Why:
    """What is in the way: codes with figures, each as a sentence too."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is in the way of one other vehicle; ``name`` is its route, if it has one."""

    name: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a move leads to: whether it can be driven, and the difference that it makes."""

    feasible: bool
    reasons: tuple[Why, ...]
    cost_fen: int
    minutes: int
    outcome: Outcome


class Asked:
    """A question about the stop called ``label``, such as ``A3``, of a plan that was made.

    Raises
    ------
    NotFound
        The plan has no such stop.
    """

    def __init__(self, plan: Plan, label: str) -> None:
        if not plan.answer:
            raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
        self.plan, self.label = plan, label
        self.rows: Rows = rows_of(plan)
        self.board: Board = board_of(plan, self.rows)
        self.line, self.visit = self._place(label)
        self.stop = self._stops(self.line)[self.line.drops.index(self.visit)]
        loads = {load["id"]: load for load in plan.problem["loads"]}
        self.point = str(loads[self.stop["loads"][0]]["drop_point"])

    @cached_property
    def problem(self) -> Problem:
        """The problem that the plan was made for."""
        return Problem.from_json(self.plan.problem)

    @cached_property
    def answer(self) -> Answer:
        """The plan as the router knows it."""
        return Answer.from_json(self.plan.answer)

    @cached_property
    def words(self) -> Words:
        """How things are called in the sentences."""
        return words_of(self.plan, self.rows, self.board)

    def why_so_late(self, by: datetime) -> tuple[Why, ...]:
        """Return why the stop does not begin by ``by``."""
        by_s = seconds_after(self.plan.wave.cut_off_at, by)
        asked = why_so_late(self.problem, self.answer, self.line.shift, 0, self.point, by_s)
        return self._said(asked.reasons)

    def why_this_vehicle(self) -> tuple[tuple[Why, ...], tuple[Elsewhere, ...]]:
        """Return why the stop goes with no other vehicle, together and for each of them."""
        asked = why_this_vehicle(self.problem, self.answer, self.line.shift, 0, self.point)
        names = self.words.vehicles
        each = (Elsewhere(names[e.vehicle], self._said(e.reasons)) for e in asked.elsewhere)
        return self._said(asked.reasons), tuple(each)

    def tried(self, to: str | None, position: int | None) -> Trial:
        """Return what comes of the stop going to the shift ``to``, or being left out.

        ``position`` counts the drops of that route from 1; without it, where it costs least.

        Raises
        ------
        Invalid
            There is no such shift in this plan.
        """
        at = None if position is None else position - 1
        move = Move(tuple(self.stop["loads"]), to, 0, at)
        try:
            outcome = what_if(self.problem, self.answer, move)
        except KeyError as unknown:
            said = _("This plan has no such route.")
            raise Invalid(said, fields={"to": [said]}) from unknown
        stores = [store["id"] for store in self.plan.problem["stores"]]
        reasons = as_reasons(outcome.faults, stores)
        return Trial(
            outcome.feasible,
            tuple(Why(each["code"], answer(each, self.words, self.point)) for each in reasons),
            round(outcome.cost / COST_UNITS_PER_FEN),
            round(outcome.seconds / 60),
            outcome,
        )

    def by(self, clock: time | None) -> datetime:
        """Return the instant that ``clock`` says on the day of the stop; a quarter earlier without."""
        begins = instant(self.plan, self.stop["starts_s"])
        if clock is None:
            return max(self.plan.wave.cut_off_at, instant(self.plan, self.stop["starts_s"] - 900))
        local = begins.astimezone(get_timezone())
        return local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)

    def _place(self, label: str) -> tuple[Line, Visit]:
        for line in self.board.lines:
            for visit in line.drops:
                if visit.label == label:
                    return line, visit
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))

    def _stops(self, line: Line) -> list[Json]:
        routes = self.plan.answer["routes"]
        route = next(route for route in routes if route["vehicle"] == line.shift)
        return [dict(stop) for stop in visits(route) if stop["kind"] == "drop"]

    def _said(self, reasons: Sequence[Reason]) -> tuple[Why, ...]:
        return tuple(Why(r.code, answer(written(r), self.words, self.point)) for r in reasons)


def told(asked: Asked, words: Mapping[str, Any]) -> Json:
    """Return all that a page or a program is told of a stop; ``words`` are of ``DropAsked``."""
    by = asked.by(words["by"])
    here, elsewhere = asked.why_this_vehicle()
    to = words["to"] and str(words["to"])
    return {
        "label": asked.label,
        "name": asked.visit.name,
        "route": asked.line.letter,
        "arrives_at": asked.visit.arrives_at,
        "by": by,
        "so_late": asked.why_so_late(by),
        "this_vehicle": here,
        "elsewhere": elsewhere,
        "trial": asked.tried(to, words["position"]) if words["tries"] or to else None,
    }
