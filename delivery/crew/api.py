"""Vehicles, volunteers and shifts for programs."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask_smorest import Blueprint

from delivery.crew import queries, schemas, services
from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.kernel.access import Permission, fetch
from delivery.kernel.http import acting, actor, endpoint
from delivery.orders.models import Wave
from delivery.places.models import Neighbourhood

bp = Blueprint("crew-api", __name__, url_prefix="/crew", description="Who drives what when")
P = Permission


@bp.get("/vehicles")
@endpoint(P.VEHICLE_EDIT)
@bp.response(200, schemas.VehiclesAnswer)
def list_vehicles() -> Any:
    """List the vehicles of one's neighbourhoods."""
    return {"vehicles": queries.vehicles(acting())}


@bp.post("/vehicles")
@endpoint(P.VEHICLE_EDIT)
@bp.arguments(schemas.NewVehicle)
@bp.response(201, schemas.VehicleAnswer)
def add_vehicle(words: dict[str, Any]) -> Any:
    """Put a vehicle into service."""
    home = fetch(Neighbourhood, words.pop("neighbourhood_id"), acting())
    return services.add_vehicle(actor(), home.id, words)


@bp.put("/vehicles/<uuid:vehicle_id>")
@endpoint(P.VEHICLE_EDIT)
@bp.arguments(schemas.VehicleWords)
@bp.response(200, schemas.VehicleAnswer)
def edit_vehicle(words: dict[str, Any], vehicle_id: UUID) -> Any:
    """Correct what is known of a vehicle, or take it out of use."""
    vehicle = fetch(Vehicle, vehicle_id, acting())
    services.edit_vehicle(actor(), vehicle, words)
    return vehicle


@bp.get("/volunteers")
@endpoint(P.SHIFT_EDIT)
@bp.response(200, schemas.VolunteersAnswer)
def list_volunteers() -> Any:
    """List who drives for one's neighbourhoods."""
    return {"volunteers": queries.volunteers(acting())}


@bp.post("/volunteers")
@endpoint(P.SHIFT_EDIT, keep_answer=False)
@bp.arguments(schemas.NewVolunteer)
@bp.response(201, schemas.NewVolunteerAnswer)
def add_volunteer(words: dict[str, Any]) -> Any:
    """Let somebody drive; the answer holds their first link, which is not kept."""
    home = fetch(Neighbourhood, words["neighbourhood_id"], acting())
    volunteer, token = services.add_volunteer(
        actor(), home.id, name=words["name"], phone=words["phone"]
    )
    link = token and url_for("people.link", token=token, _external=True)
    return {
        "id": volunteer.id,
        "user": volunteer.user,
        "neighbourhood_id": home.id,
        "link": link,
    }


@bp.get("/waves/<uuid:wave_id>/shifts")
@endpoint(P.SHIFT_EDIT)
@bp.response(200, schemas.ShiftsAnswer)
def list_shifts(wave_id: UUID) -> Any:
    """List the shifts of a wave."""
    wave = fetch(Wave, wave_id, acting())
    return {"shifts": queries.shifts_of([wave])[wave.id]}


@bp.post("/waves/<uuid:wave_id>/shifts")
@endpoint(P.SHIFT_EDIT)
@bp.arguments(schemas.ShiftWords)
@bp.response(201, schemas.ShiftAnswer)
def add_shift(words: dict[str, Any], wave_id: UUID) -> Any:
    """Give a vehicle, and who drives it, a time on a wave."""
    driver = words["volunteer_id"]
    return services.add_shift(
        actor(),
        fetch(Wave, wave_id, acting()),
        fetch(Vehicle, words["vehicle_id"], acting()),
        fetch(Volunteer, driver, acting()) if driver else None,
        starts_at=words["starts_at"],
        ends_at=words["ends_at"],
    )


@bp.delete("/shifts/<uuid:shift_id>")
@endpoint(P.SHIFT_EDIT)
@bp.response(204)
def call_off_shift(shift_id: UUID) -> None:
    """Take a shift back."""
    services.call_off(actor(), fetch(Shift, shift_id, acting()))
