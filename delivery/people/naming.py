"""How homes and groups are called on pages and paper."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from delivery.kernel.languages import named
from delivery.people.rules import natural
from delivery.places.models import Gate

if TYPE_CHECKING:
    from delivery.people.models import Household, HouseholdGroup


def door(home: "Household") -> str:
    """Return a home inside its compound: ``3 栋 2 单元 1101``, ``Building 3, unit 2, 1101``."""
    if home.unit:
        return _(
            "Building %(building)s, unit %(unit)s, %(room)s",
            building=home.building,
            unit=home.unit,
            room=home.room,
        )
    return _("Building %(building)s, %(room)s", building=home.building, room=home.room)


def home_label(home: "Household") -> str:
    """Return a home with its compound."""
    return f"{named(home.compound)} {door(home)}"


def gate_label(gate: Gate) -> str:
    """Return a gate with its compound."""
    return f"{named(gate.compound)} {named(gate)}"


def group_label(group: "HouseholdGroup") -> str:
    """Return a household group with its compound."""
    return f"{named(group.compound)} {group.name}"


def door_order(home: "Household") -> tuple[object, ...]:
    """Return the key that sorts homes as one walks past them: building, unit, floor, room."""
    return natural(home.building), natural(home.unit), home.floor, natural(home.room)
