"""A volunteer's own way: routes, the next stop, and the sheet of paper for when a phone is empty."""

from datetime import timedelta
from uuid import UUID

import segno
from flask import render_template, url_for

from delivery.kernel.access import Permission, fetch, sight
from delivery.kernel.clock import now
from delivery.kernel.http import acting, endpoint
from delivery.orders.models import Wave
from delivery.routing import queries
from delivery.routing.models import Route, Stop
from delivery.routing.pages.blueprint import bp
from delivery.routing.road import Road, RoadStop, roads

P = Permission
SHOWN_FOR = timedelta(hours=12)  # a route stays in the list this long after it should be back


@bp.get("/routes")
@endpoint(P.ROUTE_READ)
def own_routes() -> str:
    """List the routes that are the actor's to drive, or to watch."""
    recent = Route.back_at > now() - SHOWN_FOR
    found = queries.with_stops(sight(Route, acting()), Route.state == "planned", recent)
    return render_template("routing/routes.html", roads=roads(found))


@bp.get("/routes/<uuid:route_id>")
@endpoint(P.ROUTE_READ)
def route(route_id: UUID) -> str:
    """Show the next stop of a route, and its whole way."""
    road = _road(route_id)
    return _page(road, road.next)


@bp.get("/stops/<uuid:stop_id>")
@endpoint(P.ROUTE_READ)
def stop(stop_id: UUID) -> str:
    """Show one stop of a route; the sheet's codes lead here."""
    row = fetch(Stop, stop_id, acting())
    road = _road(row.route_id)
    return _page(road, next(one for one in road.stops if one.id == row.id))


@bp.get("/routes/<uuid:route_id>/sheet")
@endpoint(P.ROUTE_READ)
def run_sheet(route_id: UUID) -> str:
    """Print a route."""
    return render_template("routing/sheets.html", sheets=[_road(route_id)], code=_code)


@bp.get("/waves/<uuid:wave_id>/sheets")
@endpoint(P.PLAN_READ)
def run_sheets(wave_id: UUID) -> str:
    """Print all routes of a wave."""
    wave = fetch(Wave, wave_id, acting())
    found = queries.with_stops(Route.wave_id == wave.id, Route.state == "planned")
    return render_template("routing/sheets.html", sheets=roads(found), code=_code)


def _road(route_id: UUID) -> Road:
    seen = fetch(Route, route_id, acting())
    return roads(queries.with_stops(Route.id == seen.id))[0]


def _page(road: Road, shown: RoadStop | None) -> str:
    loading = road.loading(shown) if shown and shown.kind == "pickup" else []
    return render_template("routing/route.html", road=road, stop=shown, loading=loading)


def _code(at: RoadStop) -> str:
    """Return the QR code that opens a stop on any phone that may see it."""
    address = url_for(".stop", stop_id=at.id, _external=True)
    return segno.make_qr(address).svg_inline(border=2, light="#fff", omitsize=True)
