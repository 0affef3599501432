"""Places are made and corrected; gates open, close and are restricted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission, Role
from delivery.kernel.clock import now
from delivery.kernel.db import Model, db
from delivery.kernel.errors import Conflict, Invalid, NotAllowed
from delivery.places.models import (
    GATE,
    Compound,
    District,
    DropPoint,
    Gate,
    Neighbourhood,
)
from delivery.places.queries import time_zone

M = TypeVar("M", bound=Model)


def add_neighbourhood(actor: Actor, district: District, words: Mapping[str, Any]) -> Neighbourhood:
    """Make a neighbourhood; only the operator may."""
    _operator_only(actor)
    return _made(actor, Neighbourhood(district_id=district.id, **words))


def add_compound(actor: Actor, neighbourhood: Neighbourhood, words: Mapping[str, Any]) -> Compound:
    """Make a compound in ``neighbourhood``."""
    return _made(actor, Compound(neighbourhood_id=neighbourhood.id, **_with_zone(words)))


def add_gate(actor: Actor, compound: Compound, words: Mapping[str, Any]) -> Gate:
    """Make a gate, open."""
    return _made(actor, Gate(_state=GATE.initial, compound_id=compound.id, **words))


def add_drop_point(actor: Actor, gate: Gate, words: Mapping[str, Any]) -> DropPoint:
    """Make a drop point at ``gate``."""
    _check_hours(words)
    return _made(actor, DropPoint(gate_id=gate.id, **words))


def edit(actor: Actor, place: Model, words: Mapping[str, Any]) -> None:
    """Correct what a place is called and what it is like.

    Raises
    ------
    Conflict
        Another place beside it has that name.
    """
    actor.require(Permission.PLACE_EDIT)
    if isinstance(place, District):
        _operator_only(actor)
    _check_hours(words)
    try:
        with db.session.begin_nested():
            for name, value in _with_zone(words).items():
                setattr(place, name, value)
    except IntegrityError:
        raise _name_is_taken() from None
    ledger.record("edit", place, actor_id=actor.id, at=now())


def move_gate(actor: Actor, gate: Gate, action: str) -> None:
    """Open, close or restrict a gate; planning counts on it from now on."""
    GATE.apply(gate, action, actor=actor, at=now())


def _made(actor: Actor, place: M) -> M:
    actor.require(Permission.PLACE_EDIT)
    try:
        with db.session.begin_nested():
            db.session.add(place)
    except IntegrityError:
        raise _name_is_taken() from None
    ledger.record("make", place, actor_id=actor.id, at=now())
    return place


def _with_zone(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``words`` with a time typed on the district's clocks as an instant."""
    until = words.get("risk_until")
    if not isinstance(until, datetime):
        return dict(words)
    return {**words, "risk_until": until.replace(tzinfo=ZoneInfo(time_zone()))}


def _check_hours(words: Mapping[str, Any]) -> None:
    if "opens_at" in words and words["opens_at"] >= words["closes_at"]:
        said = _("It closes before it opens. Please look at the times again.")
        raise Invalid(said, fields={"closes_at": [said]})


def _operator_only(actor: Actor) -> None:
    if Role.OPERATOR not in actor.roles:
        raise NotAllowed(_("This is the operator's to change."))


def _name_is_taken() -> Conflict:
    said = _("There is one of this name already.")
    return Conflict(said, fields={"name": [said]})
