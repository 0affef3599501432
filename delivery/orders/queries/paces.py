"""Which stores are full in which waves, and where there is still room."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import ServiceArea, Store
from delivery.orders.models import Order, StorePace, Wave

SHOWN = 14  # waves of a store, as its people see them


@dataclass(frozen=True, slots=True)
class Full:
    """A store that takes no more orders in ``wave``; ``then`` is its next wave with room."""

    store: Store
    wave: Wave
    then: Wave | None


@dataclass(frozen=True, slots=True)
class Paced:
    """A wave as a store sees it: how many orders stand."""

    wave: Wave
    orders: int


def _standing() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(Order.wave_id == Wave.id, Order.store_id == Store.id, Order._state == "placed")
        .correlate(Wave, Store)
        .scalar_subquery()
    )


def full_stores(waves: Collection[Wave]) -> list[Full]:
    """Return which stores are full in which of ``waves``, all of one neighbourhood, in one query."""
    found = db.session.execute(
        select(Store, Wave.id, _standing() >= StorePace.orders_per_wave)
        .join(StorePace, StorePace.store_id == Store.id)
        .join(ServiceArea, ServiceArea.store_id == Store.id)
        .join(Wave, Wave.neighbourhood_id == ServiceArea.neighbourhood_id)
        .where(Wave.id.in_([wave.id for wave in waves]))
        .order_by(Store.name, Store.id)
    ).all()
    full = {(store.id, wave_id) for store, wave_id, is_full in found if is_full}
    stores = {store.id: store for store, _, _ in found}
    return [
        Full(stores[store_id], wave, _next(wave, waves, store_id, full))
        for wave in waves
        for store_id in stores
        if (store_id, wave.id) in full
    ]


def _next(
    wave: Wave,
    waves: Collection[Wave],
    store_id: uuid.UUID,
    full: set[tuple[uuid.UUID, uuid.UUID]],
) -> Wave | None:
    later = (w for w in waves if w.cut_off_at > wave.cut_off_at and w.taken < w.capacity)
    return next((w for w in later if (store_id, w.id) not in full), None)


def next_with_room(store_id: uuid.UUID, neighbourhood_id: uuid.UUID, at: datetime) -> Wave | None:
    """Return the next open wave of the neighbourhood that has room, also with the store."""
    return db.session.scalars(
        select(Wave)
        .join(Store, Store.id == store_id)
        .outerjoin(StorePace, StorePace.store_id == Store.id)
        .where(Wave.neighbourhood_id == neighbourhood_id, Wave._state == "open")
        .where(Wave.cut_off_at > at, Wave.taken < Wave.capacity)
        .where(StorePace.orders_per_wave.is_(None) | (_standing() < StorePace.orders_per_wave))
        .order_by(Wave.cut_off_at)
        .limit(1)
    ).first()


def pace_of(store_id: uuid.UUID) -> int | None:
    """Return how many orders a wave the store takes; None for any number."""
    pace = select(StorePace.orders_per_wave).where(StorePace.store_id == store_id)
    return db.session.scalar(pace)


def waves_of(store_id: uuid.UUID, at: datetime) -> list[Paced]:
    """Return the waves to come of a store, with how many orders stand in each."""
    rows = db.session.execute(
        select(Wave, _standing())
        .join(ServiceArea, ServiceArea.neighbourhood_id == Wave.neighbourhood_id)
        .join(Store, Store.id == ServiceArea.store_id)
        .where(Store.id == store_id, Wave._state.in_(("open", "held")), Wave.cut_off_at > at)
        .order_by(Wave.cut_off_at, Wave.id)
        .limit(SHOWN)
        .options(joinedload(Wave.neighbourhood))
    )
    return [Paced(wave, int(orders)) for wave, orders in rows]
