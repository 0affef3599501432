"""The front door: everybody is sent to the page that their work begins on."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from delivery.desk.navigation import home
from delivery.kernel.access import Permission
from delivery.kernel.http import actor, endpoint

bp = Blueprint("desk", __name__)


@bp.get("/")
@endpoint(Permission.PAGE_OPEN)
def front_door() -> Response:
    """Send each role to its own home."""
    return redirect(home(actor()))
