"""The coordinator's board: the routes of a wave on map, timeline and table; adopt or make again."""

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import glance
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.orders.models import Wave
from delivery.routing import queries, schemas, services
from delivery.routing.changes import changes_of
from delivery.routing.drawing import as_map, timeline
from delivery.routing.models import Plan, StreetLayer
from delivery.routing.pages.blueprint import bp
from delivery.routing.showing import board_of, rows_of, words_of

P = Permission
SECONDS = (3, 10, 30, 60)  # how long a coordinator may let the router think


@bp.get("/waves/<uuid:wave_id>/plan")
@endpoint(P.PLAN_READ)
def plan(wave_id: UUID) -> str:
    """Show a plan of the wave: the one asked for by number, or the one that matters most."""
    wave = fetch(Wave, wave_id, acting())
    number = load_query(schemas.PlanNumber)["number"]
    plans = queries.plans_of(wave)
    shown = next((p for p in plans if p.number == number), None) or queries.foremost(plans)
    rows = rows_of(shown) if shown and shown.answer else None
    board = board_of(shown, rows) if rows else None
    return render_template(
        "routing/plan.html",
        wave=wave,
        plans=plans,
        plan=shown,
        board=board,
        changes=changes_of(shown, words_of(shown, rows, board)) if board else None,
        out=queries.under_way(wave.id),
        current=bool(board) and services.is_current(shown),
        timeline=timeline(board.lines, now()) if board else None,
        waiting=any(p.state == "asked" for p in plans),
        seconds=SECONDS,
    )


@bp.post("/waves/<uuid:wave_id>/plan")
@endpoint(P.PLAN_MAKE, again=plan)
def make_plan(wave_id: UUID) -> Response:
    """Ask for routes; the worker makes them while the page waits."""
    words = load(schemas.PlanWords)
    wave = fetch(Wave, wave_id, acting())
    services.ask(wave, seconds=words["seconds"], actor=actor(), at=now())
    return redirect(url_for(".plan", wave_id=wave_id))


@bp.post("/plans/<uuid:plan_id>/adopt")
@endpoint(P.PLAN_ADOPT)
def adopt(plan_id: UUID) -> Response:
    """Make a plan the routes that volunteers drive."""
    judgement = glance(lambda: services.judged(fetch(Plan, plan_id, acting())))
    adopted = fetch(Plan, plan_id, acting())
    services.adopt(adopted, judgement, actor=actor(), at=now())
    flash(_("These are the routes now. Volunteers see theirs on their phones."))
    return redirect(url_for(".plan", wave_id=adopted.wave_id))


@bp.get("/plans/<uuid:plan_id>/map.json")
@endpoint(P.PLAN_READ)
def plan_map(plan_id: UUID) -> Response:
    """Answer with what the map draws of a plan."""
    shown = fetch(Plan, plan_id, acting())
    layer = queries.streets_of(shown.wave.neighbourhood_id)
    board = board_of(shown) if shown.answer else None
    return jsonify(as_map(board, layer) if board else {})


@bp.get("/streets/<uuid:layer_id>.geojson")
@endpoint(P.PLAN_READ)
def streets(layer_id: UUID) -> Response:
    """Answer with the streets of a neighbourhood; a browser asks again only whether they changed."""
    answer = jsonify(fetch(StreetLayer, layer_id, acting()).geojson)
    answer.mimetype = "application/geo+json"
    answer.headers["Cache-Control"] = "private, max-age=86400"
    answer.add_etag()
    return answer.make_conditional(request)
