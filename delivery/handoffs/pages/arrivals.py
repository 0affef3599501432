"""The gate takes in: what is on its way, bag by bag or a whole vehicle at once."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs import counting, lookup, queries, services
from delivery.handoffs.naming import taken_in_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.pages.counting import open_at
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.road import stop_at_gate
from delivery.handoffs.schemas import Code
from delivery.kernel.access import Permission, fetch
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, allow_scanner, endpoint, load
from delivery.merchants.picking.models import Bag
from delivery.people.naming import gate_label
from delivery.places.models import Gate

P = Permission


@bp.get("/gate/arrivals")
@endpoint(P.BAG_TAKE_IN)
def arrivals() -> str:
    """Show what is coming, and where the bag that was scanned last belongs."""
    allow_scanner()
    return render_template(
        "handoffs/arrivals.html",
        gates=gates(),
        coming=queries.arrivals(guard()),
        without_route=queries.without_route(guard()),
        counts=queries.bag_counts(guard()),
        last=_last_bag(),
        **open_at(guard()),
    )


def _last_bag() -> Bag | None:
    try:
        return fetch(Bag, UUID(request.args.get("bag", "")), guard())
    except (ValueError, NotFound):
        return None


@bp.post("/gate/take-in")
@endpoint(P.BAG_TAKE_IN, again=arrivals)
def take_in() -> Response:
    """Take in the bag whose label was scanned; one that was given up is found."""
    code, own = load(Code)["code"], gates()
    if len(own) == 1 and (stray := lookup.stray_of(code, guard())):
        return _turned_up(stray, own[0])
    bag = lookup.find_bag(code, guard())
    act = services.find if bag.state == "missing" else services.take_in
    outcomes = act([bag.id], proof_of_form("label"), actor=actor())
    tell(outcomes, taken_in_words(1))
    return redirect(url_for("handoffs.arrivals", bag=bag.id))


def _turned_up(stray: Bag, here: Gate) -> Response:
    """Keep a bag of another gate, and let its own know where it is."""
    counting.turn_up(stray, here.id, proof_of_form("label"), actor=actor())
    other = gate_label(stray.order.drop_point.gate)
    flash(
        _(
            "This bag belongs to %(gate)s. Put it on Returns; they know that it is here.",
            gate=other,
        ),
        "bad",
    )
    return redirect(url_for("handoffs.arrivals"))


@bp.post("/gate/stops/<uuid:stop_id>/take-in")
@endpoint(P.BAG_TAKE_IN, again=arrivals)
def take_in_stop(stop_id: UUID) -> Response:
    """Take in all that a vehicle brings here."""
    stop = stop_at_gate(stop_id, actor())
    outcomes = services.take_in_stop(stop, proof_of_form(), actor=actor())
    tell(outcomes, taken_in_words(len(outcomes)))
    return redirect(url_for("handoffs.arrivals"))
