"""What has become of a wave's present routes: whose they are, and where their bags are."""

import uuid

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.routing.models import Plan, Route


def driven(wave: Wave) -> Plan | None:
    """Return the plan whose routes are the wave's, if it has one."""
    return db.session.scalar(select(Plan).where(Plan.wave_id == wave.id, Plan.state == "adopted"))


def bags_of_wave(wave: Wave) -> dict[str, list[tuple[str, str, int]]]:
    """Return state, temperature and grams of the bags of each placed order, by the order's id."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for row in db.session.execute(
        select(Bag.order_id, Bag.state, Bag.temperature, Bag.mass_g)
        .join(Order)
        .where(Order.wave_id == wave.id, Order.state == "placed")
        .order_by(Bag.order_id, Bag.number)
    ):
        found.setdefault(str(row.order_id), []).append((row.state, row.temperature, row.mass_g))
    return found


def letters_of(plan: Plan) -> dict[str, str]:
    """Return the letters of the routes of ``plan``, or of those that it would replace, by shift."""
    for condition in (Route.plan_id == plan.id, Route.wave_id == plan.wave_id):
        rows = db.session.execute(
            select(Route.shift_id, Route.letter).where(condition, Route.state == "planned")
        ).all()
        if rows:
            return {str(row.shift_id): row.letter for row in rows}
    return {}


def planned_routes(wave_id: uuid.UUID) -> dict[str, Route]:
    """Return the routes that are driven in a wave, by shift."""
    rows = db.session.scalars(select(Route).filter_by(wave_id=wave_id, state="planned"))
    return {str(route.shift_id): route for route in rows}
