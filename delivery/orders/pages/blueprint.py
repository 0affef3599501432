"""The blueprint of the pages of orders, and the words that their templates share."""

from datetime import datetime

from flask import Blueprint
from flask_babel import get_timezone
from flask_babel import gettext as _

from delivery.kernel.languages import named
from delivery.people.naming import gate_label
from delivery.places.models import DropPoint

bp = Blueprint("orders", __name__)


@bp.app_template_filter()
def collected_at(point: DropPoint) -> str:
    """Return where bags are collected: compound and gate."""
    return gate_label(point.gate)


@bp.app_template_filter()
def point_option(point: DropPoint) -> tuple[str, str]:
    """Return a drop point as an option of a list; its gate is said once."""
    if point.name.startswith(point.gate.name):
        return str(point.id), f"{named(point.gate.compound)} {named(point)}"
    return str(point.id), f"{gate_label(point.gate)} {named(point)}"


@bp.app_template_filter()
def spoken_clock(instant: datetime) -> str:
    """Return a time of day in words: ``下午 4 点 40 分``, ``4:40 in the afternoon``."""
    local = instant.astimezone(get_timezone())
    words = {"hour": local.hour % 12 or 12, "minute": f"{local.minute:02}"}
    if local.hour < 12:
        told = (_("%(hour)s o'clock in the morning"), _("%(hour)s:%(minute)s in the morning"))
    else:
        told = (_("%(hour)s o'clock in the afternoon"), _("%(hour)s:%(minute)s in the afternoon"))
    return told[bool(local.minute)] % words
