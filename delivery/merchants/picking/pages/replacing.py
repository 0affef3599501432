"""What a picker puts in instead of what is missing, from the trolley's page."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint, load
from delivery.kernel.languages import clock
from delivery.merchants.picking import schemas, services
from delivery.merchants.picking.pages.blueprint import bp, seen
from delivery.merchants.picking.pages.walk import TROLLEY, trolley

P = Permission


@bp.post(f"{TROLLEY}/substitute")
@endpoint(P.PICK_LIST_WORK, again=trolley)
def substitute(list_id: UUID, number: int) -> Response:
    """Put something in instead; where the household wants to be asked, it is told."""
    words = load(schemas.Replacing)
    line_id, offer_id = words.pop("line"), words.pop("offer")
    came = services.substitute(
        seen(list_id), line_id, offer_id=offer_id, **words, actor=actor(), at=now()
    )
    if came.answer_by_at:
        until = clock(came.answer_by_at)
        flash(_("The household is asked until %(time)s. Take it along.", time=until))
    return redirect(url_for("picking.trolley", list_id=list_id, number=number, replaced=line_id))


@bp.post(f"{TROLLEY}/give-up")
@endpoint(P.PICK_LIST_WORK, again=trolley)
def give_up(list_id: UUID, number: int) -> Response:
    """Look no further: what is missing is refunded."""
    line_id = load(schemas.LineNamed)["line"]
    services.give_up(seen(list_id), line_id, actor=actor(), at=now())
    return redirect(url_for("picking.trolley", list_id=list_id, number=number))


@bp.post(f"{TROLLEY}/take-back")
@endpoint(P.PICK_LIST_WORK, again=trolley)
def take_back(list_id: UUID, number: int) -> Response:
    """Take out again what was put in instead, and choose again."""
    line_id = load(schemas.LineNamed)["line"]
    services.take_back(seen(list_id), line_id, actor=actor(), at=now())
    return redirect(url_for("picking.trolley", list_id=list_id, number=number))
