"""The blueprint of routing's pages, and what their templates share."""

from flask import Blueprint

from delivery.routing.naming import TEMPERATURE_NAMES, driver, route_name, spot, where
from delivery.routing.road import Goods

bp = Blueprint("routing", __name__)
bp.add_app_template_filter(spot)
bp.add_app_template_filter(where, "stop_name")
bp.add_app_template_filter(driver)
bp.add_app_template_global(route_name)


@bp.app_template_filter()
def goods_words(goods: Goods) -> str:
    """Write bags of one temperature: ``Chilled 5``."""
    return f"{TEMPERATURE_NAMES[goods.temperature]} {goods.bags}"


@bp.app_template_filter()
def km(metres: int) -> str:
    """Write metres as kilometres: ``1.2 km``."""
    return f"{metres / 1000:.1f} km"
