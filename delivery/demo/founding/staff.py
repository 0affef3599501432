"""Everybody with work to do, and the vehicles, as rows."""

import uuid

from delivery.crew.models import Vehicle, Volunteer
from delivery.demo.district import District
from delivery.demo.fleet import Vehicle as MadeVehicle
from delivery.demo.founding.homes import user
from delivery.demo.founding.rows import Ids, Row, grant, write
from delivery.demo.staff import Worker
from delivery.demo.stores import Store
from delivery.kernel.access import Role
from delivery.people.models import User


def driver(vehicle: str) -> str:
    """Return the key of the volunteer who drives ``vehicle``."""
    return f"driver of {vehicle}"


def write_staff(district: District, ids: Ids) -> None:
    """Write the workers of ``district`` with their roles, and its vehicles."""
    write(User, [user(ids, one.key, one.person) for one in district.workers])
    write(
        Volunteer,
        [
            {
                "id": ids.new(driver(one.at)),
                "user_id": ids[one.key],
                "neighbourhood_id": ids["neighbourhood"],
            }
            for one in district.workers
            if one.role == "volunteer"
        ],
    )
    grant(ids, ((one.key, Role(one.role), _scope(one, ids)) for one in district.workers))
    shops = {shop.key: shop for shop in district.stores}
    write(Vehicle, [_vehicle(one, shops[one.store], ids) for one in district.vehicles])


def _scope(one: Worker, ids: Ids) -> uuid.UUID:
    if one.role == "volunteer":
        return ids[driver(one.at)]
    return ids[{"operator": "district", "coordinator": "neighbourhood"}.get(one.role, one.at)]


def _vehicle(one: MadeVehicle, base: Store, ids: Ids) -> Row:
    return {
        "id": ids.new(one.key),
        "neighbourhood_id": ids["neighbourhood"],
        "name": one.name_zh,
        "kind": one.kind,
        "lat": base.lat,
        "lon": base.lon,
        "mass_g": one.mass_g,
        "crates": one.crates,
        "cold_crates": one.cold_crates,
        "speed_mm_s": one.speed_mm_s,
        "fixed_fen": one.fixed_fen,
        "fen_per_km": one.fen_per_km,
        "max_distance_m": one.max_distance_m,
        "max_risk": one.max_risk,
    }
