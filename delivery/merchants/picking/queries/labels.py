"""The bags of a list, their labels, and the runs in which they were printed."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag, PickList
from delivery.orders.models import Order
from delivery.places.models import Compound, DropPoint, Gate


def on_list(pick_list: PickList) -> ColumnElement[bool]:
    """Return the condition under which a bag is of ``pick_list``."""
    orders = select(Order.id).where(
        Order.wave_id == pick_list.wave_id, Order.store_id == pick_list.store_id
    )
    return Bag.order_id.in_(orders)


def unprinted(pick_list: PickList) -> int:
    """Return how many bags have no label yet."""
    bags = select(func.count()).where(on_list(pick_list), Bag.print_run.is_(None))
    return db.session.scalar(bags) or 0


def bags(pick_list: PickList, ids: Collection[uuid.UUID] | None = None) -> Sequence[Bag]:
    """Return the bags of ``pick_list``, or those among ``ids``, order by order."""
    found = select(Bag).where(on_list(pick_list)).order_by(Bag.order_id, Bag.number)
    return db.session.scalars(found if ids is None else found.where(Bag.id.in_(ids))).all()


def labels(pick_list: PickList, run: int) -> Sequence[Bag]:
    """Return the bags of a run of labels, as they will stand: by drop point, then by shelf."""
    return db.session.scalars(
        select(Bag)
        .join(Bag.order)
        .join(Order.drop_point)
        .join(DropPoint.gate)
        .join(Gate.compound)
        .where(on_list(pick_list), Bag.print_run == run)
        .options(
            contains_eager(Bag.order)
            .contains_eager(Order.drop_point)
            .contains_eager(DropPoint.gate)
            .contains_eager(Gate.compound)
        )
        .order_by(Compound.name, DropPoint.name, DropPoint.id, Bag.shelf_number, Bag.number)
    ).all()


def runs(pick_list: PickList) -> Sequence[Event]:
    """Return the runs of labels that were printed, the last one first."""
    return db.session.scalars(
        select(Event)
        .where(Event.subject_id == pick_list.id, Event.action == "print-labels")
        .order_by(Event.seq.desc())
    ).all()
