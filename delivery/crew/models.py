"""Volunteers, vehicles, and the shifts in which the ones drive the others."""

import uuid

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Role, scope
from delivery.kernel.db import Instant, Model, UTCDateTime
from delivery.kernel.languages import named
from delivery.orders.models import Wave
from delivery.people.models import User
from delivery.people.scoped import register
from delivery.places.models import Neighbourhood

KINDS = ("van", "cargo-bike", "on-foot", "robot")


class Volunteer(Model, repr=False):
    """A person who drives for a neighbourhood. Their grant's scope is this row's id."""

    __tablename__ = "volunteers"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    user: Mapped[User] = relationship(init=False)
    neighbourhood: Mapped[Neighbourhood] = relationship(init=False)

    __table_args__ = (UniqueConstraint("user_id", "neighbourhood_id"),)


class Vehicle(Model, repr=False):
    """What carries bags. It leaves from ``lat``, ``lon`` and, if it ``returns``, ends there.

    Costs are in fen: ``fixed_fen`` for going out at all, ``fen_per_km`` for each kilometre.
    """

    __tablename__ = "vehicles"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    lat: Mapped[float]
    lon: Mapped[float]
    returns: Mapped[bool] = mapped_column(default=True)
    mass_g: Mapped[int]
    crates: Mapped[int]
    cold_crates: Mapped[int]
    speed_mm_s: Mapped[int]
    fixed_fen: Mapped[int] = mapped_column(default=0)
    fen_per_km: Mapped[int] = mapped_column(default=0)
    max_distance_m: Mapped[int | None] = mapped_column(default=None)
    max_stops: Mapped[int | None] = mapped_column(default=None)
    max_risk: Mapped[int] = mapped_column(default=9)
    max_loadings: Mapped[int] = mapped_column(default=4)
    in_use: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        UniqueConstraint("neighbourhood_id", "name"),
        CheckConstraint("kind IN ('van', 'cargo-bike', 'on-foot', 'robot')", name="kind_known"),
        CheckConstraint(
            "mass_g > 0 AND crates > 0 AND cold_crates >= 0 AND speed_mm_s > 0", name="can_carry"
        ),
    )


class Shift(Model, repr=False):
    """A vehicle's time on one wave, and who drives it; a robot drives itself.

    No two shifts of one vehicle, or of one volunteer, overlap in time; one that was called off
    stands in nobody's way.
    """

    __tablename__ = "shifts"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), index=True)
    vehicle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("vehicles.id"), index=True)
    volunteer_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("volunteers.id"), index=True, default=None
    )
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    called_off_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    wave: Mapped[Wave] = relationship(init=False)
    vehicle: Mapped[Vehicle] = relationship(init=False)
    volunteer: Mapped[Volunteer | None] = relationship(init=False)

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="in_order"),)


@scope(Volunteer, Role.COORDINATOR)
def _volunteers_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Volunteer.neighbourhood_id.in_(ids)


@scope(Vehicle, Role.COORDINATOR)
def _vehicles_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Vehicle.neighbourhood_id.in_(ids)


@scope(Shift, Role.COORDINATOR)
def _shifts_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Shift.wave_id.in_(select(Wave.id).where(Wave.neighbourhood_id.in_(ids)))


@scope(Shift, Role.VOLUNTEER)
def _own_shifts(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Shift.volunteer_id.in_(ids)


register(
    Role.VOLUNTEER,
    Volunteer,
    lambda volunteer: named(volunteer.neighbourhood),
    Volunteer.neighbourhood,
)
