"""Cold bags that have nearly used their minutes, at the gate and for the coordinator."""

from flask import current_app, render_template

from delivery.handoffs.cold import queries
from delivery.handoffs.naming import cold_words, spans_words
from delivery.handoffs.pages.blueprint import bp
from delivery.handoffs.pages.gate import gates, guard
from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import acting, endpoint

P = Permission
WORDS = {"cold_words": cold_words, "spans_words": spans_words}


def allowed_min() -> dict[str, int]:
    """Return how many minutes a bag of each cold class may be on its way."""
    allowed: dict[str, int] = current_app.config["MENKOU"].cold_min
    return allowed


@bp.get("/gate/cold")
@endpoint(P.BAG_TAKE_IN)
def cold_here() -> str:
    """List the cold bags of this gate that have nearly used their minutes."""
    rows = queries.alarms(guard(), allowed_min(), now())
    return render_template("handoffs/cold_here.html", rows=rows, gates=gates(), **WORDS)


@bp.get("/cold")
@endpoint(P.DISCREPANCY_READ)
def cold() -> str:
    """List the cold bags in sight that have nearly used their minutes."""
    return render_template(
        "handoffs/cold.html", rows=queries.alarms(acting(), allowed_min(), now()), **WORDS
    )
