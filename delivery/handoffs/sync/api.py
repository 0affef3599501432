"""Offline work for programs: shifts, batches of acts, and what a coordinator decides of them."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint
from flask_wtf.csrf import generate_csrf

from delivery.handoffs.sync import bundles, epochs, queries, receiving, review, schemas, shifts
from delivery.handoffs.sync.receiving import Batch
from delivery.kernel.access import Permission, Role, visible
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.languages import named
from delivery.places.models import Gate

bp = Blueprint("sync-api", __name__, url_prefix="/sync", description="Work without a network")
P = Permission


@bp.get("/me")
@endpoint(P.OFFLINE_WORK)
@bp.response(200, schemas.WhoOut)
def read_me() -> dict[str, Any]:
    """Tell a phone who is signed in, where they may work, and which keys sign codes."""
    gates = db.session.scalars(visible(Gate, actor().acting(P.BAG_TAKE_IN)))
    return {
        "user": actor().id,
        "csrf": generate_csrf(),
        "keys": bundles.public_keys(),
        "places": [{"role": Role.GATE_STAFF, "id": g.id, "name": named(g)} for g in gates],
    }


@bp.post("/shifts")
@endpoint(P.OFFLINE_WORK, keep_answer=False)
@bp.arguments(schemas.OpenShift)
@bp.response(200, schemas.BundleOut)
def open_shift(words: dict[str, Any]) -> dict[str, Any]:
    """Begin a shift with a phone: all it needs for 24 hours, and a token for its acts."""
    sealed = shifts.open_shift(Role(words["role"]), words["place"], words["device"], actor=actor())
    return bundles.bundle(sealed)


@bp.post("")
@endpoint(P.OFFLINE_SEND, keep_answer=False)
@bp.arguments(schemas.BatchWords)
@bp.response(200, schemas.SyncOut)
def sync(words: dict[str, Any]) -> dict[str, Any]:
    """Send at most 500 acts of one shift; the same acts again get the same outcomes."""
    batch = Batch(words["token"], words["acts"], words["sent_ms"], words["waiting"])
    sealed = shifts.unseal(batch.token)
    told = receiving.receive(batch)
    moves = queries.last_moves([act.bag for act, *_ in told if hasattr(act, "bag")])
    others, cursor, more = queries.news(sealed.actor, words["cursor"], sealed.device)
    return {
        "epoch": epochs.current(),
        "cursor": cursor,
        "more": more,
        "outcomes": [_answer(act, outcome, reason, moves) for act, outcome, reason in told],
        "others": others,
    }


def _answer(act: Any, outcome: str, reason: str, moves: dict[UUID, Any]) -> dict[str, Any]:
    moved = moves.get(getattr(act, "bag", None))  # type: ignore[arg-type]
    return {
        "id": act.id,
        "outcome": outcome,
        "reason": reason,
        "moved_by": moved and moved.actor_id,
        "moved_at": moved and moved.at,
    }


@bp.post("/phones/<uuid:phone_id>/end")
@endpoint(P.OFFLINE_DECIDE)
@bp.response(200, schemas.EndedOut)
def end_shift(phone_id: UUID) -> Any:
    """End the shift of a lost phone: what it still sends waits for a decision."""
    return shifts.end(phone_id, actor=acting())


@bp.get("/review")
@endpoint(P.OFFLINE_DECIDE)
@bp.arguments(schemas.PageQuery, location="query")
@bp.response(200, schemas.ReviewOut(many=True))
def list_review(words: dict[str, Any]) -> list[Any]:
    """List the acts that wait for a coordinator, the oldest first; 50 a page."""
    return [row.HeardAct for row in queries.review(acting(), **words)[0]]


@bp.post("/review/<uuid:act_id>/accept")
@endpoint(P.OFFLINE_DECIDE)
@bp.response(200, schemas.DecidedOut)
def accept_act(act_id: UUID) -> dict[str, Any]:
    """Let an act happen after all."""
    act, outcome = review.accept(act_id, actor=acting())
    return {"id": act.id, "decision": act.decision, "outcome": outcome}


@bp.post("/review/<uuid:act_id>/set-aside")
@endpoint(P.OFFLINE_DECIDE)
@bp.response(200, schemas.DecidedOut)
def set_act_aside(act_id: UUID) -> dict[str, Any]:
    """Leave an act without effect; it stays in the books."""
    act = review.set_aside(act_id, actor=acting())
    return {"id": act.id, "decision": act.decision, "outcome": act.outcome}
