"""Bags are born: all ready orders of a list at once, in a handful of statements."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, select

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record_all
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.picking.models import (
    CUSTODY,
    PICK_LIST,
    Bag,
    BagLine,
    EmptyOrder,
    PickList,
)
from delivery.merchants.picking.queries.orders import is_closed, orders_on, ready_orders
from delivery.merchants.picking.queries.shelving import shelf_numbers
from delivery.merchants.picking.rules import Item, Packing, bags_of, items_of, label_code
from delivery.merchants.picking.services.lists import hold
from delivery.orders.models import Line, Order


@dataclass(slots=True)
class Ready:
    """An order all of whose lines are settled, and what was found of it."""

    id: uuid.UUID
    household_id: uuid.UUID
    drop_point_id: uuid.UUID
    items: list[Item] = field(default_factory=list)


def pack(
    pick_list: PickList,
    *,
    actor: Actor,
    at: datetime,
    order_ids: Collection[uuid.UUID] | None = None,
) -> list[uuid.UUID]:
    """Pack every order of ``pick_list`` whose lines are settled, or those among ``order_ids``.

    An order of which nothing was found gets no bag, and its household is told. When nothing is
    left to pack, the list is done.

    Returns
    -------
    list of UUID
        The bags that were packed. Of two who pack one order at once, one finds nothing to do.

    Raises
    ------
    WrongState
        The list is done.
    """
    actor.require(Permission.BAG_PACK)
    hold(pick_list)
    ready = _ready(pick_list, order_ids)
    empty = [order.id for order in ready if not any(item.pieces for item in order.items)]
    _close_empty(pick_list, empty, actor, at)
    bags = _bags(pick_list, [order for order in ready if order.id not in empty], actor, at)
    if not db.session.scalar(select(exists().where(orders_on(pick_list), ~is_closed()))):
        PICK_LIST.apply(pick_list, "finish", actor=actor, at=at)
    return bags


def _close_empty(
    pick_list: PickList, order_ids: Sequence[uuid.UUID], actor: Actor, at: datetime
) -> None:
    if not order_ids:
        return
    db.session.execute(insert(EmptyOrder), [{"order_id": id_} for id_ in order_ids])
    facts = {id_: {"wave_id": str(pick_list.wave_id)} for id_ in order_ids}
    record_all("run-short", "orders", facts, actor_id=actor.id, at=at)


def _ready(pick_list: PickList, order_ids: Collection[uuid.UUID] | None) -> list[Ready]:
    wanted = ready_orders(pick_list)
    if order_ids is not None:
        wanted = wanted.where(Order.id.in_(order_ids))
    rows = db.session.execute(
        select(
            *(Order.id.label("order_id"), Order.household_id, Order.drop_point_id),
            *(Line.id, Line.picked, Line.weighed_g, Product.mass_g, Product.temperature),
        )
        .join(Line.order)
        .join(Line.offer)
        .join(Offer.product)
        .where(Order.id.in_(wanted))
        .order_by(Order.placed_at, Order.id, Line.id)
    )
    ready: dict[uuid.UUID, Ready] = {}
    for row in rows:
        order = Ready(row.order_id, row.household_id, row.drop_point_id)
        ready.setdefault(row.order_id, order).items.extend(_items(row))
    return list(ready.values())


def _items(line: Row[Any]) -> list[Item]:
    return items_of(line.id, line.picked or 0, line.mass_g, line.weighed_g, line.temperature)


def _bags(pick_list: PickList, orders: list[Ready], actor: Actor, at: datetime) -> list[uuid.UUID]:
    if not orders:
        return []
    numbers = shelf_numbers(pick_list.wave_id)
    packed = {order.id: bags_of(order.items) for order in orders}
    codes = _fresh_codes(sum(len(bags) for bags in packed.values()))
    rows, contents, facts = [], [], {}
    for order in orders:
        shelf = numbers[order.drop_point_id, order.household_id]
        for number, bag in enumerate(packed[order.id], start=1):
            row = _row(order.id, number, len(packed[order.id]), bag)
            rows.append(row | {"code": next(codes), "shelf_number": shelf, "packed_at": at})
            contents += _contents(row["id"], bag)
            facts[row["id"]] = {"order_id": str(order.id), "mass_g": bag.mass_g}
    db.session.execute(insert(Bag), rows)
    db.session.execute(insert(BagLine), contents)
    record_all("pack", "bags", facts, actor_id=actor.id, at=at, target=CUSTODY.initial)
    return list(facts)


def _row(order_id: uuid.UUID, number: int, of: int, bag: Packing) -> dict[str, Any]:
    about = {"id": new_id(), "order_id": order_id, "number": number, "of": of}
    return about | {
        "temperature": bag.temperature,
        "mass_g": bag.mass_g,
        "_state": CUSTODY.initial,
    }


def _contents(bag_id: uuid.UUID, bag: Packing) -> list[dict[str, Any]]:
    return [
        {"bag_id": bag_id, "line_id": line_id, "quantity": pieces}
        for line_id, pieces in bag.pieces.items()
    ]


def _fresh_codes(count: int) -> Iterator[str]:
    """Return ``count`` label codes that no bag has; after years a draw may meet an old one."""
    drawn: list[str] = []
    while len(drawn) < count:
        more = [label_code() for _ in range(count - len(drawn))]
        taken = set(db.session.scalars(select(Bag.code).where(Bag.code.in_(more))))
        drawn = list(dict.fromkeys([*drawn, *(code for code in more if code not in taken)]))
    return iter(drawn)
