"""Households, the people who sign in, and the secrets they sign in with."""

import uuid

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    false,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.access import Actor, Permission, Role, scope, sight
from delivery.kernel.clock import now
from delivery.kernel.db import Base, Instant, Model, UTCDateTime
from delivery.kernel.lifecycle import Lifecycle, Stateful, Transition
from delivery.people.naming import gate_label, group_label, home_label
from delivery.people.scoped import kinds, register
from delivery.places.models import (
    Compound,
    District,
    DropPoint,
    Gate,
    Neighbourhood,
    gates_in,
    in_neighbourhoods,
)


class HouseholdGroup(Model, repr=False):
    """About ten households that look after one another (十户联防). Its leader holds a grant."""

    __tablename__ = "household_groups"

    compound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compounds.id"), index=True)
    name: Mapped[str]
    compound: Mapped[Compound] = relationship(init=False)

    __table_args__ = (UniqueConstraint("compound_id", "name"),)


class Household(Model, repr=False):
    """One home. Numbers are kept as written: ``3``, ``2``, ``1101``; ``floor`` sorts.

    ``door_drop_until`` marks a home that is served at its door, and until when;
    ``door_drop_purpose`` says what for (``cannot-leave``, ``hard-to-walk``), never a diagnosis.
    """

    __tablename__ = "households"

    compound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compounds.id"), index=True)
    group_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("household_groups.id"), index=True, default=None
    )
    building: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    floor: Mapped[int] = mapped_column(default=0)
    room: Mapped[str]
    door_drop_until: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    door_drop_purpose: Mapped[str | None] = mapped_column(default=None)
    compound: Mapped[Compound] = relationship(init=False)
    group: Mapped[HouseholdGroup | None] = relationship(init=False)

    __table_args__ = (UniqueConstraint("compound_id", "building", "unit", "room"),)


class User(Model, repr=False):
    """A person who signs in. One person may hold several grants."""

    __tablename__ = "users"

    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(unique=True, default=None)  # E.164
    sign_in_name: Mapped[str | None] = mapped_column(unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    pin_hash: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str | None] = mapped_column(default=None)  # none: as the browser asks
    elder: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    grants: Mapped[list["Grant"]] = relationship(init=False, back_populates="user")


class Grant(Model, repr=False):
    """A role that a user holds, and where: see ``kernel.access.Actor.scopes``."""

    __tablename__ = "grants"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    scope_id: Mapped[uuid.UUID] = mapped_column(index=True)
    granted_at: Mapped[Instant] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now
    )
    user: Mapped[User] = relationship(init=False, back_populates="grants")

    __table_args__ = (
        UniqueConstraint("user_id", "role", "scope_id"),
        Index(None, "role", "scope_id"),
    )


class SignIn(Model, repr=False):
    """One signed-in device. It ends when its row says so, whatever cookie was copied."""

    __tablename__ = "sign_ins"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[Instant] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now
    )
    expires_at: Mapped[Instant]
    ended_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    how: Mapped[str]  # password, link, pin, code
    as_role: Mapped[str | None] = mapped_column(default=None)  # all that the user holds, or this
    device: Mapped[str] = mapped_column(default="")
    user: Mapped[User] = relationship(init=False)


class Tries(Base, repr=False):
    """How often something was tried since, by the hash of a name, an address or both."""

    __tablename__ = "tries"

    subject: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    since: Mapped[Instant] = mapped_column(UTCDateTime, index=True)


class OneTimeCode(Model, repr=False):
    """A secret that is spent once: on paper, in a link, read aloud. Only its hash is kept.

    ``kind`` is ``invite``, ``reset``, ``link`` (for a user) or ``join`` (for a household).
    ``as_role`` narrows the session that a link opens to one of the user's roles.
    """

    __tablename__ = "one_time_codes"

    kind: Mapped[str]
    code_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("users.id"), index=True, default=None
    )
    household_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("households.id"), index=True, default=None
    )
    leads_to: Mapped[str] = mapped_column(default="/")
    as_role: Mapped[str | None] = mapped_column(default=None)
    issued_by: Mapped[uuid.UUID | None] = mapped_column(default=None)
    issued_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    expires_at: Mapped[Instant]
    spent_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)

    __table_args__ = (
        CheckConstraint("kind IN ('invite', 'reset', 'link', 'join')", name="known_kind"),
    )


class JoinRequest(Stateful, Model, repr=False):
    """A person who typed a household's code, waiting for the group leader's word."""

    __tablename__ = "join_requests"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    household_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("households.id"), index=True)
    asked_at: Mapped[Instant] = mapped_column(UTCDateTime, default_factory=now, insert_default=now)
    user: Mapped[User] = relationship(init=False)
    household: Mapped[Household] = relationship(init=False)

    __table_args__ = (
        Index(
            "uq_join_requests_asked",
            "user_id",
            "household_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )


JOINING = Lifecycle(
    JoinRequest,
    initial="asked",
    transitions=[
        Transition("confirm", frozenset({"asked"}), "confirmed", Permission.JOIN_DECIDE),
        Transition("refuse", frozenset({"asked"}), "refused", Permission.JOIN_DECIDE),
    ],
)


@scope(Household, Role.OPERATOR)
@scope(HouseholdGroup, Role.OPERATOR)
@scope(User, Role.OPERATOR)
def _everybody(_: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return true()


@scope(Household, Role.RESIDENT)
def _own_household(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Household.id.in_(ids)


@scope(Household, Role.LEADER)
def _households_of_own_groups(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Household.group_id.in_(ids)


@scope(Household, Role.COORDINATOR)
def _households_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return Household.compound_id.in_(in_neighbourhoods(ids))


@scope(HouseholdGroup, Role.LEADER)
def _own_groups(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return HouseholdGroup.id.in_(ids)


@scope(HouseholdGroup, Role.COORDINATOR)
def _groups_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return HouseholdGroup.compound_id.in_(in_neighbourhoods(ids))


@scope(JoinRequest, Role.LEADER)
def _asked_of_own_groups(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return JoinRequest.household_id.in_(select(Household.id).where(Household.group_id.in_(ids)))


@scope(JoinRequest, Role.COORDINATOR)
def _asked_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return JoinRequest.household_id.in_(
        select(Household.id).where(Household.compound_id.in_(in_neighbourhoods(ids)))
    )


@scope(DropPoint, Role.RESIDENT)
def _drop_points_of_the_neighbourhood(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return DropPoint.gate_id.in_(gates_in(home_of(ids)))


def home_of(households: frozenset[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """Return the select of the neighbourhoods in which ``households`` live."""
    return select(Compound.neighbourhood_id).join(Household).where(Household.id.in_(households))


def granted_in(sights: Actor) -> ColumnElement[bool]:
    """Return the condition under which ``sights`` answers for a grant: for its role, in that place.

    An operator answers for everybody, wherever they work.
    """
    if Role.OPERATOR in sights.roles:
        return true()
    return or_(
        false(),
        *(
            (Grant.role == role)
            & Grant.scope_id.in_(
                select(kind.model.id).where(sight(kind.model, sights.answering_for(role)))
            )
            for role, kind in kinds().items()
        ),
    )


@scope(User, Role.COORDINATOR)
def _people_of_own(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    """Whoever holds a role in the neighbourhood, or asks to join one of its households."""
    me = Actor(id=None, scopes={Role.COORDINATOR: ids})
    asked = select(JoinRequest.user_id).where(JoinRequest.state == "asked", _asked_of_own(ids))
    return User.id.in_(select(Grant.user_id).where(granted_in(me))) | User.id.in_(asked)


@scope(User, Role.STORE_MANAGER)
def _people_of_the_store(ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    """Whoever picks or leads a shift in the store."""
    me = Actor(id=None, scopes={Role.STORE_MANAGER: ids})
    return User.id.in_(select(Grant.user_id).where(granted_in(me)))


register(Role.RESIDENT, Household, home_label, Household.compound)
register(Role.LEADER, HouseholdGroup, group_label, HouseholdGroup.compound)
register(Role.GATE_STAFF, Gate, gate_label, Gate.compound)
register(Role.COORDINATOR, Neighbourhood)
register(Role.OPERATOR, District)
