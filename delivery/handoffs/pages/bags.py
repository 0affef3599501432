"""One bag at the gate: how it came, and what else may happen to it."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from delivery.handoffs import queries, services
from delivery.handoffs.cold import queries as cold
from delivery.handoffs.naming import act_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.pages.cold import WORDS, allowed_min
from delivery.handoffs.pages.gate import guard
from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint
from delivery.merchants.picking.models import Bag

P = Permission
ACTS = {
    "hand-over": services.hand_over,
    "return": services.return_,
    "destroy": services.destroy,
    "miss": services.miss,
    "find": services.find,
}


@bp.get("/gate/bags/<uuid:bag_id>")
@endpoint(P.BAG_TAKE_IN)
def bag(bag_id: UUID) -> str:
    """Show a bag's history and what may be done with it."""
    found = fetch(Bag, bag_id, guard())
    return render_template(
        "handoffs/bag.html",
        bag=found,
        history=queries.history(found.id),
        act_words=act_words,
        cold=cold.minutes_of_bag(found, allowed_min(), now()),
        **WORDS,
    )


@bp.post("/gate/bags/<uuid:bag_id>/<any('hand-over', return, destroy, miss, find):action>")
@endpoint(P.BAG_TAKE_IN, again=bag)
def act_on_bag(bag_id: UUID, action: str) -> Response:
    """Do one thing with one bag."""
    found = fetch(Bag, bag_id, guard())
    outcomes = ACTS[action]([found.id], proof_of_form("label"), actor=actor())
    tell(outcomes, act_words(action))
    return redirect(url_for("handoffs.bag", bag_id=found.id))
