"""Who may do what, and to which rows: the only module that decides it.

A *permission* says what a role may do at all; a *scope rule* says which rows of a model an
actor of that role can see. A role without a rule for a model sees none of its rows. One person
may hold several roles at once (a group leader is a resident too): permissions and sight add up,
but what one role sees lends no other role its right, see ``Actor.acting``.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, false, or_, select

from delivery.kernel.db import Model, db
from delivery.kernel.errors import NotAllowed, NotFound, NotSignedIn


class Role(StrEnum):
    """What a person is here for. ``VISITOR`` is anybody; ``SYSTEM`` is the worker.

    In a store, staff pick and pack; a shift lead also looks after the day's stock, cash and times,
    a store manager after prices, lists and accounts.
    """

    VISITOR = "visitor"
    RESIDENT = "resident"
    LEADER = "leader"
    STORE_STAFF = "store-staff"
    SHIFT_LEAD = "shift-lead"
    STORE_MANAGER = "store-manager"
    VOLUNTEER = "volunteer"
    GATE_STAFF = "gate-staff"
    COORDINATOR = "coordinator"
    OPERATOR = "operator"
    SYSTEM = "system"


class Permission(StrEnum):
    """Named ``<what>:<verb>``, in the order of the alphabet."""

    ACCOUNT_EDIT = "account:edit"  # one's own name, language, password, PIN
    BAG_DROP = "bag:drop"
    BAG_HAND_OVER = "bag:hand-over"
    BAG_LOAD = "bag:load"
    BAG_PACK = "bag:pack"
    BAG_READ = "bag:read"
    BAG_RETURN = "bag:return"
    BAG_TAKE_IN = "bag:take-in"
    BAG_WISH = "bag:wish"  # what is to become of bags that one cannot come for
    BASKET_EDIT = "basket:edit"
    CASH_HAND_IN = "cash:hand-in"
    CASH_RECEIVE = "cash:receive"
    CODE_ISSUE = "code:issue"  # a household's joining code, on paper
    DISCREPANCY_READ = "discrepancy:read"  # which bags of a load nobody has explained
    GATE_SWITCH = "gate:switch"  # change user on the gate's shared phone
    GROUP_READ = "group:read"
    HOUSEHOLD_JOIN = "household:join"
    JOIN_DECIDE = "join:decide"
    NOTICE_READ = "notice:read"
    NOTICE_TELL = "notice:tell"
    OFFER_EDIT = "offer:edit"  # what a store sells, and its price
    OFFER_SEE = "offer:see"  # how it looks
    OFFLINE_DECIDE = "offline:decide"  # what phones told, and cannot be taken as it came
    OFFLINE_SEND = "offline:send"  # a batch of acts; it bears the token of its shift
    OFFLINE_WORK = "offline:work"  # a shift with a phone that may lose the network
    ORDER_CANCEL = "order:cancel"
    ORDER_PLACE = "order:place"
    ORDER_READ = "order:read"
    PAGE_OPEN = "page:open"  # what a stranger may see: sign-in, health, errors
    PAYMENT_HEAR = "payment:hear"  # what a provider says; its words bear a signature
    PAYMENT_TAKE = "payment:take"
    PICK_LIST_READ = "pick-list:read"
    PICK_LIST_WORK = "pick-list:work"
    PLACE_EDIT = "place:edit"
    PLAN_ADOPT = "plan:adopt"
    PLAN_MAKE = "plan:make"
    PLAN_READ = "plan:read"
    REPORT_ANSWER = "report:answer"  # what a household says was wrong with its bags
    REPORT_MAKE = "report:make"
    REPORT_READ = "report:read"
    ROUTE_READ = "route:read"
    SESSION_END = "session:end"
    SESSION_START = "session:start"
    SETTLEMENT_READ = "settlement:read"
    SHIFT_EDIT = "shift:edit"
    STOCK_EDIT = "stock:edit"  # what lies on the shelves, and why it changed
    STORE_EDIT = "store:edit"
    STORE_PACE = "store:pace"  # how many orders a wave, and when they are ready
    STORE_READ = "store:read"
    SUBSTITUTION_ANSWER = "substitution:answer"  # yes or no to what comes instead
    SYSTEM_READ = "system:read"
    USER_DISABLE = "user:disable"
    USER_INVITE = "user:invite"
    USER_READ = "user:read"
    USER_RESET = "user:reset"
    VEHICLE_EDIT = "vehicle:edit"
    WAVE_CANCEL = "wave:cancel"
    WAVE_CLOSE = "wave:close"
    WAVE_EDIT = "wave:edit"
    WAVE_HOLD = "wave:hold"
    WAVE_READ = "wave:read"


P = Permission
EVERYBODY = frozenset(
    {P.PAGE_OPEN, P.SESSION_START, P.HOUSEHOLD_JOIN, P.OFFLINE_SEND, P.PAYMENT_HEAR}
)
SIGNED_IN = frozenset({P.ACCOUNT_EDIT, P.NOTICE_READ, P.SESSION_END})
_PEOPLE = frozenset({P.USER_READ, P.USER_INVITE, P.USER_RESET, P.USER_DISABLE})
_PICKER = frozenset(
    {P.PICK_LIST_READ, P.PICK_LIST_WORK, P.BAG_PACK, P.BAG_READ, P.STORE_READ, P.WAVE_READ}
    | {P.OFFER_SEE}
)
_SHIFT_LEAD = _PICKER | {P.STOCK_EDIT, P.CASH_RECEIVE, P.STORE_PACE, P.REPORT_READ, P.REPORT_ANSWER}
STORE_ROLES = (Role.STORE_STAFF, Role.SHIFT_LEAD, Role.STORE_MANAGER)

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.VISITOR: EVERYBODY,
        Role.RESIDENT: frozenset(
            {P.STORE_READ, P.WAVE_READ, P.BASKET_EDIT, P.ORDER_PLACE, P.ORDER_CANCEL, P.ORDER_READ}
            | {P.BAG_READ, P.BAG_WISH, P.SUBSTITUTION_ANSWER, P.REPORT_MAKE, P.REPORT_READ}
            | {P.OFFER_SEE}
        ),
        Role.LEADER: frozenset(
            {P.GROUP_READ, P.CODE_ISSUE, P.JOIN_DECIDE, P.PAYMENT_TAKE, P.CASH_HAND_IN, P.BAG_READ}
            | {P.BAG_HAND_OVER, P.OFFLINE_WORK}
        ),
        Role.STORE_STAFF: _PICKER,
        Role.SHIFT_LEAD: _SHIFT_LEAD,
        Role.STORE_MANAGER: _SHIFT_LEAD | _PEOPLE | {P.OFFER_EDIT, P.SETTLEMENT_READ},
        Role.VOLUNTEER: frozenset(
            {P.ROUTE_READ, P.BAG_READ, P.BAG_LOAD, P.BAG_DROP, P.BAG_RETURN, P.OFFLINE_WORK}
        ),
        Role.GATE_STAFF: frozenset(
            {P.BAG_READ, P.BAG_TAKE_IN, P.BAG_HAND_OVER, P.BAG_RETURN, P.PAYMENT_TAKE}
            | {P.GATE_SWITCH, P.OFFLINE_WORK}
        ),
        Role.COORDINATOR: _PEOPLE
        | {P.WAVE_READ, P.WAVE_EDIT, P.WAVE_CLOSE, P.WAVE_HOLD, P.WAVE_CANCEL, P.ORDER_READ}
        | {P.ORDER_CANCEL}
        | {P.BAG_LOAD, P.BAG_DROP}  # for robots, which cannot say what they did
        | {P.DISCREPANCY_READ}
        | {P.PLAN_READ, P.PLAN_MAKE, P.PLAN_ADOPT, P.ROUTE_READ, P.BAG_READ, P.SHIFT_EDIT}
        | {P.VEHICLE_EDIT, P.STORE_READ, P.PICK_LIST_READ, P.GROUP_READ, P.CODE_ISSUE}
        | {P.JOIN_DECIDE, P.PLACE_EDIT, P.SETTLEMENT_READ, P.OFFLINE_DECIDE},
        Role.OPERATOR: _PEOPLE
        | {P.PLACE_EDIT, P.STORE_EDIT, P.STORE_READ, P.SYSTEM_READ, P.SETTLEMENT_READ},
        Role.SYSTEM: frozenset(
            {P.WAVE_CLOSE, P.WAVE_EDIT, P.PLAN_MAKE, P.PLAN_ADOPT, P.NOTICE_TELL, P.ORDER_PLACE}
            | {P.OFFER_EDIT, P.STOCK_EDIT, P.SUBSTITUTION_ANSWER, P.PAYMENT_HEAR}
        ),
    }
)


_NEAR = frozenset({Role.RESIDENT, Role.LEADER, *STORE_ROLES, Role.GATE_STAFF, Role.COORDINATOR})
ANSWERS_FOR: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.STORE_MANAGER: frozenset({Role.STORE_STAFF, Role.SHIFT_LEAD}),
        Role.COORDINATOR: _NEAR | {Role.VOLUNTEER},
        Role.OPERATOR: _NEAR | {Role.VOLUNTEER, Role.OPERATOR},
    }
)
"""Whom those who let people in answer for, within their own places; nobody for their superiors."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request or a job, cut down to what access decisions need.

    ``scopes`` says for each role where it holds: the household of a resident, the groups of a
    leader, the stores of staff, the gates of guards, the neighbourhoods of a coordinator.
    """

    id: uuid.UUID | None
    scopes: Mapping[Role, frozenset[uuid.UUID]] = field(default_factory=dict)
    name: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles this actor holds, without ``VISITOR``, which everybody does."""
        return frozenset(self.scopes)

    @property
    def signed_in(self) -> bool:
        """Tell whether this is a known person."""
        return self.id is not None

    def within(self, *roles: Role) -> frozenset[uuid.UUID]:
        """Return the ids in which this actor holds one of ``roles``; empty where they do not."""
        return frozenset().union(*(self.scopes.get(role, frozenset()) for role in roles))

    @property
    def household_id(self) -> uuid.UUID | None:
        """Return the household this resident orders for, if there is one."""
        return next(iter(sorted(self.within(Role.RESIDENT))), None)

    def acting(self, permission: Permission) -> "Actor":
        """Return this actor cut down to the roles that hold ``permission``.

        Sight and rights of several roles add up, but one role's sight lends no other role's
        right: a guard who sees their own groceries at another gate does not hand them out there.
        """
        held = {role: ids for role, ids in self.scopes.items() if permission in GRANTS[role]}
        return replace(self, scopes=held)

    def answering_for(self, role: Role) -> "Actor":
        """Return this actor cut down to the roles that answer for people of ``role``."""
        held = {own: ids for own, ids in self.scopes.items() if role in ANSWERS_FOR.get(own, ())}
        return replace(self, scopes=held)

    def may(self, permission: Permission) -> bool:
        """Tell whether any of this actor's roles holds ``permission``."""
        if permission in EVERYBODY or (self.signed_in and permission in SIGNED_IN):
            return True
        return any(permission in GRANTS[role] for role in self.scopes)

    def require(self, permission: Permission) -> None:
        """Raise ``NotSignedIn`` or ``NotAllowed`` unless this actor holds ``permission``."""
        if self.may(permission):
            return
        if not self.signed_in and not self.scopes:
            raise NotSignedIn(_("Please sign in first."))
        raise NotAllowed(_("This is not part of your work here."))


VISITOR = Actor(id=None)
SYSTEM = Actor(id=None, scopes={Role.SYSTEM: frozenset()}, name="system")

M = TypeVar("M", bound=Model)
ScopeRule = Callable[[frozenset[uuid.UUID]], ColumnElement[bool]]
_rules: dict[tuple[type[Model], Role], ScopeRule] = {}


def scope(model: type[Model], *roles: Role) -> Callable[[ScopeRule], ScopeRule]:
    """Register the decorated function as what ``roles`` can see of ``model``.

    The function is given the ids in which the actor holds the role.
    """

    def register(rule: ScopeRule) -> ScopeRule:
        for role in roles:
            _rules[model, role] = rule
        return rule

    return register


def sight(model: type[Model], actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which ``actor`` sees a row of ``model``."""
    seen = [
        _rules[model, role](ids)
        for role, ids in sorted(actor.scopes.items())
        if (model, role) in _rules
    ]
    return or_(false(), *seen)


def visible(model: type[M], actor: Actor) -> Select[M]:
    """Return the select of all rows of ``model`` that ``actor`` can see."""
    return select(model).where(sight(model, actor))


def fetch(model: type[M], id_: uuid.UUID, actor: Actor) -> M:
    """Return one row, or raise ``NotFound`` where it is absent *or* out of the actor's sight.

    The two answers are the same on purpose: a stranger must not learn that a row exists.
    """
    row = db.session.scalar(visible(model, actor).where(model.id == id_))
    if row is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return row


def fetch_all(model: type[M], ids: Iterable[uuid.UUID], actor: Actor) -> list[M]:
    """Return all rows named by ``ids``, in that order, or raise ``NotFound`` if one is not seen."""
    wanted = list(dict.fromkeys(ids))
    rows: dict[Any, M] = {
        row.id: row for row in db.session.scalars(visible(model, actor).where(model.id.in_(wanted)))
    }
    if len(rows) != len(wanted):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return [rows[id_] for id_ in wanted]
