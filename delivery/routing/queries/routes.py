"""Routes with their stops, and the bags that each stop takes or gets."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from delivery.crew.models import Shift, Volunteer
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from delivery.places.models import DropPoint, Gate
from delivery.routing.models import Route, Stop, StopLoad


def bags_by_order(orders: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Bag]]:
    """Return the bags of each of ``orders``, in one query."""
    found: dict[uuid.UUID, list[Bag]] = defaultdict(list)
    for bag in db.session.scalars(
        select(Bag).where(Bag.order_id.in_(set(orders))).order_by(Bag.order_id, Bag.number)
    ):
        found[bag.order_id].append(bag)
    return found


def with_stops(*conditions: object) -> list[Route]:
    """Return the routes under ``conditions`` with their stops and who drives them."""
    visits = selectinload(Route.stops)
    return list(
        db.session.scalars(
            select(Route)
            .where(*conditions)  # type: ignore[arg-type]
            .order_by(Route.wave_id, Route.letter)
            .options(
                visits.joinedload(Stop.store),
                visits.joinedload(Stop.drop_point)
                .joinedload(DropPoint.gate)
                .joinedload(Gate.compound),
                joinedload(Route.shift).joinedload(Shift.vehicle),
                joinedload(Route.shift).joinedload(Shift.volunteer).joinedload(Volunteer.user),
                joinedload(Route.wave),
            )
        )
    )


def orders_at(routes: Iterable[Route]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return by stop the orders whose bags are taken or put down there."""
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for stop, order in db.session.execute(
        select(StopLoad.stop_id, StopLoad.order_id)
        .join(Stop)
        .where(Stop.route_id.in_([route.id for route in routes]))
        .order_by(StopLoad.stop_id, StopLoad.order_id)
    ):
        found[stop].append(order)
    return found
