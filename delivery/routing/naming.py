"""How places, people and vehicles of a route are called on pages, paper and maps."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from delivery.crew.models import Shift
from delivery.kernel.languages import named
from delivery.places.models import DropPoint
from delivery.routing.models import Stop

TEMPERATURE_NAMES: Mapping[str, LazyString] = {
    "ambient": _l("Ambient"),
    "chilled": _l("Chilled"),
    "frozen": _l("Frozen"),
}


def spot(point: DropPoint) -> str:
    """Return a drop point with the compound that it serves."""
    return f"{named(point.gate.compound)} {named(point)}"


def where(stop: Stop) -> str:
    """Return the name of the place that a stop visits."""
    return spot(stop.drop_point) if stop.drop_point else named(stop.store)


def driver(shift: Shift) -> str:
    """Return who drives: a volunteer, or the vehicle itself."""
    return shift.volunteer.user.name if shift.volunteer else shift.vehicle.name


def route_name(letter: str, kind: str) -> str:
    """Return what a route is called: ``Route A``, ``Robot 1``."""
    if kind == "robot":
        return _("Robot %(number)s", number=letter.removeprefix("R"))
    return _("Route %(letter)s", letter=letter)
