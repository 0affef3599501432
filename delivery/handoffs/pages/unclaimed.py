"""Bags past their time: what the household would like, what the gate does, what the desk sees."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs.naming import answer_words, carried_out_words, end_words, step_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.schemas import Wish
from delivery.handoffs.unclaimed import queries
from delivery.handoffs.unclaimed import services as unclaimed_services
from delivery.handoffs.unclaimed.rules import ANSWERS
from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.orders.models import Order

P = Permission
WORDS = {"end_words": end_words, "step_words": step_words}


@bp.get("/gate/unclaimed")
@endpoint(P.BAG_TAKE_IN)
def left() -> str:
    """List the bags past their time: what becomes of them, and what is to be done now."""
    rows = queries.in_sight(guard(), now())
    return render_template("handoffs/left.html", rows=rows, gates=gates(), **WORDS)


@bp.post(
    "/gate/unclaimed/<uuid:order_id>/<any(ambient, chilled, frozen):kept>"
    "/<any(door, give, 'return'):way>"
)
@endpoint(P.BAG_TAKE_IN, again=left)
def carry_out(order_id: UUID, kept: str, way: str) -> Response:
    """Do with bags what was decided."""
    outcomes = unclaimed_services.carry_out(order_id, kept, way, proof_of_form(), actor=actor())
    tell(outcomes, carried_out_words(way, len(outcomes)))
    return redirect(url_for("handoffs.left"))


@bp.get("/unclaimed")
@endpoint(P.DISCREPANCY_READ)
def unclaimed() -> str:
    """List for the coordinator the bags past their time, and the doors that they go to."""
    rows = queries.in_sight(acting(), now())
    points = queries.points_of(row.order_id for row in rows)
    return render_template("handoffs/unclaimed.html", rows=rows, points=points, **WORDS)


@bp.get("/orders/<uuid:order_id>/wishes")
@endpoint(P.BAG_WISH)
def wishes(order_id: UUID) -> str:
    """Ask the household what would help."""
    row = fetch(Order, order_id, acting())
    return render_template(
        "handoffs/wishes.html",
        order=row,
        rows=queries.of_order(row.id, now()),
        answers=[(one, *answer_words(one)) for one in ANSWERS],
        **WORDS,
    )


@bp.post("/orders/<uuid:order_id>/wishes")
@endpoint(P.BAG_WISH, again=wishes)
def wish(order_id: UUID) -> Response:
    """Write down what the household would like."""
    row = fetch(Order, order_id, acting())
    unclaimed_services.wish(row, load(Wish)["way"], actor=acting(), at=now())
    flash(_("Thank you. The gate knows."), "ok")
    return redirect(url_for("handoffs.wishes", order_id=row.id))
