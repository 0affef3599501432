"""What others ask of places."""

import uuid
from collections import defaultdict

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed
from delivery.places.models import Compound, District, DropPoint, Gate, Neighbourhood

FALLBACK_ZONE = "Asia/Shanghai"


def time_zone() -> str:
    """Return the IANA name of the district's time zone; before set-up, China's."""
    return db.session.scalar(select(District.time_zone).limit(1)) or FALLBACK_ZONE


def district(actor: Actor) -> District | None:
    """Return the district, where ``actor`` looks after it."""
    return db.session.scalar(visible(District, actor))


def own_district(actor: Actor) -> District:
    """Return the district that ``actor`` looks after, or raise ``NotAllowed``."""
    found = district(actor)
    if found is None:
        raise NotAllowed(_("This is the operator's to change."))
    return found


def all_places(actor: Actor) -> list[Neighbourhood]:
    """Return the neighbourhoods that ``actor`` sees, by name."""
    return list(db.session.scalars(visible(Neighbourhood, actor).order_by(Neighbourhood.name)))


def compounds_of(actor: Actor) -> dict[uuid.UUID, list[Compound]]:
    """Return the compounds that ``actor`` sees, by their neighbourhood."""
    found = defaultdict(list)
    for compound in db.session.scalars(visible(Compound, actor).order_by(Compound.name)):
        found[compound.neighbourhood_id].append(compound)
    return found


def gates_of(actor: Actor, compound_id: uuid.UUID | None = None) -> dict[uuid.UUID, list[Gate]]:
    """Return the gates that ``actor`` sees, by their compound; of one compound if given."""
    rows = visible(Gate, actor).order_by(Gate.name)
    if compound_id:
        rows = rows.where(Gate.compound_id == compound_id)
    found = defaultdict(list)
    for gate in db.session.scalars(rows):
        found[gate.compound_id].append(gate)
    return found


def drop_points_of(
    actor: Actor, compound_id: uuid.UUID | None = None
) -> dict[uuid.UUID, list[DropPoint]]:
    """Return the drop points that ``actor`` sees, by their gate; of one compound if given."""
    rows = visible(DropPoint, actor).order_by(DropPoint.name)
    if compound_id:
        here = select(Gate.id).where(Gate.compound_id == compound_id)
        rows = rows.where(DropPoint.gate_id.in_(here))
    found = defaultdict(list)
    for point in db.session.scalars(rows):
        found[point.gate_id].append(point)
    return found
