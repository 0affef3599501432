"""How far pick lists are, in as many statements for a page of lists as for one."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.orders import is_closed, is_settled
from delivery.orders.models import TO_PICK, Line, Order, Wave

LISTS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done of a list: lines settled, orders packed, and orders that could be packed."""

    lines: int = 0
    settled: int = 0
    orders: int = 0
    packed: int = 0
    ready: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A list on a page of lists."""

    row: PickList
    progress: Progress


def lists(actor: Actor, *, page: int = 1) -> tuple[list[Listed], bool]:
    """Return a page of the lists that ``actor`` sees, open ones first, and whether more follow."""
    rows = db.session.scalars(
        visible(PickList, actor)
        .join(PickList.wave)
        .options(joinedload(PickList.wave).joinedload(Wave.neighbourhood))
        .options(joinedload(PickList.store))
        .order_by(PickList.state.desc(), Wave.cut_off_at.desc(), PickList.id)
        .offset((page - 1) * LISTS_A_PAGE)
        .limit(LISTS_A_PAGE + 1)
    ).all()
    shown = list(rows[:LISTS_A_PAGE])
    known = progress({row.id for row in shown})
    return [Listed(row, known[row.id]) for row in shown], len(rows) > LISTS_A_PAGE


def progress(list_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """Return how far each of ``list_ids`` is."""
    lines = {id_: (total, done) for id_, total, done in db.session.execute(_lines(list_ids))}
    orders = {row[0]: row[1:] for row in db.session.execute(_orders(list_ids))}
    return {id_: Progress(*lines.get(id_, (0, 0)), *orders.get(id_, (0, 0, 0))) for id_ in list_ids}


def _lines(list_ids: Collection[uuid.UUID]):
    settled = func.sum(case((Line.state.not_in(TO_PICK), 1), else_=0))
    return _of(select(PickList.id, func.count(), settled), list_ids).join(
        Line, (Line.order_id == Order.id) & Line.replaces_id.is_(None)
    )


def _orders(list_ids: Collection[uuid.UUID]):
    packed = func.sum(case((is_closed(), 1), else_=0))
    ready = func.sum(case((is_settled() & ~is_closed(), 1), else_=0))
    return _of(select(PickList.id, func.count(), packed, ready), list_ids)


def _of(figures, list_ids: Collection[uuid.UUID]):
    return (
        figures.select_from(PickList)
        .join(Order, (Order.wave_id == PickList.wave_id) & (Order.store_id == PickList.store_id))
        .where(PickList.id.in_(list_ids), Order.state == "placed")
        .group_by(PickList.id)
    )
