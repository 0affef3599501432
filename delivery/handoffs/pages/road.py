"""The volunteer's two acts at a stop. The page they stand on is routing's."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from delivery.handoffs import services
from delivery.handoffs.pages.blueprint import bp, proof_of_form
from delivery.handoffs.road import stop_of
from delivery.handoffs.schemas import Counted
from delivery.kernel.access import Permission
from delivery.kernel.http import actor, endpoint, load

P = Permission


@bp.post("/routes/<uuid:route_id>/stops/<uuid:stop_id>/load")
@endpoint(P.BAG_LOAD)
def loaded(route_id: UUID, stop_id: UUID) -> Response:
    """Take all bags of a pick-up onto the vehicle."""
    stop = stop_of(route_id, stop_id, "pickup", actor())
    counted = load(Counted)["counted"]
    outcomes = services.load(stop, proof_of_form(), actor=actor(), counted=counted)
    flash(ngettext("%(num)s bag is loaded.", "%(num)s bags are loaded.", len(outcomes)), "ok")
    return redirect(url_for("routing.route", route_id=route_id))


@bp.post("/routes/<uuid:route_id>/stops/<uuid:stop_id>/drop")
@endpoint(P.BAG_DROP)
def dropped(route_id: UUID, stop_id: UUID) -> Response:
    """Put down all bags of a stop."""
    stop = stop_of(route_id, stop_id, "drop", actor())
    counted = load(Counted)["counted"]
    outcomes = services.drop(stop, proof_of_form(), actor=actor(), counted=counted)
    flash(ngettext("%(num)s bag is put down.", "%(num)s bags are put down.", len(outcomes)), "ok")
    return redirect(url_for("routing.route", route_id=route_id))
