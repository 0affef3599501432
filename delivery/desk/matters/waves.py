"""Waves that do not go on by themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import func, select

from delivery.crew.models import Shift
from delivery.desk.matters.matter import Act, Matter
from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.kernel.languages import clock, day, named
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import PickList, Slip
from delivery.orders.models import Order, Wave

GRACE = timedelta(minutes=3)  # the worker closes a due wave within seconds
DRIVERS_BEFORE = timedelta(hours=12)


def past_their_cut_off(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give waves past their cut-off that are open, because the worker rests, or that are held."""
    late = visible(Wave, who).where(
        Wave._state.in_(["open", "held"]), Wave.cut_off_at < at - GRACE, Wave.collect_to_at > at
    )
    for wave in db.session.scalars(late.order_by(Wave.cut_off_at)):
        yield _still_open(wave) if wave.state == "open" else _still_held(wave)


def _still_open(wave: Wave) -> Matter:
    return Matter(
        mark=pgettext("matter", "Not closed"),
        title=_("Orders should have ended at %(time)s", time=clock(wave.cut_off_at)),
        text=_("The worker may have stopped. Close them here, and tell the operator."),
        act=Act(_("Close orders"), url_for("orders.close_wave", wave_id=wave.id), posts=True),
        since=wave.cut_off_at,
        urgent=True,
    )


def _still_held(wave: Wave) -> Matter:
    return Matter(
        mark=pgettext("matter", "On hold"),
        title=_("On hold past %(time)s", time=clock(wave.cut_off_at)),
        text=_("Nothing is picked before it goes on, or is cancelled."),
        act=Act(_("Look at it"), url_for("orders.wave", wave_id=wave.id)),
        since=wave.cut_off_at,
        urgent=True,
    )


def stores_late(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the stores that said that they are later than usual with what is still to be packed."""
    rows = db.session.execute(
        visible(Wave, who)
        .add_columns(Store, Slip.late_min, Slip.said_at)
        .join(PickList, PickList.wave_id == Wave.id)
        .join(Store, Store.id == PickList.store_id)
        .join(Slip, Slip.pick_list_id == PickList.id)
        .where(Slip.late_min > 0, PickList._state == "open", Wave.collect_to_at > at)
        .order_by(Wave.cut_off_at, Store.name)
    )
    for wave, store, late_min, said_at in rows:
        yield _late(wave, store, late_min, said_at)


def _late(wave: Wave, store: Store, late_min: int, said_at: datetime) -> Matter:
    adopted = wave.state == "planned"
    return Matter(
        mark=pgettext("matter", "Store late"),
        title=ngettext(
            "%(store)s is %(num)s minute late",
            "%(store)s is %(num)s minutes late",
            late_min,
            store=named(store),
        ),
        text=_("The routes are adopted and reckon with another time. Please look at them.")
        if adopted
        else _("Routes reckon with it; a plan that waits for a word is made anew by itself."),
        act=Act(_("Look at the routes"), url_for("routing.plan", wave_id=wave.id)),
        since=said_at,
        urgent=adopted,
    )


def without_drivers(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give waves with orders that are to be driven soon, and that nobody has a shift for."""
    shifts = select(Shift.id).where(Shift.wave_id == Wave.id, Shift.called_off_at.is_(None))
    orders = select(func.count()).where(Order.wave_id == Wave.id, Order._state == "placed")
    rows = db.session.execute(
        visible(Wave, who)
        .add_columns(orders.correlate(Wave).scalar_subquery())
        .where(Wave._state.in_(["open", "held", "closed"]), ~shifts.exists())
        .where(Wave.cut_off_at < at + DRIVERS_BEFORE, Wave.collect_to_at > at)
        .order_by(Wave.cut_off_at)
    )
    for wave, count in rows:
        if count:
            yield _without_drivers(wave, count)


def _without_drivers(wave: Wave, orders: int) -> Matter:
    return Matter(
        mark=pgettext("matter", "No driver"),
        title=_("Nobody drives on %(day)s yet", day=day(wave.cut_off_at)),
        text=_(
            "Orders: %(orders)s, to be collected from %(time)s.",
            orders=orders,
            time=clock(wave.collect_from_at),
        ),
        act=Act(_("Give out shifts"), url_for("crew.new_shift", wave_id=wave.id)),
        urgent=wave.state == "closed",
    )
