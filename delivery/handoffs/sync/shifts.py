"""A shift worked with a phone: it is opened once, and its token proves it for as long as need be."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update

from delivery.crew.models import Volunteer
from delivery.handoffs.sync.models import OfflineShift
from delivery.kernel.access import Actor, Role, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import NotFound, NotSignedIn
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record
from delivery.people.models import Grant, HouseholdGroup, User
from delivery.places.models import Compound, Gate

SALT = "menkou offline shift 1"
NEIGHBOURHOOD_OF = {
    Role.GATE_STAFF: (Gate.id, select(Compound.neighbourhood_id).join(Gate)),
    Role.VOLUNTEER: (Volunteer.id, select(Volunteer.neighbourhood_id)),
    Role.LEADER: (HouseholdGroup.id, select(Compound.neighbourhood_id).join(HouseholdGroup)),
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a shift's token says: enough to write the shift down again after a restore."""

    id: uuid.UUID
    user_id: uuid.UUID
    role: str
    scope_id: uuid.UUID
    neighbourhood_id: uuid.UUID
    device: str
    started_at: datetime

    @property
    def actor(self) -> Actor:
        """Return who acts in this shift: one person in one role at one place."""
        return Actor(self.user_id, {Role(self.role): frozenset({self.scope_id})})

    @property
    def token(self) -> str:
        """Return the signed token; it opens nothing but the sending of this shift's acts."""
        return _serializer().dumps({name: str(value) for name, value in asdict(self).items()})


def open_shift(role: Role, scope_id: uuid.UUID, device: str, *, actor: Actor) -> Sealed:
    """Begin a shift of ``actor`` as ``role`` at a gate, as a volunteer, or for a group.

    Raises
    ------
    NotFound
        The actor does not hold the role there.
    """
    if scope_id not in actor.within(role) or role not in NEIGHBOURHOOD_OF or actor.id is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    key, neighbourhood = NEIGHBOURHOOD_OF[role]
    where = db.session.scalars(neighbourhood.where(key == scope_id)).one()
    sealed = Sealed(new_id(), actor.id, role.value, scope_id, where, device, now())
    _write_down(sealed)
    return sealed


def unseal(token: str) -> Sealed:
    """Return what ``token`` says.

    Raises
    ------
    NotSignedIn
        It is none of ours. The phone keeps its acts, and its person asks the coordinator.
    """
    try:
        words = _serializer().loads(token)
        return _read(words)
    except (BadSignature, KeyError, TypeError, ValueError) as bad:
        said = _("This shift is not known here. The acts stay on the phone; ask the coordinator.")
        raise NotSignedIn(said) from bad


def _read(words: dict[str, Any]) -> Sealed:
    ids = {n: uuid.UUID(words[n]) for n in ("id", "user_id", "scope_id", "neighbourhood_id")}
    started_at = datetime.fromisoformat(words["started_at"])
    return Sealed(role=words["role"], device=words["device"], started_at=started_at, **ids)


def locked(sealed: Sealed) -> OfflineShift:
    """Return the shift's row, which nobody else has until this transaction ends.

    So of one batch that is sent twice at once, the second is answered when the first is done.
    """
    row = select(OfflineShift).filter_by(id=sealed.id).with_for_update()
    found = db.session.scalar(row.execution_options(populate_existing=True))
    if found is None:  # opened after the backup from which the server was restored
        _write_down(sealed)
        found = db.session.scalars(row).one()
    return found


def reason_against(shift: OfflineShift) -> str:
    """Return why the shift's acts are not taken as they come, or nothing."""
    if shift.ended_at:
        return "shift-ended"
    user = db.session.execute(select(User.disabled_at).filter_by(id=shift.user_id)).first()
    if user is None or user.disabled_at:
        return "user-disabled"
    held = select(Grant.id).filter_by(
        user_id=shift.user_id, role=shift.role, scope_id=shift.scope_id
    )
    return "" if db.session.scalar(held) else "role-taken-back"


def end(shift_id: uuid.UUID, *, actor: Actor) -> OfflineShift:
    """End a shift, as where its phone is lost: what still comes of it waits for the coordinator.

    Raises
    ------
    NotFound
        There is no such shift in the actor's sight.
    """
    shift = fetch(OfflineShift, shift_id, actor)
    ended = db.session.execute(
        update(OfflineShift)
        .where(OfflineShift.id == shift.id, OfflineShift.ended_at.is_(None))
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
    if changed(ended):
        record("end", shift, actor_id=actor.id, at=now())
    db.session.refresh(shift)
    return shift


def _write_down(sealed: Sealed) -> None:
    statement = insert_into(OfflineShift.__table__).values(**asdict(sealed), waiting=0)
    db.session.execute(statement.on_conflict_do_nothing())


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
