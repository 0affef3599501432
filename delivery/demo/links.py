"""One sign-in link for each role, for somebody who has something to do right now."""

import uuid
from collections.abc import Callable

from sqlalchemy import Select, func, select

from delivery.crew.models import Shift
from delivery.kernel.access import Role
from delivery.kernel.db import db, transact
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order
from delivery.people import codes
from delivery.people.models import Grant, Household, User
from delivery.places.models import DropPoint
from delivery.routing.models import Route, Stop, StopLoad

ROLES = (
    Role.RESIDENT,
    Role.LEADER,
    Role.STORE_MANAGER,
    Role.SHIFT_LEAD,
    Role.STORE_STAFF,
    Role.VOLUNTEER,
    Role.GATE_STAFF,
    Role.COORDINATOR,
    Role.OPERATOR,
)


def _holders(role: Role) -> Select[tuple[uuid.UUID]]:
    return (
        select(Grant.user_id)
        .join(User, User.id == Grant.user_id)
        .where(Grant.role == role, User.disabled_at.is_(None))
    )


def _waited_for() -> Select[tuple[uuid.UUID]]:
    """Whose household has bags at the gate, and leads nobody."""
    leaders = select(Grant.user_id).where(Grant.role == Role.LEADER)
    return (
        _holders(Role.RESIDENT)
        .join(Order, Order.household_id == Grant.scope_id)
        .join(Bag, Bag.order_id == Order.id)
        .where(Bag.state == "at-gate", Grant.user_id.not_in(leaders))
    )


def _drives_most() -> Select[tuple[uuid.UUID]]:
    """Whose route has most bags still on the vehicle."""
    return (
        _holders(Role.VOLUNTEER)
        .join(Shift, Shift.volunteer_id == Grant.scope_id)
        .join(Route, Route.shift_id == Shift.id)
        .join(Stop, Stop.route_id == Route.id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .join(Bag, Bag.order_id == StopLoad.order_id)
        .where(Route.state == "planned", Bag.state.in_(("packed", "on-vehicle")))
        .group_by(Grant.user_id)
        .order_by(func.count().desc())
    )


def _guards_most() -> Select[tuple[uuid.UUID]]:
    """At whose gate most bags wait."""
    return (
        _holders(Role.GATE_STAFF)
        .join(DropPoint, DropPoint.gate_id == Grant.scope_id)
        .join(Order, Order.drop_point_id == DropPoint.id)
        .join(Bag, Bag.order_id == Order.id)
        .where(Bag.state == "at-gate")
        .group_by(Grant.user_id)
        .order_by(func.count().desc())
    )


def _leads_most() -> Select[tuple[uuid.UUID]]:
    """In whose group most bags wait at the gate."""
    return (
        _holders(Role.LEADER)
        .join(Household, Household.group_id == Grant.scope_id)
        .join(Order, Order.household_id == Household.id)
        .join(Bag, Bag.order_id == Order.id)
        .where(Bag.state == "at-gate")
        .group_by(Grant.user_id)
        .order_by(func.count().desc())
    )


BUSY: dict[Role, Callable[[], Select[tuple[uuid.UUID]]]] = {
    Role.RESIDENT: _waited_for,
    Role.LEADER: _leads_most,
    Role.VOLUNTEER: _drives_most,
    Role.GATE_STAFF: _guards_most,
}


def _somebody(role: Role) -> uuid.UUID | None:
    busy = BUSY[role]().limit(1) if role in BUSY else None
    found = db.session.scalar(busy) if busy is not None else None
    return found or db.session.scalar(_holders(role).order_by(Grant.user_id).limit(1))


def sign_in_links() -> list[tuple[str, str]]:
    """Return role and path of a fresh one-time link for each role that somebody holds."""

    def issue() -> list[tuple[str, str]]:
        people = [(role, _somebody(role)) for role in ROLES]
        return [
            (str(role), f"/link/{codes.issue('link', by=None, user_id=user_id)}")
            for role, user_id in people
            if user_id
        ]

    return transact(issue)
