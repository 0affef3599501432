"""The blueprint of the pages of orders, and the words that their templates share."""

from datetime import datetime

from flask import Blueprint
from flask_babel import get_timezone, ngettext
from flask_babel import lazy_gettext as _l

from delivery.kernel.languages import clock, named
from delivery.orders.models import Order
from delivery.orders.queries.slots import Slot
from delivery.people.naming import gate_label
from delivery.places.models import DropPoint

bp = Blueprint("orders", __name__)
# Until which hour, and how a time is said then: sharp, and to the minute.
PARTS_OF_DAY = (
    (5, _l("%(hour)s o'clock at night"), _l("%(hour)s:%(minute)s at night")),
    (12, _l("%(hour)s o'clock in the morning"), _l("%(hour)s:%(minute)s in the morning")),
    (13, _l("%(hour)s o'clock noon"), _l("%(hour)s:%(minute)s at noon")),
    (18, _l("%(hour)s o'clock in the afternoon"), _l("%(hour)s:%(minute)s in the afternoon")),
    (24, _l("%(hour)s o'clock in the evening"), _l("%(hour)s:%(minute)s in the evening")),
)


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
def slot_choice(slot: Slot) -> dict[str, object]:
    """Return a slot as the slot picker shows it."""
    note = ngettext("%(num)s left", "%(num)s left", slot.left)
    return {"id": slot.id, "label": slot.label, "note": note, "full": slot.full}


@bp.app_template_filter()
def slot_span(order: Order) -> str:
    """Return from when to when an order is collected: ``16:40–16:50``."""
    start, end = order.collects
    return f"{clock(start)}–{clock(end)}"


@bp.app_template_filter()
def spoken_clock(instant: datetime) -> str:
    """Return a time of day in words: ``下午 4 点 40 分``, ``4:40 in the afternoon``."""
    local = instant.astimezone(get_timezone())
    sharp, to_the_minute = next(told for until, *told in PARTS_OF_DAY if local.hour < until)
    words = {"hour": local.hour % 12 or 12, "minute": f"{local.minute:02}"}
    return str(to_the_minute if local.minute else sharp) % words
