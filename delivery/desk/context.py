"""What pages of other packages show of all: where to go, where bags are collected, how far orders are."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from sqlalchemy.orm import joinedload

from delivery.desk import navigation
from delivery.desk.progress import states_of
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.http import actor
from delivery.orders.queries.collecting import last_drop_point
from delivery.people.naming import gate_label
from delivery.places.models import DropPoint, Gate


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resident collects, and the page on which that is changed."""

    label: str
    href: str


def usual_place() -> Place | None:
    """Return where this resident collected last; others, and who never ordered, have no place.

    Templates call it, so that a page without the bar does not ask.
    """
    who = actor()
    if who.roles - {Role.RESIDENT, Role.LEADER} or not who.household_id:
        return None
    last = last_drop_point(who.household_id)
    if not last:
        return None
    to_compound = joinedload(DropPoint.gate).joinedload(Gate.compound)
    point = db.session.get_one(DropPoint, last, options=[to_compound])
    return Place(gate_label(point.gate), url_for("orders.basket", _anchor="when"))


def init_app(app: Flask) -> None:
    """Give every page of ``app`` its bar, and the words that only the desk can know."""

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "nav": navigation.entries(actor()),
            "usual_place": usual_place,
            "states_of": states_of,
        }
