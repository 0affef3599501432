"""Orders with their lines and their money, in a few queries whatever their number."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.merchants.catalogue.models import Offer, Store
from delivery.orders.models import Line, MoneyEntry, Order, Wave
from delivery.orders.rules import Balance
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate

LIST_SIZE = 12
TABLE_SIZE = 50
FULL = (
    joinedload(Order.store),
    joinedload(Order.wave),
    joinedload(Order.seat),
    joinedload(Order.drop_point).joinedload(DropPoint.gate).joinedload(Gate.compound),
    selectinload(Order.lines).joinedload(Line.offer).joinedload(Offer.product),
)


def of_household(household_id: uuid.UUID, number: int) -> Page[Order]:
    """Return a page of the household's orders with their lines, the newest wave first."""
    rows = (
        select(Order)
        .join(Order.wave)
        .where(Order.household_id == household_id)
        .order_by(Wave.cut_off_at.desc(), Order.placed_at.desc(), Order.id)
        .options(*FULL)
    )
    return paged(rows, number, LIST_SIZE)


def in_wave(household_id: uuid.UUID, wave_ids: Iterable[uuid.UUID]) -> list[Order]:
    """Return the orders of the household that stand in the waves, with their lines."""
    rows = select(Order).where(
        Order.household_id == household_id,
        Order.wave_id.in_(list(wave_ids)),
        Order._state == "placed",
    )
    return list(db.session.scalars(rows.options(*FULL)))


def coming(household_id: uuid.UUID, at: datetime) -> Order | None:
    """Return the household's order that is collected next, if one stands whose day is not over."""
    rows = (
        select(Order)
        .join(Order.wave)
        .where(Order.household_id == household_id, Order._state == "placed")
        .where(Wave._state != "cancelled", Wave.collect_to_at > at)
        .order_by(Wave.collect_from_at, Order.placed_at)
        .limit(1)
    )
    return db.session.scalar(rows.options(contains_eager(Order.wave), joinedload(Order.seat)))


def full(order_id: uuid.UUID) -> Order:
    """Return one order with its lines."""
    return db.session.scalars(select(Order).where(Order.id == order_id).options(*FULL)).one()


def of_wave(wave_id: uuid.UUID, actor: Actor, number: int) -> Page[Order]:
    """Return a page of a wave's orders that ``actor`` sees, by compound and door."""
    rows = (
        select(Order)
        .join(Order.household)
        .join(Household.compound)
        .join(Order.store)
        .where(Order.wave_id == wave_id, sight(Order, actor))
        .order_by(Compound.name, Household.building, Household.unit, Household.floor)
        .order_by(Household.room, Store.name, Order.id)
        .options(
            contains_eager(Order.household).contains_eager(Household.compound),
            contains_eager(Order.store),
            joinedload(Order.drop_point),
        )
    )
    return paged(rows, number, TABLE_SIZE)


def balances(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Balance]:
    """Return the money of each order, in one query."""
    rows = db.session.execute(
        select(
            MoneyEntry.order_id,
            func.sum(MoneyEntry.goods_fen),
            func.sum(MoneyEntry.owed_fen),
            func.sum(MoneyEntry.paid_fen),
            func.sum(MoneyEntry.refunded_fen),
            func.sum(MoneyEntry.held_fen),
        )
        .where(MoneyEntry.order_id.in_(order_ids))
        .group_by(MoneyEntry.order_id)
    )
    found = {id_: Balance(*(int(fen) for fen in sums)) for id_, *sums in rows}
    return {id_: found.get(id_, Balance()) for id_ in order_ids}


def wave_sums(wave_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return for each wave how many orders stand in it, and what their goods cost in fen."""
    goods = (
        select(MoneyEntry.order_id, func.sum(MoneyEntry.goods_fen).label("fen"))
        .join(Order, Order.id == MoneyEntry.order_id)
        .where(Order.wave_id.in_(wave_ids))
        .group_by(MoneyEntry.order_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Order.wave_id, func.count(), func.coalesce(func.sum(goods.c.fen), 0))
        .outerjoin(goods, goods.c.order_id == Order.id)
        .where(Order.wave_id.in_(wave_ids), Order._state == "placed")
        .group_by(Order.wave_id)
    )
    return {wave_id: (int(n), int(fen)) for wave_id, n, fen in rows}


def store_sums(wave_id: uuid.UUID) -> list[tuple[Store, int, int]]:
    """Return for each store of a wave how many orders it has, and what their goods cost."""
    goods = (
        select(func.coalesce(func.sum(MoneyEntry.goods_fen), 0))
        .where(MoneyEntry.order_id == Order.id)
        .correlate(Order)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Store, func.count(Order.id), func.sum(goods))
        .join(Order, Order.store_id == Store.id)
        .where(Order.wave_id == wave_id, Order._state == "placed")
        .group_by(Store)
        .order_by(Store.name)
    )
    return [(store, int(n), int(fen)) for store, n, fen in rows]


def can_change(order: Order, at: datetime) -> bool:
    """Tell whether the household may still change or cancel ``order`` at ``at``."""
    wave = order.wave
    return order.state == "placed" and wave.state in ("open", "held") and at < wave.cut_off_at
