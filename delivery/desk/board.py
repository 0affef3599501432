"""The coordinator's day: what needs a person, and how far today's bags have come."""

from flask import render_template

from delivery.desk import day as days
from delivery.desk import road
from delivery.desk.blueprint import bp
from delivery.desk.matters import matters
from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import acting, endpoint


@bp.get("/today")
@endpoint(Permission.WAVE_EDIT)
def day() -> str:
    """Show what needs a person first, then the routes, then how far each wave's bags have come."""
    who, at = acting(), now()
    waves = days.today(who, at)
    board = road.under_way(waves, at)
    return render_template(
        "desk/day.html",
        matters=matters(who, at),
        waves=waves,
        total=days.together(row for row in waves if row.wave.collect_to_at > at),
        board=board,
        driven=road.driven(board, at) if board else [],
        now=at,
    )
