"""What is to be picked on a list, where, and for which crate."""

import uuid
from typing import Any

from sqlalchemy import Row, select

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.orders import is_closed, orders_on
from delivery.merchants.picking.trolleys import Crate, Task, crates_of, tasks_of
from delivery.orders.models import Line, Order
from delivery.people.models import Household
from delivery.people.naming import door_order
from delivery.people.rules import natural
from delivery.places.models import Compound, DropPoint, Gate


def crates(pick_list: PickList) -> dict[uuid.UUID, Crate]:
    """Return the crate of each order on the list; orders to one drop point stand together."""
    rows = db.session.execute(
        select(
            *(Order.id, Order.drop_point_id, DropPoint.name, Gate.name.label("gate")),
            *(Compound.name.label("compound"), Household.building, Household.unit),
            *(Household.floor, Household.room),
        )
        .join(Order.household)
        .join(Order.drop_point)
        .join(DropPoint.gate)
        .join(Gate.compound)
        .where(orders_on(pick_list))
    )
    return crates_of(row.id for row in sorted(rows, key=_walk))


def _walk(row: Row[Any]) -> tuple[Any, ...]:
    point = natural(row.compound), row.gate, row.name, row.drop_point_id
    return *point, *door_order(row), row.id


def tasks(pick_list: PickList, trolley: int | None = None) -> list[Task]:
    """Return what is on one trolley, or on the whole list, in the order of the shelves.

    On a trolley each line sold by weight is a task of its own.
    """
    of = crates(pick_list)
    wanted = {id_: crate for id_, crate in of.items() if trolley in (None, crate.trolley)}
    return tasks_of(_lines(pick_list, wanted, trolley), wanted, split=trolley is not None)


def _lines(
    pick_list: PickList, wanted: dict[uuid.UUID, Crate], trolley: int | None
) -> list[Row[Any]]:
    rows = (
        select(
            *(Line.id.label("line_id"), Line.order_id, Line.offer_id, Line.quantity, Line.picked),
            *(Line.weighed_g, Line._state.label("state"), Line.wish),
            is_closed().label("packed"),
            *(Order.placed_at, Offer.zone),
            *(Product.name, Product.name_en, Product.unit, Product.unit_en, Product.art),
            *(Product.sold_by, Product.mass_g, Product.temperature),
        )
        .join(Line.order)
        .join(Line.offer)
        .join(Offer.product)
        .where(orders_on(pick_list), Line.replaces_id.is_(None))
    )
    if trolley is not None:
        rows = rows.where(Order.id.in_(wanted))
    return list(db.session.execute(rows))
