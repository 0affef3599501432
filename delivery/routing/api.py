"""Plans and routes for programs."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission, fetch, sight
from delivery.kernel.clock import now
from delivery.kernel.db import glance
from delivery.kernel.http import acting, actor, endpoint
from delivery.orders.models import Wave
from delivery.routing import queries, schemas, services
from delivery.routing.asking import Asked, told
from delivery.routing.board import Board
from delivery.routing.changes import changes_of
from delivery.routing.models import Plan, Route
from delivery.routing.moving import keep, prepared
from delivery.routing.road import Road, roads
from delivery.routing.showing import board_of, rows_of, words_of

bp = Blueprint(
    "routing-api", __name__, url_prefix="/routing", description="Plans of waves, and their routes"
)
P = Permission


@bp.get("/waves/<uuid:wave_id>/plans")
@endpoint(P.PLAN_READ)
@bp.response(200, schemas.PlansAnswer)
def list_plans(wave_id: UUID) -> Any:
    """List the plans of a wave, the newest first."""
    return {"plans": queries.plans_of(fetch(Wave, wave_id, acting()))}


@bp.post("/waves/<uuid:wave_id>/plans")
@endpoint(P.PLAN_MAKE)
@bp.arguments(schemas.PlanWords)
@bp.response(202, schemas.PlanAnswer)
def make_plan(words: dict[str, Any], wave_id: UUID) -> Any:
    """Ask for a plan; the worker makes it, and its state tells when it is there."""
    wave = fetch(Wave, wave_id, acting())
    return services.ask(wave, seconds=words["seconds"], actor=actor(), at=now())


@bp.get("/plans/<uuid:plan_id>")
@endpoint(P.PLAN_READ)
@bp.response(200, schemas.BoardAnswer)
def read_plan(plan_id: UUID) -> Any:
    """Read a plan with its routes, what it leaves out, and why."""
    return _told(fetch(Plan, plan_id, acting()))


@bp.post("/plans/<uuid:plan_id>/adopt")
@endpoint(P.PLAN_ADOPT)
@bp.response(200, schemas.BoardAnswer)
def adopt_plan(plan_id: UUID) -> Any:
    """Make a plan the routes that are driven; refused once the wave changed."""
    judgement = glance(lambda: services.judged(fetch(Plan, plan_id, acting())))
    plan = fetch(Plan, plan_id, acting())
    services.adopt(plan, judgement, actor=actor(), at=now())
    return _told(plan)


@bp.get("/plans/<uuid:plan_id>/drops/<label>")
@endpoint(P.PLAN_READ)
@bp.arguments(schemas.DropAsked, location="query")
@bp.response(200, schemas.DropAnswer)
def read_drop(words: dict[str, Any], plan_id: UUID, label: str) -> Any:
    """Read why a drop is so late and on its vehicle, by its label; and what a move would lead to."""
    return told(Asked(fetch(Plan, plan_id, acting()), label), words)


@bp.post("/plans/<uuid:plan_id>/drops/<label>/move")
@endpoint(P.PLAN_MAKE)
@bp.arguments(schemas.MoveWords)
@bp.response(201, schemas.PlanAnswer)
def move_drop(words: dict[str, Any], plan_id: UUID, label: str) -> Any:
    """Move a drop to another route or place, as a proposal; refused if it could not be driven."""
    answer, judgement = glance(lambda: prepared(fetch(Plan, plan_id, acting()), label, words))
    return keep(fetch(Plan, plan_id, acting()), answer, judgement, actor=actor(), at=now())


@bp.get("/routes")
@endpoint(P.ROUTE_READ)
@bp.response(200, schemas.RoutesAnswer)
def list_routes() -> Any:
    """List the routes that one drives, or answers for."""
    return {"routes": queries.with_stops(sight(Route, acting()), Route.state == "planned")}


@bp.get("/routes/<uuid:route_id>")
@endpoint(P.ROUTE_READ)
@bp.response(200, schemas.RoadAnswer)
def read_route(route_id: UUID) -> Any:
    """Read a route with its stops and what is at each."""
    seen = fetch(Route, route_id, acting())
    return _driven(roads(queries.with_stops(Route.id == seen.id))[0])


def _told(plan: Plan) -> dict[str, Any]:
    names = ("id", "number", "state", "seconds", "asked_at", "made_at")
    told = {name: getattr(plan, name) for name in names}
    if not plan.answer:
        return told | {"lines": [], "left_out": []}
    rows = rows_of(plan)
    board = board_of(plan, rows)
    changes = {"changes": changes_of(plan, words_of(plan, rows, board))}
    return told | {"current": services.is_current(plan)} | _figures(board) | changes


def _figures(board: Board) -> dict[str, Any]:
    names = ("cost_fen", "saving_fen", "gap_percent", "distance_m", "lines", "left_out")
    return {name: getattr(board, name) for name in names}


def _driven(road: Road) -> dict[str, Any]:
    names = ("id", "letter", "wave_id", "leaves_at", "back_at", "distance_m")
    return {name: getattr(road.route, name) for name in names} | {"stops": road.stops}
