"""The blueprint of the pages of orders, and the words that their templates share."""

from flask import Blueprint
from flask_babel import gettext as _

from delivery.kernel.languages import named
from delivery.places.models import DropPoint

bp = Blueprint("orders", __name__)


@bp.app_template_filter()
def gate_label(point: DropPoint) -> str:
    """Return where bags are collected: compound and gate."""
    return _("%(compound)s %(gate)s", compound=named(point.gate.compound), gate=named(point.gate))


@bp.app_template_filter()
def point_option(point: DropPoint) -> tuple[str, str]:
    """Return a drop point as an option of a list."""
    return str(point.id), f"{gate_label(point)} · {named(point)}"
