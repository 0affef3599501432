"""The district and what stands in it."""

import uuid
from datetime import time

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Permission, Role, scope
from delivery.kernel.db import Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition


class District(Model, repr=False):
    """The sub-district that runs this installation; its clocks are everybody's clocks."""

    __tablename__ = "districts"

    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")


class Neighbourhood(Model, repr=False):
    """The community whose orders leave together (社区)."""

    __tablename__ = "neighbourhoods"

    district_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("districts.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    adopts_plans_itself: Mapped[bool] = mapped_column(default=False)
    district: Mapped[District] = relationship(init=False)


class GridCell(Model, repr=False):
    """One cell of the grid that the community is managed by (网格)."""

    __tablename__ = "grid_cells"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    name: Mapped[str]

    __table_args__ = (UniqueConstraint("neighbourhood_id", "name"),)


class Compound(Model, repr=False):
    """A walled housing estate with one or more gates (小区)."""

    __tablename__ = "compounds"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    grid_cell_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("grid_cells.id"), default=None
    )
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    risk_level: Mapped[int] = mapped_column(default=0)
    risk_until: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    neighbourhood: Mapped[Neighbourhood] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("neighbourhood_id", "name"),
        CheckConstraint("risk_level BETWEEN 0 AND 9", name="risk_level_in_range"),
    )


class Gate(Stateful, Model, repr=False):
    """Where people and goods pass into a compound."""

    __tablename__ = "gates"

    compound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compounds.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    compound: Mapped[Compound] = relationship(init=False)

    __table_args__ = (UniqueConstraint("compound_id", "name"),)


class DropPoint(Model, repr=False):
    """A spot at a gate where bags are put down: what a route stops at.

    ``opens_at`` and ``closes_at`` are times on the district's clocks between which unloading
    may begin; ``service_s`` is what one visit takes, ``handling_s`` what each crate adds.
    Where it has ``desks``, households come in slots: one takes ``desk_s`` at a desk, at most
    ``most_waiting`` should wait, and nobody comes in the first ``bags_after_min`` minutes of a
    collection, while its bags come in. Without desks there are no slots.
    """

    __tablename__ = "drop_points"

    gate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("gates.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str | None] = mapped_column(default=None)
    lat: Mapped[float]
    lon: Mapped[float]
    opens_at: Mapped[time] = mapped_column(default=time(7))
    closes_at: Mapped[time] = mapped_column(default=time(21))
    service_s: Mapped[int] = mapped_column(default=90)
    handling_s: Mapped[int] = mapped_column(default=8)
    shelf_crates: Mapped[int] = mapped_column(default=60)
    shelf_cold_crates: Mapped[int] = mapped_column(default=12)
    desks: Mapped[int] = mapped_column(default=0, server_default="0")
    desk_s: Mapped[int] = mapped_column(default=45, server_default="45")
    most_waiting: Mapped[int] = mapped_column(default=6, server_default="6")
    bags_after_min: Mapped[int] = mapped_column(default=0, server_default="0")
    gate: Mapped[Gate] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("gate_id", "name"),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="on_earth"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint(
            "desks >= 0 AND desk_s > 0 AND most_waiting > 0 AND bags_after_min >= 0",
            name="desks_sound",
        ),
    )


GATE = Lifecycle(
    Gate,
    initial="open",
    transitions=[
        Transition("open", frozenset({"closed", "restricted"}), "open", Permission.PLACE_EDIT),
        Transition("close", frozenset({"open", "restricted"}), "closed", Permission.PLACE_EDIT),
        Transition("restrict", frozenset({"open", "closed"}), "restricted", Permission.PLACE_EDIT),
    ],
)


def in_neighbourhoods(
    ids: frozenset[uuid.UUID] | Select[tuple[uuid.UUID]],
) -> Select[tuple[uuid.UUID]]:
    """Return the select of the compounds in the neighbourhoods ``ids``."""
    return select(Compound.id).where(Compound.neighbourhood_id.in_(ids))


def gates_in(
    ids: frozenset[uuid.UUID] | Select[tuple[uuid.UUID]],
) -> Select[tuple[uuid.UUID]]:
    """Return the select of the gates in the neighbourhoods ``ids``."""
    return select(Gate.id).where(Gate.compound_id.in_(in_neighbourhoods(ids)))


@scope(District, Role.OPERATOR)
@scope(Neighbourhood, Role.OPERATOR)
@scope(GridCell, Role.OPERATOR)
@scope(Compound, Role.OPERATOR)
@scope(Gate, Role.OPERATOR)
@scope(DropPoint, Role.OPERATOR)
def _everywhere(_: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return true()


@scope(Neighbourhood, Role.COORDINATOR)
def _own_neighbourhoods(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Neighbourhood.id.in_(ids)


@scope(GridCell, Role.COORDINATOR)
def _cells_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return GridCell.neighbourhood_id.in_(ids)


@scope(Compound, Role.COORDINATOR)
def _compounds_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Compound.neighbourhood_id.in_(ids)


@scope(Gate, Role.COORDINATOR)
def _gates_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Gate.id.in_(gates_in(ids))


@scope(DropPoint, Role.COORDINATOR)
def _drop_points_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return DropPoint.gate_id.in_(gates_in(ids))


@scope(Gate, Role.GATE_STAFF)
def _own_gates(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Gate.id.in_(ids)


@scope(DropPoint, Role.GATE_STAFF)
def _drop_points_of_own_gates(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return DropPoint.gate_id.in_(ids)
