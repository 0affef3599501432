"""Something was wrong with a bag: the household's form, and the store's answers."""

from uuid import UUID

from flask import Response as Sent
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.kernel.photos import MOST_BYTES, small_photo
from delivery.orders import schemas, services
from delivery.orders.models import Order
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import orders
from delivery.orders.queries import reports as queries
from delivery.orders.report_rows import Report, ReportPhoto
from delivery.orders.report_words import KIND_WORDS, report_kind
from delivery.orders.schemas.reports import LONGEST
from delivery.orders.services.reporting import can_report, reportable

P = Permission
A_DAY_S = 86_400

bp.add_app_template_filter(report_kind)


@bp.get("/orders/<uuid:order_id>/report")
@endpoint(P.REPORT_MAKE)
def report(order_id: UUID) -> str | Response:
    """Ask what is wrong with which product of an order."""
    services.require_own(fetch(Order, order_id, acting()), actor())
    row = orders.full(order_id)
    said = {one.line_id for one in queries.of_order(order_id)}
    return render_template(
        "orders/report.html",
        order=row,
        lines=[line for line in reportable(row) if line.id not in said],
        can=can_report(row, now()),
        kinds=list(KIND_WORDS.items()),
        longest=LONGEST,
    )


@bp.post("/orders/<uuid:order_id>/report")
@endpoint(P.REPORT_MAKE, again=report, largest=MOST_BYTES + (1 << 16))
def make_report(order_id: UUID) -> Response:
    """Tell the store what is wrong, with a picture if there is one."""
    jpeg = _photo()  # before the first SQL: reading a picture takes its time
    row = fetch(Order, order_id, acting())
    words = load(schemas.ReportForm)
    services.make_report(
        row,
        words["lines"],
        kind=words["kind"],
        words=words["words"],
        jpeg=jpeg,
        actor=actor(),
        at=now(),
    )
    flash(_("The store has your report. You will hear when it answers."))
    return redirect(url_for("desk.order", order_id=order_id))


def _photo() -> bytes | None:
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return small_photo(stream.read())


@bp.get("/reports")
@endpoint(P.REPORT_ANSWER)
def reports() -> str:
    """List what households reported to one's stores; what has no answer comes first."""
    page = queries.to_stores(acting(), load_query(schemas.Paging)["page"])
    return render_template("orders/reports.html", page=page)


@bp.get("/reports/<uuid:report_id>")
@endpoint(P.REPORT_ANSWER)
def one_report(report_id: UUID) -> str:
    """Show one report, and the two ways to answer it."""
    fetch(Report, report_id, acting())
    return render_template("orders/one_report.html", one=queries.full(report_id), longest=LONGEST)


@bp.get("/reports/<uuid:report_id>/photo")
@endpoint(P.REPORT_READ)
def report_photo(report_id: UUID) -> Sent:
    """Show the picture that goes with a report, to the household and its store."""
    row = fetch(Report, report_id, acting())
    if row.photo_id is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    answer = Sent(fetch(ReportPhoto, row.photo_id, acting()).jpeg, mimetype="image/jpeg")
    answer.cache_control.private, answer.cache_control.max_age = True, A_DAY_S
    return answer


@bp.post("/reports/<uuid:report_id>/refund")
@endpoint(P.REPORT_ANSWER, again=one_report)
def refund_report(report_id: UUID) -> Response:
    """Give money back for what was wrong."""
    row = fetch(Report, report_id, acting())
    words = load(schemas.RefundForm)
    services.refund_report(
        row, amount_fen=words["amount"], answer=words["answer"], actor=actor(), at=now()
    )
    flash(_("Given back. The household is told."))
    return redirect(url_for("orders.reports"))


@bp.post("/reports/<uuid:report_id>/explain")
@endpoint(P.REPORT_ANSWER, again=one_report)
def explain_report(report_id: UUID) -> Response:
    """Answer in words."""
    row = fetch(Report, report_id, acting())
    answer = load(schemas.ExplainForm)["answer"]
    services.explain_report(row, answer=answer, actor=actor(), at=now())
    flash(_("Answered. The household is told."))
    return redirect(url_for("orders.reports"))
