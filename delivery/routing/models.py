"""What was decided: plans, their routes, and what each stop takes or gets, as rows."""

import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.crew.models import Shift
from delivery.kernel.access import Permission, Role, scope
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint


class Plan(Stateful, Model, repr=False):
    """One answer of the router for a wave: asked for, proposed, adopted or withdrawn.

    A row is asked for first, and the worker answers it. ``problem`` and ``answer`` are the JSON
    that went to the solver and came back, as of ``made_at``; the solver's cost unit is a
    thousandth of a fen. ``orders`` names the orders of each load, ``left_out`` the orders that
    were never put to the solver, with the reason. ``fingerprint`` tells whether the wave still
    looks as it did.
    """

    __tablename__ = "plans"

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"))
    number: Mapped[int]
    seconds: Mapped[float]  # how long the solver may think
    asked_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    asked_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    made_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    fingerprint: Mapped[str | None] = mapped_column(default=None)
    problem: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    orders: Mapped[dict[str, list[str]]] = mapped_column(JSON, default_factory=dict)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default_factory=list)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    wave: Mapped[Wave] = relationship(init=False)

    # Of two workers that ask for the next plan of a wave at once, one is told that it is there.
    __table_args__ = (UniqueConstraint("wave_id", "number"),)

    @property
    def unserved(self) -> list[dict[str, Any]]:
        """Return what this plan leaves out, before and by the solver."""
        return [*self.left_out, *self.answer.get("skipped", ())]

    @property
    def serves_all(self) -> bool:
        """Tell whether this plan leaves nothing out."""
        return not self.unserved


class Route(Stateful, Model, repr=False):
    """The ordered stops of one shift, from ``leaves_at`` to ``back_at``.

    ``letter`` names it on map, list and paper. It is planned, or withdrawn; how far it has come
    is asked of its bags.
    """

    __tablename__ = "routes"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id"), index=True)
    shift_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("shifts.id"), index=True)
    letter: Mapped[str]
    distance_m: Mapped[int]
    leaves_at: Mapped[Instant]
    back_at: Mapped[Instant]
    plan: Mapped[Plan] = relationship(init=False)
    wave: Mapped[Wave] = relationship(init=False)
    shift: Mapped[Shift] = relationship(init=False)
    stops: Mapped[list["Stop"]] = relationship(
        init=False, back_populates="route", order_by="Stop.position"
    )

    __table_args__ = (UniqueConstraint("plan_id", "letter"),)


class Stop(Model, repr=False):
    """One visit: a pickup at a store or a drop at a drop point."""

    __tablename__ = "stops"

    route_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("routes.id"))
    position: Mapped[int]
    kind: Mapped[str]
    store_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stores.id"), default=None)
    drop_point_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("drop_points.id"), index=True, default=None
    )
    arrives_at: Mapped[Instant]
    starts_at: Mapped[Instant]
    leaves_at: Mapped[Instant]
    route: Mapped[Route] = relationship(init=False, back_populates="stops")
    store: Mapped[Store | None] = relationship(init=False)
    drop_point: Mapped[DropPoint | None] = relationship(init=False)

    __table_args__ = (
        UniqueConstraint("route_id", "position"),
        CheckConstraint(
            "(kind = 'pickup' AND store_id IS NOT NULL AND drop_point_id IS NULL)"
            " OR (kind = 'drop' AND drop_point_id IS NOT NULL AND store_id IS NULL)",
            name="pickup_or_drop",
        ),
    )


class StopLoad(Base, repr=False):
    """An order whose bags are taken, or put down, at a stop. An order travels whole."""

    __tablename__ = "stop_loads"

    stop_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stops.id"), primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    stop: Mapped[Stop] = relationship(init=False)
    order: Mapped[Order] = relationship(init=False)

    __table_args__ = (Index(None, "order_id"),)


class StreetLayer(Model, repr=False):
    """The streets of a neighbourhood as GeoJSON, drawn under its routes: see ``js/map.js``."""

    __tablename__ = "street_layers"

    neighbourhood_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("neighbourhoods.id"), unique=True
    )
    geojson: Mapped[dict[str, Any]] = mapped_column(JSON)
    credit: Mapped[str] = mapped_column(default="")


PLAN = Lifecycle(
    Plan,
    initial="asked",
    transitions=[
        Transition("propose", frozenset({"asked"}), "proposed", Permission.PLAN_MAKE),
        Transition("move", frozenset({"asked"}), "proposed", Permission.PLAN_MAKE),
        Transition("fail", frozenset({"asked"}), "failed", Permission.PLAN_MAKE),
        Transition("adopt", frozenset({"proposed"}), "adopted", Permission.PLAN_ADOPT),
        Transition(
            "withdraw",
            frozenset({"asked", "proposed", "adopted"}),
            "withdrawn",
            Permission.PLAN_ADOPT,
        ),
    ],
)

ROUTE = Lifecycle(
    Route,
    initial="planned",
    transitions=[
        Transition("withdraw", frozenset({"planned"}), "withdrawn", Permission.PLAN_ADOPT),
        Transition("replace", frozenset({"planned"}), "withdrawn", Permission.PLAN_ADOPT),
    ],
)


@scope(Plan, Role.COORDINATOR)
def _plans_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Plan.wave_id.in_(select(Wave.id).where(Wave.neighbourhood_id.in_(ids)))


@scope(StreetLayer, Role.COORDINATOR)
def _streets_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return StreetLayer.neighbourhood_id.in_(ids)


@scope(Route, Role.COORDINATOR)
def _routes_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Route.wave_id.in_(select(Wave.id).where(Wave.neighbourhood_id.in_(ids)))


@scope(Stop, Role.COORDINATOR)
def _stops_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Stop.route_id.in_(select(Route.id).where(_routes_of_own(ids)))


def _driven_by(volunteers: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    own = select(Shift.id).where(Shift.volunteer_id.in_(volunteers))
    return (Route.state == "planned") & Route.shift_id.in_(own)


@scope(Route, Role.VOLUNTEER)
def _own_routes(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return _driven_by(ids)


@scope(Stop, Role.VOLUNTEER)
def _own_stops(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Stop.route_id.in_(select(Route.id).where(_driven_by(ids)))


@scope(Bag, Role.VOLUNTEER)
def _bags_on_own_routes(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    own = select(StopLoad.order_id).join(Stop).join(Route).where(_driven_by(ids))
    return Bag.order_id.in_(own)
