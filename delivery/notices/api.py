"""News for programs."""

from typing import Any

from flask_smorest import Blueprint

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint
from delivery.notices import queries, schemas, services
from delivery.notices.news import page_of

bp = Blueprint("notices-api", __name__, url_prefix="/notices", description="What happened")
P = Permission


@bp.get("")
@endpoint(P.NOTICE_READ)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, schemas.NewsOut(many=True))
def list_news(words: dict[str, Any]) -> Any:
    """List one's own news, the newest first; 30 a page."""
    me = actor().id
    return page_of(me, words["before"]).news if me else []


@bp.get("/unread")
@endpoint(P.NOTICE_READ)
@bp.response(200, schemas.CountOut)
def count_unread() -> dict[str, int]:
    """Count one's own news that was not read."""
    me = actor().id
    return {"count": queries.unread(me) if me else 0}


@bp.post("/read")
@endpoint(P.NOTICE_READ)
@bp.arguments(schemas.Read)
@bp.response(200, schemas.CountOut)
def read_news(words: dict[str, Any]) -> dict[str, int]:
    """Note that some news, or all, was read."""
    return {"count": services.read(actor(), now(), words["events"])}
