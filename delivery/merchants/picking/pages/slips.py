"""“We are 20 minutes late”: said on the list's own page."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint, load
from delivery.merchants.picking import schemas
from delivery.merchants.picking.pages.blueprint import bp, seen
from delivery.merchants.picking.pages.lists import list_
from delivery.merchants.picking.queries.slips import late_min
from delivery.merchants.picking.services.slips import say_late

P = Permission


@bp.post("/picking/<uuid:list_id>/slip")
@endpoint(P.STORE_PACE, again=list_)
def slip(list_id: UUID) -> Response:
    """Say by how many minutes the list is late."""
    pick_list = seen(list_id)
    minutes = load(schemas.SlipForm)["late_min"]
    say_late(pick_list, minutes, actor=actor(), at=now())
    flash(_("Said. The coordinator sees it, and routes reckon with it."))
    return redirect(url_for("picking.list", list_id=list_id))


@bp.app_template_global()
def late_of(list_id: UUID) -> int:
    """Return by how many minutes a list is late."""
    return late_min(list_id)
