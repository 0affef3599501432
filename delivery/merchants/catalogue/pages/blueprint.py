"""The blueprint of the pages of stores and goods, and the words that all pages say of goods."""

from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _

from delivery.kernel.languages import money
from delivery.merchants.catalogue.contents import PER, content_text, proposed
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.catalogue.words import TEMPERATURE_WORDS, UNIT_PRICE_WORDS

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
def unit_price(offer: Offer) -> str:
    """Return the price of 500 g, 500 ml or a piece, where the price itself does not say it."""
    found = offer.unit_price
    content = offer.product.stated_content
    if found is None or (content and content.amount == PER[content.unit]):
        return ""
    return _("%(price)s / %(unit)s", price=money(found[0]), unit=UNIT_PRICE_WORDS[found[1]])


@bp.app_template_filter()
def typed_content(product: Product) -> str:
    """Return how much is in a piece, as a manager types it."""
    return content_text(product.stated_content) or ""


@bp.app_template_filter()
def proposed_content(product: Product) -> str:
    """Return what unit and name suggest is in a piece, for a manager to look at."""
    if product.sold_by == "weight":
        return ""
    return content_text(proposed(product.unit) or proposed(product.name)) or ""


@bp.app_template_filter()
def kept_at(product: Product) -> str:
    """Return how a product is kept, where that is not on a plain shelf."""
    return "" if product.temperature == "ambient" else str(TEMPERATURE_WORDS[product.temperature])
