"""Households and their groups: by the hundred, from a table, one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from delivery.kernel import ledger
from delivery.kernel.access import Actor, Permission, Role, fetch, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Conflict, Invalid
from delivery.kernel.ids import new_id
from delivery.people.blocks import MOST, Row, TooMany, Unreadable, described, grouped, tabled
from delivery.people.models import Household, HouseholdGroup
from delivery.places.models import Compound


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a list of homes: how many are new, how many were there already."""

    new: int
    known: int


def describe(actor: Actor, compound: Compound, text: str, *, group_size: int) -> Added:
    """Add the homes that ``text`` describes, in groups of about ``group_size``; 0 makes no groups."""
    rows = _read(lambda: described(text), "blocks")
    if group_size:
        rows = [
            replace(row, group=_("Building %(building)s, group %(number)s", building=b, number=n))
            for b, n, homes in grouped(rows, group_size)
            for row in homes
        ]
    return add_rows(actor, compound, rows)


def upload(actor: Actor, compound: Compound, content: bytes) -> Added:
    """Add the homes of a CSV table; all of them, or none."""
    return add_rows(actor, compound, _read(lambda: tabled(content), "table"))


def add_rows(actor: Actor, compound: Compound, rows: Sequence[Row]) -> Added:
    """Add ``rows`` to ``compound``; homes that are there already stay as they are."""
    actor.require(Permission.PLACE_EDIT)
    if not rows:
        said = _("There is no home in this list.")
        raise Invalid(said, fields={"blocks": [said], "table": [said]})
    groups = _groups(compound, {row.group for row in rows if row.group})
    wanted = [_values(row, compound, groups) for row in rows]
    new = db.session.execute(
        insert_into(Household.__table__)
        .on_conflict_do_nothing()
        .returning(Household.__table__.c.id),
        wanted,
    ).all()
    ledger.record("add-homes", compound, actor_id=actor.id, at=now(), new=len(new))
    return Added(len(new), len(rows) - len(new))


def edit(actor: Actor, home: Household, words: dict[str, Any]) -> None:
    """Correct a home's numbers, and which group looks after it."""
    actor.require(Permission.PLACE_EDIT)
    group_id, here = words["group_id"], actor.acting(Permission.PLACE_EDIT)
    if group_id and fetch(HouseholdGroup, group_id, here).compound_id != home.compound_id:
        raise Invalid(_("This group belongs to another compound."))
    try:
        with db.session.begin_nested():
            for name in ("building", "unit", "floor", "room", "group_id"):
                setattr(home, name, words[name])
    except IntegrityError:
        said = _("There is such a home already.")
        raise Conflict(said, fields={"room": [said]}) from None
    ledger.record("edit", home, actor_id=actor.id, at=now())


def add_group(actor: Actor, compound: Compound, name: str) -> HouseholdGroup:
    """Make a household group; its leader is invited afterwards."""
    actor.require(Permission.PLACE_EDIT)
    group = HouseholdGroup(compound_id=compound.id, name=name)
    try:
        with db.session.begin_nested():
            db.session.add(group)
    except IntegrityError:
        said = _("There is such a group already.")
        raise Conflict(said, fields={"name": [said]}) from None
    ledger.record("make", group, actor_id=actor.id, at=now())
    return group


def scope_of(actor: Actor, role: str, words: dict[str, Any]) -> uuid.UUID:
    """Return where a role is to hold: the place that was chosen, or the home that was typed."""
    if role != Role.RESIDENT or words["scope_id"]:
        if words["scope_id"] is None:
            said = _("Please choose where.")
            raise Invalid(said, fields={"scope_id": [said]})
        return words["scope_id"]
    home = db.session.scalar(
        visible(Household, actor.acting(Permission.USER_INVITE)).where(
            Household.compound_id == words["compound_id"],
            *(getattr(Household, part) == words[part] for part in ("building", "unit", "room")),
        )
    )
    if home is None:
        said = _("There is no such home in this compound.")
        raise Invalid(said, fields={"room": [said]})
    return home.id


def _read(read: Any, field: str) -> list[Row]:
    try:
        return read()
    except Unreadable as bad:
        said = _("Line %(line)s cannot be read: %(text)s", line=bad.line, text=bad.text)
    except TooMany:
        said = _("At most %(most)s homes at once, please.", most=MOST)
    raise Invalid(_("Nothing was saved."), fields={field: [said]}) from None


def _groups(compound: Compound, names: set[str]) -> dict[str, uuid.UUID]:
    if names:
        rows = [{"id": new_id(), "compound_id": compound.id, "name": n} for n in sorted(names)]
        db.session.execute(insert_into(HouseholdGroup.__table__).on_conflict_do_nothing(), rows)
    found = db.session.execute(
        select(HouseholdGroup.name, HouseholdGroup.id).where(
            HouseholdGroup.compound_id == compound.id
        )
    )
    return dict(found.all())  # type: ignore[arg-type]


def _values(row: Row, compound: Compound, groups: dict[str, uuid.UUID]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "compound_id": compound.id,
        "group_id": groups.get(row.group),
        "building": row.building,
        "unit": row.unit,
        "floor": row.floor,
        "room": row.room,
    }
