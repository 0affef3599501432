"""Neighbourhoods, compounds, gates and drop points, kept in the browser."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, Role, fetch
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.places import queries, schemas, services
from delivery.places.models import Compound, DropPoint, Gate, Neighbourhood

bp = Blueprint("places", __name__)
EDIT = Permission.PLACE_EDIT


@bp.app_template_filter()
def local_input(instant: datetime | None) -> str:
    """Return an instant as a date-and-time field shows it, on the district's clocks."""
    return to_user_timezone(instant).strftime("%Y-%m-%dT%H:%M") if instant else ""


@bp.app_template_filter()
def point_words(point: DropPoint) -> dict[str, object]:
    """Return a drop point as its form shows it."""
    words = {name: getattr(point, name) for name in schemas.DropPointForm().fields}
    hours = {name: words[name].strftime("%H:%M") for name in ("opens_at", "closes_at")}
    return words | hours | {"name_en": point.name_en or ""}


@bp.get("/places")
@endpoint(EDIT)
def places() -> str:
    """Show the district with all that stands in it."""
    return render_template(
        "places/places.html",
        district=queries.district(actor()),
        neighbourhoods=queries.all_places(acting()),
        compounds=queries.compounds_of(acting()),
        gates=queries.gates_of(acting()),
        drop_points=queries.drop_points_of(acting()),
        operates=Role.OPERATOR in actor().roles,
    )


@bp.post("/places/district")
@endpoint(EDIT, again=places)
def edit_district() -> Response:
    """Correct the district's name and time zone."""
    services.edit(actor(), queries.own_district(actor()), load(schemas.DistrictForm))
    return _back_to_places()


@bp.get("/places/neighbourhoods/new")
@endpoint(EDIT)
def new_neighbourhood() -> str:
    """Ask for a neighbourhood."""
    return render_template("places/neighbourhood.html", neighbourhood=None)


@bp.post("/places/neighbourhoods/new")
@endpoint(EDIT, again=new_neighbourhood)
def add_neighbourhood() -> Response:
    """Make a neighbourhood."""
    services.add_neighbourhood(
        actor(), queries.own_district(actor()), load(schemas.NeighbourhoodForm)
    )
    return _back_to_places()


@bp.get("/places/neighbourhoods/<uuid:neighbourhood_id>")
@endpoint(EDIT)
def neighbourhood(neighbourhood_id: UUID) -> str:
    """Show a neighbourhood."""
    row = fetch(Neighbourhood, neighbourhood_id, acting())
    return render_template("places/neighbourhood.html", neighbourhood=row)


@bp.post("/places/neighbourhoods/<uuid:neighbourhood_id>")
@endpoint(EDIT, again=neighbourhood)
def edit_neighbourhood(neighbourhood_id: UUID) -> Response:
    """Correct a neighbourhood."""
    row = fetch(Neighbourhood, neighbourhood_id, acting())
    services.edit(actor(), row, load(schemas.NeighbourhoodForm))
    return _back_to_places()


@bp.get("/places/neighbourhoods/<uuid:neighbourhood_id>/compounds/new")
@endpoint(EDIT)
def new_compound(neighbourhood_id: UUID) -> str:
    """Ask for a compound."""
    row = fetch(Neighbourhood, neighbourhood_id, acting())
    return render_template("places/new_compound.html", neighbourhood=row)


@bp.post("/places/neighbourhoods/<uuid:neighbourhood_id>/compounds/new")
@endpoint(EDIT, again=new_compound)
def add_compound(neighbourhood_id: UUID) -> Response:
    """Make a compound."""
    row = fetch(Neighbourhood, neighbourhood_id, acting())
    made = services.add_compound(actor(), row, load(schemas.CompoundForm))
    return redirect(url_for("places.compound", compound_id=made.id))


@bp.get("/places/compounds/<uuid:compound_id>")
@endpoint(EDIT)
def compound(compound_id: UUID) -> str:
    """Show a compound with its gates and drop points."""
    row = fetch(Compound, compound_id, acting())
    return render_template(
        "places/compound.html",
        compound=row,
        gates=queries.gates_of(acting(), row.id)[row.id],
        drop_points=queries.drop_points_of(acting(), row.id),
    )


@bp.post("/places/compounds/<uuid:compound_id>")
@endpoint(EDIT, again=compound)
def edit_compound(compound_id: UUID) -> Response:
    """Correct a compound's name and risk level."""
    row = fetch(Compound, compound_id, acting())
    services.edit(actor(), row, load(schemas.CompoundForm))
    return _back_to(row.id)


@bp.get("/places/compounds/<uuid:compound_id>/gates/new")
@endpoint(EDIT)
def new_gate(compound_id: UUID) -> str:
    """Ask for a gate."""
    row = fetch(Compound, compound_id, acting())
    return render_template("places/gate.html", compound=row, gate=None)


@bp.post("/places/compounds/<uuid:compound_id>/gates/new")
@endpoint(EDIT, again=new_gate)
def add_gate(compound_id: UUID) -> Response:
    """Make a gate."""
    row = fetch(Compound, compound_id, acting())
    services.add_gate(actor(), row, load(schemas.GateForm))
    return _back_to(row.id)


@bp.get("/places/gates/<uuid:gate_id>")
@endpoint(EDIT)
def gate(gate_id: UUID) -> str:
    """Show a gate."""
    row = fetch(Gate, gate_id, acting())
    return render_template("places/gate.html", compound=row.compound, gate=row)


@bp.post("/places/gates/<uuid:gate_id>")
@endpoint(EDIT, again=gate)
def edit_gate(gate_id: UUID) -> Response:
    """Correct a gate's name."""
    row = fetch(Gate, gate_id, acting())
    services.edit(actor(), row, load(schemas.GateForm))
    return _back_to(row.compound_id)


@bp.post("/places/gates/<uuid:gate_id>/<any(open, close, restrict):action>")
@endpoint(EDIT, again=gate)
def move_gate(gate_id: UUID, action: str) -> Response:
    """Open, close or restrict a gate."""
    row = fetch(Gate, gate_id, acting())
    services.move_gate(actor(), row, action)
    return _back_to(row.compound_id)


@bp.get("/places/gates/<uuid:gate_id>/drop-points/new")
@endpoint(EDIT)
def new_drop_point(gate_id: UUID) -> str:
    """Ask for a drop point."""
    row = fetch(Gate, gate_id, acting())
    return render_template("places/drop_point.html", gate=row, point=None)


@bp.post("/places/gates/<uuid:gate_id>/drop-points/new")
@endpoint(EDIT, again=new_drop_point)
def add_drop_point(gate_id: UUID) -> Response:
    """Make a drop point."""
    row = fetch(Gate, gate_id, acting())
    services.add_drop_point(actor(), row, load(schemas.DropPointForm))
    return _back_to(row.compound_id)


@bp.get("/places/drop-points/<uuid:point_id>")
@endpoint(EDIT)
def drop_point(point_id: UUID) -> str:
    """Show a drop point."""
    row = fetch(DropPoint, point_id, acting())
    return render_template("places/drop_point.html", gate=row.gate, point=row)


@bp.post("/places/drop-points/<uuid:point_id>")
@endpoint(EDIT, again=drop_point)
def edit_drop_point(point_id: UUID) -> Response:
    """Correct a drop point."""
    row = fetch(DropPoint, point_id, acting())
    services.edit(actor(), row, load(schemas.DropPointForm))
    return _back_to(row.gate.compound_id)


def _back_to(compound_id: UUID) -> Response:
    flash(_("Saved."), "ok")
    return redirect(url_for("places.compound", compound_id=compound_id))


def _back_to_places() -> Response:
    flash(_("Saved."), "ok")
    return redirect(url_for("places.places"))
