"""The inbox: what happened, the newest first."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint, load_query
from delivery.notices import queries, services
from delivery.notices.news import address_of, page_of
from delivery.notices.schemas import Paging

bp = Blueprint("notices", __name__, url_prefix="/notices")
P = Permission


@bp.app_context_processor
def unread() -> dict[str, Callable[[], int]]:
    """Let every page ask how much news its reader has not read."""

    def count() -> int:
        if "unread_notices" not in g:
            who = actor()
            g.unread_notices = queries.unread(who.id) if who.id else 0
        return g.unread_notices

    return {"unread_notices": count}


@bp.before_app_request
def forget_count() -> None:
    """Count afresh for each request; a test's requests share one ``g``."""
    g.pop("unread_notices", None)


@bp.get("")
@endpoint(P.NOTICE_READ)
def inbox() -> str:
    """Show a page of one's own news."""
    return render_template("notices/inbox.html", page=page_of(_me(), load_query(Paging)["before"]))


@bp.post("/read")
@endpoint(P.NOTICE_READ)
def read_all() -> Response:
    """Note that everything was read."""
    services.read(actor(), now())
    return redirect(url_for("notices.inbox"))


@bp.post("/<int(max=9223372036854775807):event_seq>/open")
@endpoint(P.NOTICE_READ)
def open_news(event_seq: int) -> Response:
    """Note that one piece of news was read, and lead to what it is about."""
    event = queries.own_event(_me(), event_seq)
    services.read(actor(), now(), [event_seq])
    return redirect(address_of(event) or url_for("notices.inbox"))


def _me() -> Any:
    """Return who reads; the permission is only held by people who signed in."""
    return actor().id
