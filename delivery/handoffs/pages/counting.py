"""What a vehicle brought and what it did not: the list opens by itself, and each bag is settled."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs import counting, loads, services
from delivery.handoffs.naming import came_words, holder_words, taken_in_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.road import stop_at_gate
from delivery.handoffs.schemas import Absent
from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.merchants.picking.models import Bag
from delivery.people.naming import gate_label

P = Permission


@bp.get("/gate/stops/<uuid:visit_id>")
@endpoint(P.BAG_TAKE_IN)
def visit(visit_id: UUID) -> str:
    """Show what came with a vehicle, what did not, and who had it last."""
    stop = stop_at_gate(visit_id, actor())
    found = loads.visit(stop.id)
    if found is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    missed, lost = loads.open_bags([stop.id]), loads.lost_bags([stop.id])
    return render_template(
        "handoffs/visit.html",
        visit=found,
        over=found.is_over(now()),
        missed=missed,
        lost=lost,
        told=loads.gates_told([*missed, *lost]),
        others=[(gate.id, gate_label(gate)) for gate in counting.other_gates(stop.drop_point.gate)],
        holder_words=holder_words,
        came_words=came_words,
        gates=gates(),
    )


@bp.post("/gate/stops/<uuid:visit_id>/count")
@endpoint(P.BAG_TAKE_IN, again=visit)
def count(visit_id: UUID) -> Response:
    """Say that this was all that the vehicle brought."""
    stop = stop_at_gate(visit_id, actor())
    found = counting.count(stop, proof_of_form(), actor=actor())
    flash(came_words(found), "bad" if found.unsettled else "ok")
    return redirect(url_for("handoffs.visit", visit_id=stop.id))


def _brought(visit_id: UUID, bag_id: UUID) -> Bag:
    """Return a bag that a visit to one's own gate was to bring."""
    if bag_id not in loads.bag_ids(stop_at_gate(visit_id, actor()).id):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return fetch(Bag, bag_id, guard())


@bp.post("/gate/stops/<uuid:visit_id>/bags/<uuid:bag_id>/take-in")
@endpoint(P.BAG_TAKE_IN, again=visit)
def bag_is_here(visit_id: UUID, bag_id: UUID) -> Response:
    """Take in a bag that is here after all."""
    bag = _brought(visit_id, bag_id)
    act = services.find if bag.state == "missing" else services.take_in
    tell(act([bag.id], proof_of_form(), actor=actor()), taken_in_words(1))
    return redirect(url_for("handoffs.visit", visit_id=visit_id))


@bp.post("/gate/stops/<uuid:visit_id>/bags/<uuid:bag_id>/miss")
@endpoint(P.BAG_TAKE_IN, again=visit)
def bag_is_absent(visit_id: UUID, bag_id: UUID) -> Response:
    """Say that a bag never came, or at which gate it is."""
    said = proof_of_form(gate=load(Absent)["gate"])
    bag = _brought(visit_id, bag_id)
    outcomes = counting.settle_as_absent([bag.id], said, actor=actor())
    tell(outcomes, _("It is written down. The household and the coordinator know."))
    return redirect(url_for("handoffs.visit", visit_id=visit_id))


@bp.get("/discrepancies")
@endpoint(P.DISCREPANCY_READ)
def discrepancies() -> str:
    """List the bags in sight that nobody has explained, and those at another gate than their own."""
    return render_template("handoffs/discrepancies.html", **open_at(acting()))


def open_at(who: Any) -> dict[str, Any]:
    """Return what the pages say of loads that are over and not explained."""
    visits = loads.discrepancies(who, now())
    bags = loads.open_bags([one.stop_id for one in visits])
    strays = loads.strays(who)
    return {
        "visits": visits,
        "bags": bags,
        "strays": strays,
        "told": loads.gates_told([*bags, *strays]),
        "holder_words": holder_words,
        "came_words": came_words,
    }
