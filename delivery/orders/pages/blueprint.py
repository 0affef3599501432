"""The blueprint of the pages of orders, and the words that their templates share."""

import uuid

from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _

from delivery.kernel.http import actor
from delivery.kernel.languages import named
from delivery.merchants.catalogue.models import Product
from delivery.merchants.catalogue.words import TEMPERATURE_WORDS
from delivery.places.models import DropPoint

bp = Blueprint("orders", __name__)


def own_household() -> uuid.UUID:
    """Return the household that this resident orders for."""
    household_id = actor().household_id
    if household_id is None:
        raise LookupError("only residents put things into baskets")
    return household_id


@bp.app_template_filter()
def unit_of(product: Product) -> str:
    """Return what one piece or portion is, in the reader's language: ``about 500 g``."""
    if product.unit_en and str(get_locale()) == "en":
        return product.unit_en
    return product.unit


@bp.app_template_filter()
def per_what(product: Product) -> str:
    """Return what a price is for, where it is not for a piece."""
    return "kg" if product.sold_by == "weight" else ""


@bp.app_template_filter()
def kept_at(product: Product) -> str:
    """Return how a product is kept, where that is not on a plain shelf."""
    return "" if product.temperature == "ambient" else str(TEMPERATURE_WORDS[product.temperature])


@bp.app_template_filter()
def gate_label(point: DropPoint) -> str:
    """Return where bags are collected: compound and gate."""
    return _("%(compound)s %(gate)s", compound=named(point.gate.compound), gate=named(point.gate))


@bp.app_template_filter()
def point_option(point: DropPoint) -> tuple[str, str]:
    """Return a drop point as an option of a list."""
    return str(point.id), f"{gate_label(point)} · {named(point)}"
