"""The blueprint of the pages of orders, and the words that their templates share."""

import uuid

from flask import Blueprint
from flask_babel import gettext as _

from delivery.kernel.http import actor
from delivery.kernel.languages import named
from delivery.places.models import DropPoint

bp = Blueprint("orders", __name__)


def own_household() -> uuid.UUID:
    """Return the household that this resident orders for."""
    household_id = actor().household_id
    if household_id is None:
        raise LookupError("only residents put things into baskets")
    return household_id


@bp.app_template_filter()
def gate_label(point: DropPoint) -> str:
    """Return where bags are collected: compound and gate."""
    return _("%(compound)s %(gate)s", compound=named(point.gate.compound), gate=named(point.gate))


@bp.app_template_filter()
def point_option(point: DropPoint) -> tuple[str, str]:
    """Return a drop point as an option of a list."""
    return str(point.id), f"{gate_label(point)} · {named(point)}"
