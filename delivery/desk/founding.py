"""The first rows of an installation, in one transaction: a district with one of everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import exists, select, text

from delivery.kernel.access import Actor, Role
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.kernel.errors import Conflict, Invalid
from delivery.kernel.refusals import flat
from delivery.kernel.schema import BaseSchema, Degrees, Words
from delivery.merchants.catalogue.services.stores import StoreWords, add_store
from delivery.people.models import User
from delivery.people.passwords import hashed
from delivery.people.services import invite
from delivery.people.services.roles import hold
from delivery.people.services.roster import phone_of
from delivery.people.services.signing import check_password
from delivery.places import services as places
from delivery.places.models import District, Neighbourhood
from delivery.places.schemas import DistrictForm

OPENS, CLOSES = time(7), time(21)


class Spots(BaseSchema):
    """Names and coordinates that are typed once, at the beginning."""

    neighbourhood = Words(required=True, most=60)
    compound = Words(required=True, most=60)
    gate = Words(required=True, most=60)
    drop_point = Words(required=True, most=60)
    drop_point_lat = Degrees(most=90, required=True)
    drop_point_lon = Degrees(most=180, required=True)
    store = Words(required=True, most=60)
    store_lat = Degrees(most=90, required=True)
    store_lon = Degrees(most=180, required=True)
    operator = Words(required=True, most=60)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here from the first day."""

    name: str
    phone: str


def set_up(words: Mapping[str, str]) -> str | None:
    """Write the first rows in one transaction; return the coordinator's invite code, if any.

    Raises
    ------
    Conflict
        There is a district already.
    Invalid
        Something that was typed does not fit; ``fields`` says what.
    """
    district, spots = _district_words(words), _spots(words)
    password, phone = words["operator_password"], phone_of(words["operator_phone"])
    check_password(password, words["operator"], phone)
    operator = User(name=spots["operator"], phone=phone, password_hash=hashed(password))
    coordinator = Person(words.get("coordinator", ""), words.get("coordinator_phone", ""))
    return transact(lambda: _written(district, spots, operator, coordinator))


def _written(
    district_words: dict[str, Any], spots: dict[str, Any], operator: User, coordinator: Person
) -> str | None:
    _refuse_if_set_up()
    district = District(**district_words)
    db.session.add_all([district, operator])
    db.session.flush()
    hold(operator.id, Role.OPERATOR, district.id, by=None)
    actor = Actor(operator.id, {Role.OPERATOR: frozenset({district.id})}, operator.name)
    neighbourhood = _places(actor, district, spots)
    store = StoreWords(
        name=spots["store"],
        lat=spots["store_lat"],
        lon=spots["store_lon"],
        opens_at=OPENS,
        closes_at=CLOSES,
    )
    add_store(store, [neighbourhood.id], actor=actor, at=now())
    if not coordinator.name:
        return None
    return invite(
        actor,
        name=coordinator.name,
        phone=coordinator.phone,
        role=Role.COORDINATOR,
        scope_id=neighbourhood.id,
    ).code


def _places(actor: Actor, district: District, spots: dict[str, Any]) -> Neighbourhood:
    neighbourhood = places.add_neighbourhood(actor, district, {"name": spots["neighbourhood"]})
    compound = places.add_compound(actor, neighbourhood, {"name": spots["compound"]})
    gate = places.add_gate(actor, compound, {"name": spots["gate"]})
    point = {
        "name": spots["drop_point"],
        "lat": spots["drop_point_lat"],
        "lon": spots["drop_point_lon"],
        "opens_at": OPENS,
        "closes_at": CLOSES,
    }
    places.add_drop_point(actor, gate, point)
    return neighbourhood


def _refuse_if_set_up() -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE districts IN SHARE ROW EXCLUSIVE MODE"))
    if db.session.scalar(select(exists(select(District.id)))):
        raise Conflict(
            "This installation is set up already. Nothing was changed; "
            "add what is missing in the browser, under Places."
        )


def _district_words(words: Mapping[str, str]) -> dict[str, Any]:
    return _loaded(DistrictForm(), {"name": words["district"], "time_zone": words["time_zone"]})


def _spots(words: Mapping[str, str]) -> dict[str, Any]:
    given = {name: words[name] for name in Spots().fields if name in words}
    for place in ("drop_point", "store"):
        lat, _, lon = words[f"{place}_at"].partition(",")
        given |= {f"{place}_lat": lat, f"{place}_lon": lon}
    return _loaded(Spots(), given)


def _loaded(schema: BaseSchema, given: Mapping[str, str]) -> dict[str, Any]:
    try:
        return dict(schema.load(given))
    except ValidationError as bad:
        raise Invalid("Nothing was saved.", fields=flat(bad)) from None
