"""Bags that cannot arrive, did not arrive, or are not where somebody said."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from delivery.desk.matters.matter import Act, Matter
from delivery.handoffs.cold.queries import alarms
from delivery.handoffs.loads import discrepancies, strays
from delivery.handoffs.naming import act_words, bags_words
from delivery.handoffs.unclaimed.queries import in_sight
from delivery.kernel.access import Actor, sight
from delivery.kernel.codes import spoken
from delivery.kernel.db import db
from delivery.kernel.languages import clock, named
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.people.naming import gate_label
from delivery.places.models import Compound, DropPoint, Gate
from delivery.routing.models import Route, Stop
from delivery.routing.naming import route_name, where

REMEMBERED = timedelta(hours=24)  # how long what cannot be put right is shown
COLLECTED_WITHIN = timedelta(minutes=30)


def _at_gates(*figures: ColumnElement[Any]) -> Select[Any]:
    """Return the select of gates with ``figures`` over the bags that are meant for them."""
    return (
        select(Gate, *figures)
        .join(DropPoint, DropPoint.gate_id == Gate.id)
        .join(Order, Order.drop_point_id == DropPoint.id)
        .join(Bag, Bag.order_id == Order.id)
        .join(Wave, Order.wave_id == Wave.id)
        .join(Compound, Gate.compound_id == Compound.id)
        .group_by(Gate.id, Compound.id)
        .order_by(Compound.name, Gate.name)
        .options(contains_eager(Gate.compound))
    )


def _last(subject: type[Any], action: str) -> ColumnElement[datetime]:
    """Return when ``action`` was last said of a row of ``subject``."""
    return (
        select(func.max(Event.at))
        .where(Event.subject_id == subject.id, Event.action == action)
        .correlate(subject)
        .scalar_subquery()
    )


def coming_to_closed_gates(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give gates that are closed while bags are coming to them."""
    rows = db.session.execute(
        _at_gates(func.count(Bag.id).label("bags"), _last(Gate, "close").label("since")).where(
            sight(Gate, who), Gate.state == "closed", Bag.state.in_(["packed", "on-vehicle"])
        )
    )
    for gate, bags, since in rows:
        yield Matter(
            mark=pgettext("matter", "Gate closed"),
            title=_("%(gate)s is closed", gate=gate_label(gate)),
            text=ngettext("%(num)s bag is coming.", "%(num)s bags are coming.", bags),
            act=Act(_("Look at the gate"), url_for("places.gate", gate_id=gate.id)),
            since=since,
            urgent=True,
        )


def missing(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give bags that were to be at a gate and are not there."""
    since = func.max(_last(Bag, "miss")).label("since")
    rows = db.session.execute(
        _at_gates(func.count(Bag.id), func.min(Bag.code), since, Wave.id)
        .group_by(Wave.id)
        .where(sight(Bag, who), Bag.state == "missing")
    )
    for gate, bags, code_, since_, wave_id in rows:
        yield Matter(
            mark=pgettext("matter", "Missing"),
            title=_("%(bags)s missing, %(gate)s", bags=bags_words(bags), gate=gate_label(gate)),
            text=_("Label %(code)s", code=spoken(code_)) if bags == 1 else "",
            act=Act(_("Look at the orders"), url_for("orders.wave", wave_id=wave_id)),
            since=since_,
            urgent=True,
        )


def to_hurry(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the cold bags that have used 70 % of the minutes that they may be on their way."""
    rows = alarms(who, current_app.config["MENKOU"].cold_min, at)
    if rows:
        over = sum(row.alarm == "over" for row in rows)
        yield Matter(
            mark=pgettext("matter", "Cold"),
            title=ngettext(
                "%(num)s cold bag has to hurry", "%(num)s cold bags have to hurry", len(rows)
            ),
            text=ngettext(
                "%(num)s has been too long on its way.",
                "%(num)s have been too long on their way.",
                over,
            )
            if over
            else _("The first has %(num)s minutes left.", num=rows[0].left_min),
            act=Act(_("See which"), url_for("handoffs.cold")),
            since=min(row.bag.packed_at for row in rows),
            urgent=True,
        )


def to_carry(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give what nobody could come for and somebody has to carry: to a door, or back to a store."""
    rows = [row for row in in_sight(who, at) if row.way]
    if rows:
        bags = sum(row.bags for row in rows)
        doors = sum(row.way == "door" for row in rows)
        yield Matter(
            mark=pgettext("matter", "To carry"),
            title=ngettext(
                "%(num)s bag that nobody could come for",
                "%(num)s bags that nobody could come for",
                bags,
            ),
            text=ngettext("%(num)s door to go to.", "%(num)s doors to go to.", doors)
            if doors
            else "",
            act=Act(_("See where they go"), url_for("handoffs.unclaimed")),
            since=rows[0].left.since,
        )


def not_collected(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give bags that still wait at a gate after the time for collecting them."""
    over = func.max(Wave.collect_to_at).label("over")
    cold = func.count(Bag.id).filter(Bag.temperature != "ambient").label("cold")
    rows = db.session.execute(
        _at_gates(func.count(Bag.id), cold, over).where(
            sight(Bag, who), Bag.state == "at-gate", Wave.collect_to_at < at - COLLECTED_WITHIN
        )
    )
    for gate, bags, cold_, over_ in rows:
        yield Matter(
            mark=pgettext("matter", "Not collected"),
            title=_("%(bags)s wait, %(gate)s", bags=bags_words(bags), gate=gate_label(gate)),
            text=ngettext("%(num)s is cold.", "%(num)s are cold.", cold_) if cold_ else "",
            act=Act(_("Look at the gate"), url_for("places.gate", gate_id=gate.id)),
            since=over_,
        )


def unexplained(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the loads that are over and of which the gate misses bags that nobody has explained."""
    for visit in discrepancies(who, at):
        yield Matter(
            mark=pgettext("matter", "Count differs"),
            title=ngettext(
                "%(num)s bag not accounted for, %(place)s",
                "%(num)s bags not accounted for, %(place)s",
                visit.unsettled,
                place=named(visit),
            ),
            text=_("%(route)s was to bring them.", route=route_name(visit.letter, visit.kind)),
            act=Act(_("Who had them last"), url_for("handoffs.discrepancies")),
            since=visit.counted_at or visit.last_at,
            urgent=True,
        )


def at_other_gates(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the bags that turned up at another gate than their own, all in one."""
    rows = strays(who)
    if rows:
        yield Matter(
            mark=pgettext("matter", "Wrong gate"),
            title=ngettext(
                "%(num)s bag is at another gate", "%(num)s bags are at another gate", len(rows)
            ),
            text=_("Somebody has to bring them to their own."),
            act=Act(_("See which"), url_for("handoffs.discrepancies")),
            since=rows[0].at,
            urgent=True,
        )


def counted_otherwise(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give loads of which somebody counted more or fewer bags than were written down."""
    with_compound = joinedload(DropPoint.gate).joinedload(Gate.compound)
    rows = db.session.execute(
        select(Event, Stop, Route)
        .join(Stop, Event.subject_id == Stop.id)
        .join(Route, Stop.route_id == Route.id)
        .where(Event.subject == Stop.__tablename__, Event.action == "discrepancy")
        .where(sight(Route, who), Event.at > at - REMEMBERED)
        .where(Event.facts["act"].as_string() != "take-in")  # that stands under unexplained
        .order_by(Event.at.desc())
        .limit(20)
        .options(joinedload(Stop.store), joinedload(Stop.drop_point).options(with_compound))
    )
    for event, stop, route in rows:
        yield _counted(event, stop, route)


def _counted(event: Event, stop: Stop, route: Route) -> Matter:
    return Matter(
        mark=pgettext("matter", "Count differs"),
        title=_(
            "%(counted)s counted, %(expected)s expected",
            counted=bags_words(event.facts["counted"]),
            expected=event.facts["expected"],
        ),
        text=_("Route %(letter)s, %(place)s", letter=route.letter, place=where(stop)),
        act=Act(_("Open the route"), url_for("routing.route", route_id=route.id)),
        since=event.at,
    )


def said_to_be_elsewhere(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give acts on bags that cannot be true beside what took effect before them."""
    outcome = Event.facts["outcome"].as_string()
    rows = db.session.execute(
        select(Event.at, Event.action, Bag.code, Bag.order_id)
        .join(Bag, Event.subject_id == Bag.id)
        .join(Order, Bag.order_id == Order.id)
        .join(Wave, Order.wave_id == Wave.id)
        .where(sight(Bag, who), Wave.collect_to_at > at - REMEMBERED, Event.at > at - REMEMBERED)
        .where(Event.subject == Bag.__tablename__)
        .where(or_(outcome == "conflict", Event.action == "mismatch"))
        .order_by(Event.at.desc())
        .limit(20)
    )
    for row in rows:
        yield _elsewhere(row)


def _elsewhere(row: Row[Any]) -> Matter:
    return Matter(
        mark=pgettext("matter", "Contradiction"),
        title=_("Bag %(code)s was told of twice", code=spoken(row.code)),
        text=_(
            "“%(act)s” at %(time)s does not fit what was written down before.",
            act=act_words(row.action),
            time=clock(row.at),
        ),
        act=Act(_("Open the order"), url_for("desk.order", order_id=row.order_id)),
        since=row.at,
    )
