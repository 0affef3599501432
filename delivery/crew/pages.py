"""Who drives what when: shifts, vehicles and volunteers, for coordinators."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.crew import forms, queries, schemas, services
from delivery.crew.models import KINDS, Shift, Vehicle, Volunteer
from delivery.crew.naming import KIND_NAMES
from delivery.kernel.access import Permission, fetch, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import Wave
from delivery.people.models import User
from delivery.places.models import Neighbourhood
from delivery.places.queries import time_zone

bp = Blueprint("crew", __name__)
P = Permission


@bp.app_context_processor
def kind_names() -> dict[str, Any]:
    """Give pages the names of the kinds of vehicle."""
    return {"kind_names": KIND_NAMES}


@bp.get("/crew")
@endpoint(P.SHIFT_EDIT)
def crew() -> str:
    """Show the waves ahead with their shifts, then vehicles and volunteers."""
    waves = queries.waves_ahead(acting(), now())
    return render_template(
        "crew/crew.html",
        waves=waves,
        shifts=queries.shifts_of(waves),
        vehicles=queries.vehicles(acting()),
        volunteers=queries.volunteers(acting()),
    )


@bp.get("/crew/waves/<uuid:wave_id>/shifts/new")
@endpoint(P.SHIFT_EDIT)
def new_shift(wave_id: UUID) -> str:
    """Ask which vehicle drives when on a wave, and who drives it."""
    wave = fetch(Wave, wave_id, acting())
    here = wave.neighbourhood_id
    return render_template(
        "crew/shift.html",
        wave=wave,
        shifts=queries.shifts_of([wave])[wave.id],
        vehicles=queries.vehicles(acting(), Vehicle.neighbourhood_id == here, Vehicle.in_use),
        volunteers=queries.volunteers(acting(), Volunteer.neighbourhood_id == here),
    )


@bp.post("/crew/waves/<uuid:wave_id>/shifts/new")
@endpoint(P.SHIFT_EDIT, again=new_shift)
def add_shift(wave_id: UUID) -> Response:
    """Give a vehicle, and who drives it, a time on a wave."""
    words = load(schemas.ShiftForm)
    driver = words["volunteer_id"]
    services.add_shift(
        actor(),
        fetch(Wave, wave_id, acting()),
        fetch(Vehicle, words["vehicle_id"], acting()),
        fetch(Volunteer, driver, acting()) if driver else None,
        starts_at=_local(words["starts_at"]),
        ends_at=_local(words["ends_at"]),
    )
    flash(_("Saved."), "ok")
    return redirect(url_for(".new_shift", wave_id=wave_id))


@bp.post("/crew/shifts/<uuid:shift_id>/call-off")
@endpoint(P.SHIFT_EDIT)
def call_off(shift_id: UUID) -> Response:
    """Take a shift back."""
    shift = fetch(Shift, shift_id, acting())
    services.call_off(actor(), shift)
    flash(_("The shift is called off. Make the routes again if it had one."))
    return redirect(url_for(".crew"))


@bp.get("/crew/vehicles/new")
@endpoint(P.VEHICLE_EDIT)
def new_vehicle() -> str:
    """Ask for a vehicle; a form about a kind begins with what is usual for it."""
    kind = load_query(schemas.Kind)["kind"] or KINDS[1]
    start = db.session.scalars(visible(Store, acting()).order_by(Store.id).limit(1)).first()
    where = (start.lat, start.lon) if start else (None, None)
    return _vehicle_form(None, forms.fresh(kind, *where))


@bp.post("/crew/vehicles/new")
@endpoint(P.VEHICLE_EDIT, again=new_vehicle)
def add_vehicle() -> Response:
    """Put a vehicle into service."""
    words = load(schemas.VehicleForm)
    home = _neighbourhood(words["neighbourhood_id"])
    services.add_vehicle(actor(), home.id, forms.kept(words) | {"in_use": True})
    return _back_to_crew()


@bp.get("/crew/vehicles/<uuid:vehicle_id>")
@endpoint(P.VEHICLE_EDIT)
def vehicle(vehicle_id: UUID) -> str:
    """Show a vehicle."""
    row = fetch(Vehicle, vehicle_id, acting())
    return _vehicle_form(row, forms.shown(row))


@bp.post("/crew/vehicles/<uuid:vehicle_id>")
@endpoint(P.VEHICLE_EDIT, again=vehicle)
def edit_vehicle(vehicle_id: UUID) -> Response:
    """Correct what is known of a vehicle."""
    words = load(schemas.VehicleForm)
    services.edit_vehicle(actor(), fetch(Vehicle, vehicle_id, acting()), forms.kept(words))
    return _back_to_crew()


@bp.get("/crew/volunteers/new")
@endpoint(P.SHIFT_EDIT)
def new_volunteer() -> str:
    """Ask who wants to drive."""
    return render_template("crew/volunteer.html", neighbourhoods=_neighbourhoods())


@bp.post("/crew/volunteers/new")
@endpoint(P.SHIFT_EDIT, again=new_volunteer, keep_answer=False)
def add_volunteer() -> object:
    """Let somebody drive, and show their first link once."""
    words = load(schemas.VolunteerForm)
    home = _neighbourhood(words["neighbourhood_id"])
    volunteer, token = services.add_volunteer(
        actor(), home.id, name=words["name"], phone=words["phone"]
    )
    if token is None:
        flash(_("Saved. They sign in as they always do."), "ok")
        return redirect(url_for(".crew"))
    return _paper(volunteer.user, token)


@bp.post("/crew/volunteers/<uuid:volunteer_id>/link")
@endpoint(P.SHIFT_EDIT, again=crew, keep_answer=False)
def new_link(volunteer_id: UUID) -> object:
    """Show a one-time link to a volunteer's own routes, once."""
    volunteer = fetch(Volunteer, volunteer_id, acting())
    return _paper(volunteer.user, services.link_for(actor(), volunteer))


def _paper(user: User, token: str) -> Callable[[], str]:
    words = {"address": url_for("people.link", token=token, _external=True)}
    words["back"] = url_for(".crew")
    return lambda: render_template("people/link_paper.html", person=user, **words)


def _vehicle_form(row: Vehicle | None, usual: dict[str, Any]) -> str:
    return render_template(
        "crew/vehicle.html", vehicle=row, usual=usual, neighbourhoods=_neighbourhoods()
    )


def _neighbourhoods() -> list[Neighbourhood]:
    return list(db.session.scalars(visible(Neighbourhood, acting()).order_by(Neighbourhood.name)))


def _neighbourhood(id_: UUID | None) -> Neighbourhood:
    """Return the neighbourhood that was chosen; who has only one need not choose."""
    own = _neighbourhoods()
    chosen = own if id_ is None and len(own) == 1 else [n for n in own if n.id == id_]
    if not chosen:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return chosen[0]


def _local(typed: datetime) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(time_zone()))


def _back_to_crew() -> Response:
    flash(_("Saved."), "ok")
    return redirect(url_for(".crew"))
