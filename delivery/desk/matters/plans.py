"""Plans that wait for a word, and routes that do not bring what they should."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from delivery.crew.models import Shift, Volunteer
from delivery.desk.matters.matter import Act, Matter
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.languages import clock, day
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint, Gate
from delivery.routing.models import Plan, Route, Stop, StopLoad
from delivery.routing.naming import driver, route_name, where

ANSWERS_WITHIN = timedelta(minutes=3)  # beyond the minute that a solver may think at most
LATE_AFTER = timedelta(minutes=20)
CREW = (
    joinedload(Route.shift).joinedload(Shift.vehicle),
    joinedload(Route.shift).joinedload(Shift.volunteer).joinedload(Volunteer.user),
)


def _board(wave_id: uuid.UUID) -> str:
    return url_for("routing.plan", wave_id=wave_id)


def _plans(who: Actor, at: datetime, state: ColumnElement[bool]) -> Iterator[Row[Any]]:
    """Give the plans in sight whose wave still goes on, without the problems they solved."""
    yield from db.session.execute(
        select(Plan.state, Plan.asked_at, Plan.made_at, Plan.left_out, Plan.answer, Plan.orders)
        .add_columns(Plan.wave_id, Wave.cut_off_at)
        .join(Wave, Plan.wave_id == Wave.id)
        .where(sight(Plan, who), state, Wave.collect_to_at > at, Wave.state != "cancelled")
        .order_by(Wave.cut_off_at, Plan.number)
    )


def proposed(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give proposals that nobody has adopted."""
    for row in _plans(who, at, Plan.state == "proposed"):
        left = _orders_left_out(row)
        yield Matter(
            mark=pgettext("matter", "Routes ready"),
            title=_("The routes of %(day)s wait for a word", day=day(row.cut_off_at)),
            text=ngettext(
                "%(num)s order found no place on them.",
                "%(num)s orders found no place on them.",
                left,
            )
            if left
            else _("They bring every bag."),
            act=Act(_("Look at the routes"), _board(row.wave_id)),
            since=row.made_at,
        )


def _orders_left_out(row: Row[Any]) -> int:
    before = sum(len(left["orders"]) for left in row.left_out)
    return before + sum(len(row.orders[s["load"]]) for s in row.answer.get("skipped", ()))


def not_made(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give plans that failed and were not made again, and plans that the worker does not answer."""
    newer = select(Plan.number).where(Plan.wave_id == Wave.id).correlate(Wave)
    newest = newer.order_by(Plan.number.desc()).limit(1).scalar_subquery()
    failed = and_(Plan.state == "failed", Plan.number == newest)
    silent = and_(Plan.state == "asked", Plan.asked_at < at - ANSWERS_WITHIN)
    for row in _plans(who, at, or_(failed, silent)):
        yield Matter(
            mark=pgettext("matter", "No routes"),
            title=_("No routes for %(day)s", day=day(row.cut_off_at)),
            text=_("The router could not make them.")
            if row.state == "failed"
            else _("The worker does not answer. Tell the operator."),
            act=Act(_("Make them again"), _board(row.wave_id)),
            since=row.made_at or row.asked_at,
            urgent=True,
        )


def bags_on_no_route(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give packed bags of planned waves that no route takes along."""
    taken = (
        select(StopLoad.stop_id)
        .join(Stop, StopLoad.stop_id == Stop.id)
        .join(Route, Stop.route_id == Route.id)
        .where(StopLoad.order_id == Bag.order_id, Route.state == "planned")
    )
    rows = db.session.execute(
        select(Wave.id, Wave.cut_off_at, func.count(Bag.id).label("bags"))
        .add_columns(func.min(Bag.packed_at).label("since"))
        .join(Order, Order.wave_id == Wave.id)
        .join(Bag, Bag.order_id == Order.id)
        .where(sight(Wave, who), Wave.state == "planned", Wave.collect_to_at > at)
        .where(Bag.state == "packed", ~taken.exists())
        .group_by(Wave.id)
        .order_by(Wave.cut_off_at)
    )
    for row in rows:
        yield Matter(
            mark=pgettext("matter", "Left out"),
            title=ngettext("%(num)s bag on no route", "%(num)s bags on no route", row.bags),
            text=_("Packed at the store, of %(day)s.", day=day(row.cut_off_at)),
            act=Act(_("See why"), _board(row.id)),
            since=row.since,
            urgent=True,
        )


def routes_late(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the routes that should have been at a stop by now, and have not done what is done there."""
    on_board = Bag.state.in_(["packed", "on-vehicle"])
    bags = select(Bag.id).join(StopLoad, StopLoad.order_id == Bag.order_id)
    undone = or_(and_(Stop.kind == "drop", on_board), Bag.state == "packed")
    with_places = joinedload(Stop.drop_point).joinedload(DropPoint.gate).joinedload(Gate.compound)
    stops = db.session.scalars(
        select(Stop)
        .join(Stop.route)
        .join(Wave, Route.wave_id == Wave.id)
        .where(sight(Route, who), Route.state == "planned", Wave.collect_to_at > at)
        .where(Stop.arrives_at < at - LATE_AFTER)
        .where(bags.where(StopLoad.stop_id == Stop.id, undone).exists())
        .order_by(Route.letter, Route.id, Stop.position)
        .options(with_places, joinedload(Stop.store), contains_eager(Stop.route).options(*CREW))
    )
    for _route, late in groupby(stops, key=lambda stop: stop.route_id):
        yield _late(next(late))


def _late(stop: Stop) -> Matter:
    shift = stop.route.shift
    return Matter(
        mark=pgettext("matter", "Late"),
        title=_("%(route)s is late", route=route_name(stop.route.letter, shift.vehicle.kind)),
        text=_(
            "%(driver)s was to be at %(place)s at %(time)s.",
            driver=driver(shift),
            place=where(stop),
            time=clock(stop.arrives_at),
        ),
        act=Act(_("Open the route"), url_for("routing.route", route_id=stop.route_id)),
        since=stop.arrives_at,
    )
