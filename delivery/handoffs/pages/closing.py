"""The end of a shift and of a day: what stands at the gate is counted, and each bag explained."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs import closing
from delivery.handoffs.naming import counted_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form
from delivery.handoffs.pages.gate import guard
from delivery.handoffs.schemas import ShelfCount
from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint, load
from delivery.places.models import Gate

P = Permission


@bp.get("/gate/<uuid:gate_id>/day")
@endpoint(P.BAG_TAKE_IN)
def gate_day(gate_id: UUID) -> str:
    """Show how the day stands, and ask for the count."""
    gate = fetch(Gate, gate_id, guard())
    counted = closing.last(gate.id, closing.COUNT)
    differs = _differs(counted)
    return render_template(
        "handoffs/day.html",
        gate=gate,
        day=closing.day(gate.id, now()),
        counted=counted,
        closed=closing.last(gate.id, closing.CLOSE),
        differs=differs,
        standing=closing.standing(gate.id, sorted(differs)) if differs else [],
        counted_words=counted_words,
    )


def _differs(counted: Any) -> dict[str, int]:
    if counted is None:
        return {}
    return closing.difference(counted.facts["expected"], counted.facts["counted"])


@bp.post("/gate/<uuid:gate_id>/day/count")
@endpoint(P.BAG_TAKE_IN, again=gate_day)
def count_shelf(gate_id: UUID) -> Response:
    """Write down what was counted on the shelf."""
    gate = fetch(Gate, gate_id, guard())
    differs = closing.count_shelf(gate, load(ShelfCount), proof_of_form(), actor=actor())
    flash(counted_words(differs), "bad" if differs else "ok")
    return redirect(url_for("handoffs.gate_day", gate_id=gate.id))


@bp.post("/gate/<uuid:gate_id>/day/close")
@endpoint(P.BAG_TAKE_IN, again=gate_day)
def close_day(gate_id: UUID) -> Response:
    """Close the day: every bag has an end, or it is known where it goes."""
    gate = fetch(Gate, gate_id, guard())
    closing.close_day(gate, proof_of_form(), actor=actor())
    flash(_("The day is closed. Every bag is explained."), "ok")
    return redirect(url_for("handoffs.gate_day", gate_id=gate.id))
