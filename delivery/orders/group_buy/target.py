"""What an export is imported into: compounds and drop points, a store, a wave."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from delivery.kernel.access import SYSTEM
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, Invalid, NotFound
from delivery.merchants.catalogue.models import Store
from delivery.merchants.catalogue.queries import stores_serving
from delivery.orders.group_buy.writing import even
from delivery.orders.models import Wave
from delivery.orders.queries.waves import next_open
from delivery.orders.rules import times_on
from delivery.orders.services.waves import make_wave
from delivery.places.models import Compound, DropPoint, Gate, Neighbourhood
from delivery.places.queries import time_zone

CUT_OFF, COLLECT_FROM, COLLECT_TO = time(10), time(16), time(19)
"""The hours of a wave that is made for an import."""


@dataclass(frozen=True, slots=True)
class Place:
    """A compound of the export as it is known here, and where its bags are put down."""

    compound_id: uuid.UUID
    neighbourhood_id: uuid.UUID
    drop_point_id: uuid.UUID


def find_places(names: frozenset[str]) -> dict[str, Place]:
    """Return the place of each compound that the export names, all of one neighbourhood.

    Raises
    ------
    NotFound
        Some compound is not known here.
    Invalid
        They are of several neighbourhoods, or bags cannot be put down at one of them.
    """
    known = {even(compound.name): compound for compound in db.session.scalars(select(Compound))}
    if unknown := sorted(name for name in names if even(name) not in known):
        raise NotFound(
            _(
                "Not known here: %(names)s. Add the compound with a gate and a drop point first.",
                names=_listed(unknown),
            )
        )
    places = {name: _place(known[even(name)]) for name in names}
    if len({place.neighbourhood_id for place in places.values()}) > 1:
        raise Invalid(
            _(
                "These compounds are of several neighbourhoods: %(names)s. Import each on its own.",
                names=_listed(sorted(names)),
            )
        )
    return places


def _place(compound: Compound) -> Place:
    return Place(compound.id, compound.neighbourhood_id, _drop_point(compound))


def _drop_point(compound: Compound) -> uuid.UUID:
    found = db.session.scalar(
        select(DropPoint.id)
        .join(Gate, Gate.id == DropPoint.gate_id)
        .where(Gate.compound_id == compound.id, Gate._state != "closed")
        .order_by(Gate.name, DropPoint.name, DropPoint.id)
        .limit(1)
    )
    if found is None:
        raise Invalid(
            _(
                "Bags cannot be put down at %(name)s: it has no drop point at an open gate.",
                name=compound.name,
            )
        )
    return found


def find_store(neighbourhood_id: uuid.UUID, name: str | None) -> Store:
    """Return the store called ``name``, or the only one that serves the neighbourhood.

    Raises
    ------
    Invalid
        There is none, or there are several and none was named.
    """
    serving = stores_serving(neighbourhood_id)
    found = [store for store in serving if name in (None, store.name, store.name_en)]
    if len(found) != 1:
        raise Invalid(
            _(
                "Please name the store that hands over the goods. These serve the neighbourhood: %(names)s.",
                names=_listed([store.name for store in serving]) or "–",
            ),
            fields={"store": [_("Please choose one.")]},
        )
    return found[0]


def find_wave(
    neighbourhood_id: uuid.UUID, on: date | None, households: int, at: datetime
) -> uuid.UUID:
    """Return the next open wave, or the one on the day ``on``, which is made where there is none.

    Raises
    ------
    Conflict
        No wave takes orders, and no day was named to make one on.
    """
    if on is not None:
        return _wave_on(neighbourhood_id, on, households, at)
    wave = next_open(neighbourhood_id, at)
    if wave is None:
        raise Conflict(
            _("No wave of this neighbourhood takes orders. Name the day that the goods come on.")
        )
    return wave.id


def _wave_on(neighbourhood_id: uuid.UUID, on: date, households: int, at: datetime) -> uuid.UUID:
    zone = ZoneInfo(time_zone())
    times = times_on(on, zone, CUT_OFF, COLLECT_FROM, COLLECT_TO)
    midnight = datetime.combine(on, time(0), zone)
    there = db.session.scalar(
        select(Wave.id)
        .where(Wave.neighbourhood_id == neighbourhood_id, Wave._state == "open")
        .where(Wave.cut_off_at > max(at, midnight), Wave.cut_off_at <= times.collect_to_at)
        .order_by(Wave.cut_off_at)
        .limit(1)
    )
    if there is not None:
        return there
    neighbourhood = db.session.get_one(Neighbourhood, neighbourhood_id)
    return make_wave(neighbourhood, times, capacity=max(households, 100), actor=SYSTEM, at=at)


def _listed(names: list[str]) -> str:
    return pgettext("list", ", ").join(names)
