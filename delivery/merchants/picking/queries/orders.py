"""Which orders are on a list, which of them can be packed, and which are finished with."""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, exists, or_, select

from delivery.merchants.picking.models import Bag, EmptyOrder, PickList
from delivery.orders.models import PENDING, Line, Order


def orders_on(pick_list: PickList) -> ColumnElement[bool]:
    """Return the condition under which an order is on ``pick_list``."""
    return (
        (Order.wave_id == pick_list.wave_id)
        & (Order.store_id == pick_list.store_id)
        & (Order.state == "placed")
    )


def is_closed() -> ColumnElement[bool]:
    """Return the condition under which an order is finished with: it has bags, or nothing for any."""
    empty = exists().where(EmptyOrder.order_id == Order.id)
    return or_(exists().where(Bag.order_id == Order.id), empty)


def is_settled() -> ColumnElement[bool]:
    """Return the condition under which nothing of an order is to be picked, sought or answered."""
    return ~exists().where(Line.order_id == Order.id, Line.state.in_(PENDING))


def closed_orders(ids: Collection[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """Return the select of those orders among ``ids`` that are finished with."""
    return select(Order.id).where(Order.id.in_(ids), is_closed())


def ready_orders(pick_list: PickList) -> Select[tuple[uuid.UUID]]:
    """Return the select of the orders on ``pick_list`` that can be packed now."""
    return select(Order.id).where(orders_on(pick_list), is_settled(), ~is_closed())
