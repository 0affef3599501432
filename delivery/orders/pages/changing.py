"""Changing an order: how many of each, with what that makes of it before it is saved."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import Invalid
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.kernel.languages import money
from delivery.orders import schemas, services
from delivery.orders.models import Order
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import orders

P = Permission


@bp.get("/orders/<uuid:order_id>/change")
@endpoint(P.ORDER_PLACE)
def change(order_id: UUID) -> str | Response:
    """Show the lines of an order, and what the numbers that were chosen would make of it."""
    services.require_own(fetch(Order, order_id, acting()), actor())
    row = orders.full(order_id)
    if not orders.can_change(row, now()):
        if refusal := g.get("refusal"):
            raise refusal
        return redirect(url_for("desk.order", order_id=order_id))
    wanted = differing(row, _asked())
    return render_template(
        "orders/change.html",
        order=row,
        wanted=wanted,
        preview=services.preview_change(row, wanted, at=now()),
    )


def _asked() -> dict[UUID, int]:
    """Return the numbers that were chosen, in the address or in a form that was refused."""
    if request.method == "GET":
        return dict(load_query(schemas.ChangeQuery)["to"])
    return {} if isinstance(g.refusal, Invalid) else dict(load(schemas.ChangeForm)["to"])


def differing(order: Order, wanted: dict[UUID, int]) -> dict[UUID, int]:
    """Return what of ``wanted`` is another number than ``order`` holds, of the offers it has."""
    held = {line.offer_id: line.quantity for line in order.asked}
    return {id_: n for id_, n in wanted.items() if id_ in held and held[id_] != n}


@bp.post("/orders/<uuid:order_id>/change")
@endpoint(P.ORDER_PLACE, again=change)
def save_change(order_id: UUID) -> Response:
    """Save what was shown."""
    row = fetch(Order, order_id, acting())
    words = load(schemas.ChangeForm)
    services.amend_order(
        row, dict(words["to"]), shown_fen=words["shown_fen"], actor=actor(), at=now()
    )
    if row.state == "placed":
        flash(_("Saved. The order now costs %(sum)s.", sum=money(words["shown_fen"])))
    return redirect(url_for("desk.order", order_id=order_id))
