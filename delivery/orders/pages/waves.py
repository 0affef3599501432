"""Waves, as the coordinator makes, watches and ends them."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.orders import schemas, services
from delivery.orders.models import Wave, WaveSchedule
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import orders
from delivery.orders.queries import waves as queries
from delivery.orders.rules import Times
from delivery.places.models import Neighbourhood
from delivery.places.queries import time_zone

P = Permission
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


@bp.get("/waves")
@endpoint(P.WAVE_EDIT)
def waves() -> str:
    """List the waves, the schedules they come from, and a form for one more of each."""
    number = load_query(schemas.Paging)["page"] if request.method == "GET" else 1
    page = queries.waves_of(acting(), number)
    return render_template(
        "orders/waves.html",
        page=page,
        sums=orders.wave_sums([wave.id for wave in page.rows]),
        schedules=queries.schedules_of(acting()),
        weekdays=WEEKDAYS,
        neighbourhoods=db.session.scalars(visible(Neighbourhood, acting())).all(),
    )


@bp.post("/waves")
@endpoint(P.WAVE_EDIT, again=waves)
def make_wave() -> Response:
    """Open a wave by hand."""
    words = load(schemas.WaveForm)
    zone = ZoneInfo(time_zone())

    def at(name: str) -> datetime:
        return words[name].replace(tzinfo=zone)

    times = Times(at("cut_off_at"), at("collect_from_at"), at("collect_to_at"))
    place = fetch(Neighbourhood, words["neighbourhood"], acting())
    made = services.make_wave(place, times, capacity=words["capacity"], actor=actor(), at=now())
    return redirect(url_for("orders.wave", wave_id=made))


@bp.post("/waves/schedules")
@endpoint(P.WAVE_EDIT, again=waves)
def make_schedule() -> Response:
    """Let a wave come back on each of some weekdays."""
    words = load(schemas.ScheduleForm)
    place = fetch(Neighbourhood, words.pop("neighbourhood"), acting())
    for weekday in sorted(set(words.pop("weekdays"))):
        services.make_schedule(place, weekday=int(weekday), actor=actor(), at=now(), **words)
    return redirect(url_for("orders.waves"))


@bp.post("/waves/schedules/<uuid:schedule_id>/drop")
@endpoint(P.WAVE_EDIT)
def drop_schedule(schedule_id: UUID) -> Response:
    """Let no more waves come from a schedule."""
    services.drop_schedule(fetch(WaveSchedule, schedule_id, acting()), actor=actor(), at=now())
    return redirect(url_for("orders.waves"))


@bp.get("/waves/<uuid:wave_id>")
@endpoint(P.WAVE_EDIT)
def wave(wave_id: UUID) -> str:
    """Show a wave's orders, without names, and what they come to."""
    row = fetch(Wave, wave_id, acting())
    number = load_query(schemas.Paging)["page"] if request.method == "GET" else 1
    page = orders.of_wave(wave_id, acting(), number)
    return render_template(
        "orders/wave.html",
        wave=row,
        page=page,
        money=orders.balances([order.id for order in page.rows]),
        total=orders.wave_sums([wave_id]).get(wave_id, (0, 0)),
        stores=orders.store_sums(wave_id),
        now=now(),
    )


def _act(wave_id: UUID, act: Any) -> Response:
    act(fetch(Wave, wave_id, acting()))
    return redirect(url_for("orders.wave", wave_id=wave_id))


@bp.post("/waves/<uuid:wave_id>/hold")
@endpoint(P.WAVE_HOLD, again=wave)
def hold_wave(wave_id: UUID) -> Response:
    """Take no orders until the wave is resumed."""
    return _act(wave_id, lambda row: services.hold_wave(row, actor=actor(), at=now()))


@bp.post("/waves/<uuid:wave_id>/resume")
@endpoint(P.WAVE_HOLD, again=wave)
def resume_wave(wave_id: UUID) -> Response:
    """Take orders again."""
    return _act(wave_id, lambda row: services.resume_wave(row, actor=actor(), at=now()))


@bp.post("/waves/<uuid:wave_id>/close")
@endpoint(P.WAVE_CLOSE, again=wave)
def close_wave(wave_id: UUID) -> Response:
    """Close the wave before its cut-off."""
    return _act(wave_id, lambda row: services.close_wave(row, actor=actor(), at=now()))


@bp.post("/waves/<uuid:wave_id>/cancel")
@endpoint(P.WAVE_CANCEL, again=wave)
def cancel_wave(wave_id: UUID) -> Response:
    """Cancel the wave and all its orders."""

    def cancel(row: Wave) -> None:
        gone = services.cancel_wave(row, actor=actor(), at=now())
        told = ngettext("%(num)s order was cancelled.", "%(num)s orders were cancelled.", gone)
        flash(" ".join([_("The wave is cancelled."), told]))

    return _act(wave_id, cancel)
