"""What pages ask of people: lists of a screenful, in a few queries whatever their length."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from delivery.kernel import ids
from delivery.kernel.access import Actor, Role, sight, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.people.models import (
    Grant,
    Household,
    HouseholdGroup,
    JoinRequest,
    OneTimeCode,
    SignIn,
    User,
    granted_in,
)
from delivery.people.naming import door_order
from delivery.people.scoped import kinds

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds, and what the place is called where they hold it."""

    grant: Grant
    role: Role
    where: str


@dataclass(frozen=True, slots=True)
class Home:
    """A household on its group's page: who is in it, and whether a code lies in its letter box."""

    household: Household
    residents: list[str]
    code_expires_at: object | None


def people(actor: Actor, *, role: Role | None, words: str, page: int) -> Page[User]:
    """Return the people whom ``actor`` sees, by name; ``words`` is part of a name or a number."""
    rows = visible(User, actor).order_by(User.disabled_at.is_not(None), User.name, User.id)
    if role:
        rows = rows.where(User.id.in_(select(Grant.user_id).where(Grant.role == role)))
    if words:
        rows = rows.where(
            User.name.contains(words, autoescape=True)
            | User.phone.endswith(words.replace(" ", ""), autoescape=True)
            | User.sign_in_name.contains(words.casefold(), autoescape=True)
        )
    return paged(rows, page, A_PAGE)


def held_by(users: Iterable[uuid.UUID], actor: Actor | None = None) -> dict[uuid.UUID, list[Held]]:
    """Return the roles of ``users``, those that ``actor`` sees; one query a kind of place."""
    wanted = select(Grant).where(Grant.user_id.in_(list(users))).order_by(Grant.granted_at)
    grants = db.session.scalars(wanted if actor is None else wanted.where(granted_in(actor))).all()
    names = _place_names(grants)
    held = defaultdict(list)
    for grant in grants:
        where = names.get((grant.role, grant.scope_id), "")
        held[grant.user_id].append(Held(grant, Role(grant.role), where))
    return held


def _place_names(grants: Sequence[Grant]) -> dict[tuple[str, uuid.UUID], str]:
    by_role = defaultdict(set)
    for grant in grants:
        by_role[Role(grant.role)].add(grant.scope_id)
    names = {}
    for role, scope_ids in by_role.items():
        if kind := kinds().get(role):
            rows = db.session.scalars(kind.rows(kind.model.id.in_(scope_ids)))
            names |= {(role.value, row.id): kind.label(row) for row in rows}
    return names


def places_for(role: Role, actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """Return where ``actor`` may give ``role``, with what the places are called."""
    kind = kinds()[role]
    rows = db.session.scalars(kind.rows(sight(kind.model, actor)).limit(500))
    return sorted(((row.id, kind.label(row)) for row in rows), key=lambda place: place[1])


def gate_colleagues(actor: Actor) -> list[User]:
    """Return who may take over this gate's phone: its staff who have set a PIN."""
    here = Grant.scope_id.in_(actor.within(Role.GATE_STAFF))
    return list(
        db.session.scalars(
            select(User)
            .where(User.disabled_at.is_(None), User.pin_hash.is_not(None), User.id != actor.id)
            .where(User.id.in_(select(Grant.user_id).where(Grant.role == Role.GATE_STAFF, here)))
            .order_by(User.name)
        )
    )


def devices(actor: Actor) -> list[SignIn]:
    """Return where ``actor`` is signed in, the newest first."""
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.user_id == actor.id, SignIn.ended_at.is_(None))
            .where(SignIn.expires_at > now())
            .order_by(SignIn.started_at.desc())
            .limit(50)
        )
    )


def is_this(device: SignIn, token: str | None) -> bool:
    """Tell whether ``token`` proves the session ``device``."""
    return bool(token) and device.token_hash == ids.digest(token or "")


def own_requests(actor: Actor) -> list[JoinRequest]:
    """Return which homes ``actor`` has asked to join and waits for."""
    return list(
        db.session.scalars(
            select(JoinRequest)
            .where(JoinRequest.user_id == actor.id, JoinRequest.state == "asked")
            .options(joinedload(JoinRequest.household).joinedload(Household.compound))
        )
    )


def groups(actor: Actor, page: int) -> Page[HouseholdGroup]:
    """Return the household groups that ``actor`` sees, compound by compound."""
    return paged(
        visible(HouseholdGroup, actor)
        .options(joinedload(HouseholdGroup.compound))
        .order_by(HouseholdGroup.compound_id, HouseholdGroup.name),
        page,
        A_PAGE,
    )


def asked(actor: Actor, group_id: uuid.UUID | None = None) -> list[JoinRequest]:
    """Return who waits for a word about joining a home that ``actor`` answers for."""
    rows = (
        visible(JoinRequest, actor)
        .where(JoinRequest.state == "asked")
        .options(
            joinedload(JoinRequest.user),
            joinedload(JoinRequest.household).joinedload(Household.compound),
        )
        .order_by(JoinRequest.asked_at)
        .limit(100)
    )
    if group_id:
        in_group = select(Household.id).where(Household.group_id == group_id)
        rows = rows.where(JoinRequest.household_id.in_(in_group))
    return list(db.session.scalars(rows))


def homes_of(group_id: uuid.UUID) -> list[Home]:
    """Return the households of a group as one walks past them, with who lives there."""
    homes = db.session.scalars(
        select(Household)
        .where(Household.group_id == group_id)
        .options(joinedload(Household.compound))
    ).all()
    return with_residents(homes)


def with_residents(homes: Iterable[Household]) -> list[Home]:
    """Return ``homes`` in the order of their doors, with their residents' names and open codes."""
    rows = sorted(homes, key=door_order)
    wanted = [home.id for home in rows]
    residents = defaultdict(list)
    for name, home_id in db.session.execute(
        select(User.name, Grant.scope_id)
        .join(Grant)
        .where(Grant.role == Role.RESIDENT, Grant.scope_id.in_(wanted))
        .order_by(User.name)
    ):
        residents[home_id].append(name)
    codes = dict(
        db.session.execute(
            select(OneTimeCode.household_id, func.max(OneTimeCode.expires_at))
            .where(OneTimeCode.household_id.in_(wanted), OneTimeCode.spent_at.is_(None))
            .where(OneTimeCode.expires_at > now())
            .group_by(OneTimeCode.household_id)
        ).all()
    )
    return [Home(home, residents[home.id], codes.get(home.id)) for home in rows]


def buildings(compound_id: uuid.UUID) -> list[tuple[str, int]]:
    """Return the buildings of a compound with how many households each has."""
    rows = db.session.execute(
        select(Household.building, func.count())
        .where(Household.compound_id == compound_id)
        .group_by(Household.building)
    ).all()
    return [(row[0], row[1]) for row in rows]


def homes_in(compound_id: uuid.UUID, building: str, actor: Actor) -> list[Home]:
    """Return the households of one building."""
    homes = db.session.scalars(
        select(Household)
        .where(sight(Household, actor))
        .where(Household.compound_id == compound_id, Household.building == building)
        .options(joinedload(Household.compound), joinedload(Household.group))
    ).all()
    return with_residents(homes)
