"""Who is told: for each audience a SELECT from events to the people they concern.

A rule joins the event's subject to the people, for as many events as are given it at once.
Somebody who was disabled is told nothing.
"""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from delivery.crew.models import Shift, Volunteer
from delivery.kernel.access import STORE_ROLES, Role
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag, PickList
from delivery.notices.rules import TOLD, Kind
from delivery.orders.list_rows import WeeklyAsk, WeeklyList
from delivery.orders.models import CashHandIn, Line, Order, Wave
from delivery.orders.report_rows import Report
from delivery.people.models import Grant, Household, JoinRequest, User
from delivery.routing.models import Plan, Route, Stop

People = Select[tuple[int, uuid.UUID]]


def _of(model: Any) -> Select[tuple[int]]:
    return select(Event.seq).join(model, model.id == Event.subject_id)


def _held_by(role: Role, scope: Any) -> ColumnElement[bool]:
    return (Grant.role == role) & (Grant.scope_id == scope)


def _held_in_store(scope: Any) -> ColumnElement[bool]:
    return Grant.role.in_(STORE_ROLES) & (Grant.scope_id == scope)


def _with(statement: Select[tuple[int]], role: Role, scope: Any) -> People:
    return statement.join(Grant, _held_by(role, scope)).add_columns(Grant.user_id)


def _household() -> People:
    return _with(_of(Order), Role.RESIDENT, Order.household_id)


def _order_leaders() -> People:
    homes = _of(Order).join(Household, Household.id == Order.household_id)
    return _with(homes, Role.LEADER, Household.group_id)


def _line_household() -> People:
    return _with(_of(Line).join(Order), Role.RESIDENT, Order.household_id)


def _list_household() -> People:
    lists = _of(WeeklyAsk).join(WeeklyList, WeeklyAsk.list_id == WeeklyList.id)
    return _with(lists, Role.RESIDENT, WeeklyList.household_id)


def _report_household() -> People:
    return _with(_of(Report).join(Order), Role.RESIDENT, Order.household_id)


def _report_store() -> People:
    """Return those in the store who answer; pickers are not among them."""
    answers = Grant.role.in_((Role.SHIFT_LEAD, Role.STORE_MANAGER))
    mine = answers & (Grant.scope_id == Order.store_id)
    return _of(Report).join(Order).join(Grant, mine).add_columns(Grant.user_id)


def _store() -> People:
    staff = _of(PickList).join(Grant, _held_in_store(PickList.store_id))
    return staff.add_columns(Grant.user_id)


def _list_planners() -> People:
    waves = _of(PickList).join(Wave, PickList.wave_id == Wave.id)
    return _with(waves, Role.COORDINATOR, Wave.neighbourhood_id)


def _planners() -> People:
    return _with(_of(Plan).join(Wave), Role.COORDINATOR, Wave.neighbourhood_id)


def _stop_coordinators() -> People:
    routes = _of(Stop).join(Route, Stop.route_id == Route.id)
    return _with(
        routes.join(Wave, Route.wave_id == Wave.id), Role.COORDINATOR, Wave.neighbourhood_id
    )


def _bag_coordinators() -> People:
    orders = _of(Bag).join(Order, Bag.order_id == Order.id)
    return _with(
        orders.join(Wave, Order.wave_id == Wave.id), Role.COORDINATOR, Wave.neighbourhood_id
    )


def _driver() -> People:
    shifts = _of(Route).join(Shift, Route.shift_id == Shift.id)
    return shifts.join(Volunteer).add_columns(Volunteer.user_id)


def _shift_driver() -> People:
    return _of(Shift).join(Volunteer).add_columns(Volunteer.user_id)


def _leaders() -> People:
    """Return the leaders of the home's group and, where it has none, the coordinators."""
    homes = _of(JoinRequest).join(Household)
    led = exists().where(_held_by(Role.LEADER, Household.group_id)).correlate(Household)
    compound = Household.compound.property.mapper.class_
    near = homes.join(compound, Household.compound_id == compound.id)
    people = (_held_by(Role.LEADER, Household.group_id)) | (
        ~led & _held_by(Role.COORDINATOR, compound.neighbourhood_id)
    )
    return near.join(Grant, people).add_columns(Grant.user_id)


def _asker() -> People:
    return _of(JoinRequest).add_columns(JoinRequest.user_id)


def _giver() -> People:
    return _of(CashHandIn).add_columns(CashHandIn.handed_in_by)


AUDIENCES: dict[str, Callable[[], People]] = {
    "household": _household,
    "order-leaders": _order_leaders,
    "line-household": _line_household,
    "list-household": _list_household,
    "report-household": _report_household,
    "report-store": _report_store,
    "store": _store,
    "list-planners": _list_planners,
    "planners": _planners,
    "stop-coordinators": _stop_coordinators,
    "bag-coordinators": _bag_coordinators,
    "driver": _driver,
    "shift-driver": _shift_driver,
    "leaders": _leaders,
    "asker": _asker,
    "giver": _giver,
}


def people(kind: Kind, event_seqs: Sequence[int]) -> set[tuple[int, uuid.UUID]]:
    """Return who is told of each of the events, all of one kind, as (event, person)."""
    statement = AUDIENCES[TOLD[kind].audience]().where(Event.seq.in_(event_seqs))
    told = statement.subquery()
    seq, user_id = told.c
    present = select(seq, user_id).join(User, User.id == user_id).where(User.disabled_at.is_(None))
    return {(row[0], row[1]) for row in db.session.execute(present)}
