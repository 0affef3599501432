"""The blueprint of the pages of stores and goods, and the words that all pages say of goods."""

from flask import Blueprint
from flask_babel import get_locale

from delivery.merchants.catalogue.models import Product
from delivery.merchants.catalogue.words import TEMPERATURE_WORDS

bp = Blueprint("catalogue", __name__)


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
