"""What a coordinator looks at: the acts that cannot be taken as they came, and the phones at work."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs.naming import act_words
from delivery.handoffs.sync import queries, shifts
from delivery.handoffs.sync import review as reviewing
from delivery.handoffs.sync.naming import clock_words, outcome_words, reason_words
from delivery.handoffs.sync.pages.blueprint import bp
from delivery.handoffs.sync.schemas import PageQuery
from delivery.kernel.access import Permission
from delivery.kernel.http import acting, endpoint, load_query

P = Permission


@bp.get("/review")
@endpoint(P.OFFLINE_DECIDE)
def review() -> str:
    """List what waits for a decision, and the phones that are at work."""
    words = load_query(PageQuery)
    rows, more = queries.review(acting(), **words)
    phones = queries.phones(acting())
    devices = {phone.device for phone in phones} | {row.OfflineShift.device for row in rows}
    return render_template(
        "handoffs/review.html",
        rows=rows,
        more=more,
        page=words["page"],
        phones=phones,
        gaps=queries.gaps(devices),
        broken=queries.broken_chains(devices),
        places=queries.places_of([*phones, *(row.OfflineShift for row in rows)]),
        act_words=act_words,
        clock_words=clock_words,
        outcome_words=outcome_words,
        reason_words=reason_words,
    )


@bp.post("/review/<uuid:act_id>/accept")
@endpoint(P.OFFLINE_DECIDE, again=review)
def accept(act_id: UUID) -> Response:
    """Let an act happen after all."""
    reviewing.accept(act_id, actor=acting())
    flash(_("It is accepted: it happened as it was told."), "ok")
    return redirect(url_for("sync.review"))


@bp.post("/review/<uuid:act_id>/set-aside")
@endpoint(P.OFFLINE_DECIDE, again=review)
def set_aside(act_id: UUID) -> Response:
    """Leave an act without effect; it stays in the books."""
    reviewing.set_aside(act_id, actor=acting())
    flash(_("It is set aside. It stays in the books and changes nothing."), "ok")
    return redirect(url_for("sync.review"))


@bp.post("/review/phones/<uuid:phone_id>/end")
@endpoint(P.OFFLINE_DECIDE, again=review)
def end_shift(phone_id: UUID) -> Response:
    """End the shift of a lost phone."""
    shifts.end(phone_id, actor=acting())
    flash(_("The shift is ended. What the phone still sends waits for your decision."), "ok")
    return redirect(url_for("sync.review"))
