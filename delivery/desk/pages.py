"""The pages that join packages, one file a part; here the front door."""

from flask import redirect
from werkzeug.wrappers import Response

from delivery.desk import board, orders
from delivery.desk.blueprint import bp
from delivery.desk.navigation import home
from delivery.kernel.access import Permission
from delivery.kernel.http import actor, endpoint

__all__ = ["board", "bp", "front_door", "orders"]


@bp.get("/")
@endpoint(Permission.PAGE_OPEN)
def front_door() -> Response:
    """Send each role to its own home."""
    return redirect(home(actor()))
