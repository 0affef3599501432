"""A bag that is with the wrong household: whose it is, what happened, and the exchange."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs import lookup, queries, swapping
from delivery.handoffs.naming import act_words, swapped_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.schemas import Swap, SwapQuery
from delivery.handoffs.swapping import Way
from delivery.kernel.access import Permission, fetch
from delivery.kernel.http import actor, allow_scanner, endpoint, load, load_query
from delivery.merchants.picking.models import Bag

P = Permission


def ways() -> dict[str, str]:
    """Return what may have happened, as the gate says it."""
    return {
        Way.PUT_RIGHT: _("It came back, and they are here for their own"),
        Way.STILL_OUT: _("Another household still has it; theirs stands here"),
        Way.BOTH_OUT: _("Each had the other's, and they have exchanged them"),
    }


@bp.get("/gate/bags/<uuid:bag_id>/wrong")
@endpoint(P.BAG_TAKE_IN)
def wrong(bag_id: UUID) -> str:
    """Say whose a bag is, ask what happened, then for the other bag."""
    return _page(bag_id, load_query(SwapQuery)["way"])


def _page(bag_id: UUID, way: str) -> str:
    allow_scanner()
    bag = fetch(Bag, bag_id, guard())
    return render_template(
        "handoffs/wrong.html",
        bag=bag,
        names=swapping.names_of(bag.order.household_id),
        way=way,
        ways=ways(),
        last=next(iter(reversed(queries.history(bag.id))), None),
        act_words=act_words,
        gates=gates(),
    )


@endpoint(P.BAG_TAKE_IN)
def swap_again(bag_id: UUID, way: str) -> str:
    """Show the form again where the other bag was not found."""
    return _page(bag_id, way)


@bp.post("/gate/bags/<uuid:bag_id>/wrong/<any('put-right', 'still-out', 'both-out'):way>")
@endpoint(P.BAG_TAKE_IN, again=swap_again)
def swap(bag_id: UUID, way: str) -> Response:
    """Put both bags right, in one act."""
    bag, other = fetch(Bag, bag_id, guard()), lookup.find_bag(load(Swap)["code"], guard())
    swapping.swap(bag.id, other.id, Way(way), proof_of_form("label"), actor=actor())
    flash(swapped_words(way, bag, other), "ok")
    return redirect(url_for("handoffs.bag", bag_id=bag.id))
