"""Places for programs: what stands where, made and corrected."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission, fetch, visible
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint
from delivery.places import queries, schemas, services
from delivery.places.models import Compound, District, DropPoint, Gate, Neighbourhood

bp = Blueprint(
    "places-api",
    __name__,
    url_prefix="/places",
    description="Neighbourhoods, compounds, gates and drop points.",
)
EDIT = Permission.PLACE_EDIT


@bp.get("/neighbourhoods")
@endpoint(EDIT)
@bp.response(200, schemas.PlaceOut(many=True))
def list_neighbourhoods() -> list[Neighbourhood]:
    """Return the neighbourhoods one answers for."""
    return list(db.session.scalars(visible(Neighbourhood, acting()).order_by(Neighbourhood.name)))


@bp.put("/district")
@endpoint(EDIT)
@bp.arguments(schemas.DistrictForm)
@bp.response(200, schemas.DistrictOut)
def edit_district(words: dict[str, Any]) -> District:
    """Correct the district's name and time zone; the operator's to do."""
    district = queries.own_district(actor())
    services.edit(actor(), district, words)
    return district


@bp.post("/neighbourhoods")
@endpoint(EDIT)
@bp.arguments(schemas.NeighbourhoodForm)
@bp.response(201, schemas.PlaceOut)
def add_neighbourhood(words: dict[str, Any]) -> Neighbourhood:
    """Make a neighbourhood; the operator's to do."""
    return services.add_neighbourhood(actor(), queries.own_district(actor()), words)


@bp.put("/neighbourhoods/<uuid:neighbourhood_id>")
@endpoint(EDIT)
@bp.arguments(schemas.NeighbourhoodForm)
@bp.response(200, schemas.PlaceOut)
def edit_neighbourhood(words: dict[str, Any], neighbourhood_id: UUID) -> Neighbourhood:
    """Correct a neighbourhood."""
    row = fetch(Neighbourhood, neighbourhood_id, acting())
    services.edit(actor(), row, words)
    return row


@bp.get("/neighbourhoods/<uuid:neighbourhood_id>/compounds")
@endpoint(EDIT)
@bp.response(200, schemas.CompoundOut(many=True))
def list_compounds(neighbourhood_id: UUID) -> list[Compound]:
    """Return the compounds of a neighbourhood."""
    fetch(Neighbourhood, neighbourhood_id, acting())
    rows = visible(Compound, acting()).where(Compound.neighbourhood_id == neighbourhood_id)
    return list(db.session.scalars(rows.order_by(Compound.name)))


@bp.post("/neighbourhoods/<uuid:neighbourhood_id>/compounds")
@endpoint(EDIT)
@bp.arguments(schemas.CompoundForm)
@bp.response(201, schemas.CompoundOut)
def add_compound(words: dict[str, Any], neighbourhood_id: UUID) -> Compound:
    """Make a compound."""
    return services.add_compound(actor(), fetch(Neighbourhood, neighbourhood_id, acting()), words)


@bp.put("/compounds/<uuid:compound_id>")
@endpoint(EDIT)
@bp.arguments(schemas.CompoundForm)
@bp.response(200, schemas.CompoundOut)
def edit_compound(words: dict[str, Any], compound_id: UUID) -> Compound:
    """Correct a compound's name and risk level."""
    row = fetch(Compound, compound_id, acting())
    services.edit(actor(), row, words)
    return row


@bp.get("/compounds/<uuid:compound_id>/gates")
@endpoint(EDIT)
@bp.response(200, schemas.GateOut(many=True))
def list_gates(compound_id: UUID) -> list[Gate]:
    """Return the gates of a compound."""
    fetch(Compound, compound_id, acting())
    rows = visible(Gate, acting()).where(Gate.compound_id == compound_id)
    return list(db.session.scalars(rows.order_by(Gate.name)))


@bp.post("/compounds/<uuid:compound_id>/gates")
@endpoint(EDIT)
@bp.arguments(schemas.GateForm)
@bp.response(201, schemas.GateOut)
def add_gate(words: dict[str, Any], compound_id: UUID) -> Gate:
    """Make a gate, open."""
    return services.add_gate(actor(), fetch(Compound, compound_id, acting()), words)


@bp.put("/gates/<uuid:gate_id>")
@endpoint(EDIT)
@bp.arguments(schemas.GateForm)
@bp.response(200, schemas.GateOut)
def edit_gate(words: dict[str, Any], gate_id: UUID) -> Gate:
    """Correct a gate's name."""
    row = fetch(Gate, gate_id, acting())
    services.edit(actor(), row, words)
    return row


@bp.post("/gates/<uuid:gate_id>/state")
@endpoint(EDIT)
@bp.arguments(schemas.GateAct)
@bp.response(200, schemas.GateOut)
def move_gate(words: dict[str, Any], gate_id: UUID) -> Gate:
    """Open, close or restrict a gate."""
    row = fetch(Gate, gate_id, acting())
    services.move_gate(actor(), row, words["action"])
    return row


@bp.get("/gates/<uuid:gate_id>/drop-points")
@endpoint(EDIT)
@bp.response(200, schemas.DropPointOut(many=True))
def list_drop_points(gate_id: UUID) -> list[DropPoint]:
    """Return the drop points at a gate."""
    fetch(Gate, gate_id, acting())
    rows = visible(DropPoint, acting()).where(DropPoint.gate_id == gate_id)
    return list(db.session.scalars(rows.order_by(DropPoint.name)))


@bp.post("/gates/<uuid:gate_id>/drop-points")
@endpoint(EDIT)
@bp.arguments(schemas.DropPointForm)
@bp.response(201, schemas.DropPointOut)
def add_drop_point(words: dict[str, Any], gate_id: UUID) -> DropPoint:
    """Make a drop point."""
    return services.add_drop_point(actor(), fetch(Gate, gate_id, acting()), words)


@bp.put("/drop-points/<uuid:point_id>")
@endpoint(EDIT)
@bp.arguments(schemas.DropPointForm)
@bp.response(200, schemas.DropPointOut)
def edit_drop_point(words: dict[str, Any], point_id: UUID) -> DropPoint:
    """Correct a drop point."""
    row = fetch(DropPoint, point_id, acting())
    services.edit(actor(), row, words)
    return row
