"""The gate takes in: what is on its way, bag by bag or a whole vehicle at once."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from delivery.handoffs import lookup, queries, services
from delivery.handoffs.naming import taken_in_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.road import stop_at_gate
from delivery.handoffs.schemas import Code
from delivery.kernel.access import Permission, fetch
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, allow_scanner, endpoint, load
from delivery.merchants.picking.models import Bag

P = Permission


@bp.get("/gate/arrivals")
@endpoint(P.BAG_TAKE_IN)
def arrivals() -> str:
    """Show what is coming, and where the bag that was scanned last belongs."""
    allow_scanner()
    return render_template(
        "handoffs/arrivals.html",
        gates=gates(),
        visits=queries.arrivals(guard()),
        without_route=queries.without_route(guard()),
        counts=queries.bag_counts(guard()),
        last=_last_bag(),
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
    bag = lookup.find_bag(load(Code)["code"], guard())
    act = services.find if bag.state == "missing" else services.take_in
    outcomes = act([bag.id], proof_of_form("label"), actor=actor())
    tell(outcomes, taken_in_words(1))
    return redirect(url_for("handoffs.arrivals", bag=bag.id))


@bp.post("/gate/stops/<uuid:stop_id>/take-in")
@endpoint(P.BAG_TAKE_IN, again=arrivals)
def take_in_stop(stop_id: UUID) -> Response:
    """Take in all that a vehicle brings here."""
    stop = stop_at_gate(stop_id, actor())
    outcomes = services.take_in_stop(stop, proof_of_form(), actor=actor())
    tell(outcomes, taken_in_words(len(outcomes)))
    return redirect(url_for("handoffs.arrivals"))
