"""The gate looks ahead: how many come in each slot, and from which stairs."""

from flask import render_template

from delivery.handoffs import expected as queries
from delivery.handoffs.pages.blueprint import bp
from delivery.handoffs.pages.gate import gates, guard
from delivery.handoffs.schemas import ExpectedQuery
from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import endpoint, load_query

P = Permission


@bp.get("/gate/expected")
@endpoint(P.BAG_TAKE_IN)
def expected() -> str:
    """Show the slots, and who comes in the one that is under way or was asked for."""
    slots = queries.slots(guard(), now())
    asked = load_query(ExpectedQuery)["slot"]
    current = next((s.starts_at for s in slots if s.ends_at > now()), None)
    chosen = asked or current
    return render_template(
        "handoffs/expected.html",
        gates=gates(),
        slots=slots,
        chosen=chosen,
        rows=queries.households(guard(), chosen) if chosen else [],
    )
