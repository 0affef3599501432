"""An export that was read becomes households, orders and lines: all of them, or none."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Conflict, Invalid
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import Event
from delivery.orders.group_buy.goods import Kind, shelve
from delivery.orders.group_buy.homes import home_ids
from delivery.orders.group_buy.households import HouseholdOrder
from delivery.orders.group_buy.publishing import (
    Ready,
    refuse_second_orders,
    take_seats,
    write_orders,
)
from delivery.orders.group_buy.report import Decision, Report
from delivery.orders.group_buy.target import Place, find_places, find_store, find_wave
from delivery.orders.models import Wave
from delivery.orders.services.paces import count_anew
from delivery.orders.services.standing import require_open


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says about an import.

    Where they say nothing: the only store that serves the neighbourhood, its next open wave, fruit
    that needs no cold, and money that the app has taken.
    """

    store: str | None = None
    on: date | None = None
    kind: Kind = field(default_factory=Kind)
    paid: bool = True


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written."""

    wave_id: uuid.UUID
    orders: int
    lines: int
    new_households: int
    products: int


def import_orders(report: Report, decision: Decision, wishes: Wishes, *, at: datetime) -> Imported:
    """Write the orders of ``report``; the caller commits, or takes everything back.

    Raises
    ------
    Conflict
        The file was imported before, or a home has an order of this store in the wave.
    CutOffPassed, WaveFull
        The wave takes no more orders, or not so many.
    NotFound, Invalid
        A compound, its drop point, the store or a home cannot be told.
    """
    if not decision.may_write:
        raise Invalid(_("The report was not accepted. Nothing was written."))
    places = find_places(frozenset(order.door.compound for order in report.orders))
    neighbourhood_id = next(iter(places.values())).neighbourhood_id
    store = find_store(neighbourhood_id, wishes.store)
    clerk = Actor(
        None,
        {
            Role.COORDINATOR: frozenset({neighbourhood_id}),
            Role.STORE_MANAGER: frozenset({store.id}),
        },
    )
    wave_id = find_wave(neighbourhood_id, wishes.on, len(report.orders), at)
    wave = db.session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update()).one()
    require_open(wave, at)
    _claim(report, wave, at)
    ready, new_households = _ready(report.orders, places, clerk)
    refuse_second_orders(wave_id, store, ready)
    take_seats(wave_id, ready)
    offers = shelve(report.orders, report.products, store, wishes.kind, actor=clerk, at=at)
    lines = write_orders(wave_id, store, ready, offers, paid=wishes.paid, at=at)
    count_anew(wave_id, store.id)
    return Imported(wave_id, len(ready), lines, new_households, len(offers))


def _claim(report: Report, wave: Wave, at: datetime) -> None:
    """Record that the file is imported now; of two who import it at once, one is refused."""
    event = {
        "at": at,
        "recorded_at": now(),
        "actor_id": None,
        "subject": Wave.__tablename__,
        "subject_id": wave.id,
        "action": "import",
        "facts": {"orders": len(report.orders)},
        "key": f"group-buy:{report.digest}",
    }
    events = Event.__table__
    claimed = db.session.scalar(
        insert_into(events).values(event).on_conflict_do_nothing().returning(events.c.seq)
    )
    if claimed is None:
        raise Conflict(_("This file was imported before. Nothing was changed."))


def _ready(
    orders: tuple[HouseholdOrder, ...], places: dict[str, Place], clerk: Actor
) -> tuple[list[Ready], int]:
    """Return the orders with their households and drop points, and how many households are new."""
    ready, new_households = [], 0
    by_place: dict[Place, list[HouseholdOrder]] = defaultdict(list)
    for order in orders:
        by_place[places[order.door.compound]].append(order)
    for place, some in by_place.items():
        found, new = home_ids(place.compound_id, [order.door for order in some], clerk)
        new_households += new
        ready += [Ready(o, new_id(), found[o.door], place.drop_point_id) for o in some]
    return ready, new_households
