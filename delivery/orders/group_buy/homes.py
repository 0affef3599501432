"""The homes that an export's doors are: those that are known here, and those that are new."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid
from delivery.orders.group_buy.addresses import Address
from delivery.orders.group_buy.doors import door_number
from delivery.people.blocks import Row
from delivery.people.models import Household
from delivery.people.services import homes
from delivery.places.models import Compound

_SHOWN = 10


def home_ids(
    compound_id: uuid.UUID, doors: Sequence[Address], actor: Actor
) -> tuple[dict[Address, uuid.UUID], int]:
    """Return the household behind each of ``doors`` of one compound, and how many of them are new.

    An export seldom says the unit. A door without one is the only known home with its building
    and room, whatever that one's unit is.

    Raises
    ------
    Invalid
        Several homes fit a door, or one home is named as two doors.
    """
    known = _known(compound_id)
    _refuse_ambiguous(known, doors)
    new = [door for door in doors if not _fitting(known, door)]
    if new:
        rows = [Row(d.building, d.unit, d.floor or 0, d.room) for d in new]
        homes.add_rows(actor, db.session.get_one(Compound, compound_id), rows)
        known = _known(compound_id)
    found = {door: _fitting(known, door)[0] for door in doors}
    _refuse_twice(found)
    return found, len(new)


_Known = dict[tuple[str, str], dict[str, uuid.UUID]]


def _known(compound_id: uuid.UUID) -> _Known:
    """Return the compound's households by building and room, then by unit."""
    rows = db.session.execute(
        select(Household.building, Household.room, Household.unit, Household.id).where(
            Household.compound_id == compound_id
        )
    )
    known: _Known = defaultdict(dict)
    for building, room, unit, id_ in rows:
        known[building, room][unit] = id_
    return known


def _fitting(known: _Known, door: Address) -> list[uuid.UUID]:
    units = known.get((door.building, door.room), {})
    if door.unit or door.unit in units:
        return [units[door.unit]] if door.unit in units else []
    return list(units.values())


def _refuse_ambiguous(known: _Known, doors: Sequence[Address]) -> None:
    unclear = [door_number(door) for door in doors if len(_fitting(known, door)) > 1]
    if unclear:
        sentence = _(
            "The unit is missing: %(doors)s. Several homes have these numbers.",
            doors=pgettext("list", ", ").join(unclear[:_SHOWN]),
        )
        raise Invalid(sentence, fields={"doors": [sentence]})


def _refuse_twice(found: dict[Address, uuid.UUID]) -> None:
    times = Counter(found.values())
    twice = [door_number(door) for door, id_ in found.items() if times[id_] > 1]
    if twice:
        sentence = _(
            "These doors are one home here: %(doors)s. Write them in one way.",
            doors=pgettext("list", ", ").join(twice[:_SHOWN]),
        )
        raise Invalid(sentence, fields={"doors": [sentence]})
