"""Reports that something was wrong with a bag, for programs."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.kernel.photos import MOST_BYTES, small_photo, typed_photo
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.models import Order
from delivery.orders.queries import reports as queries
from delivery.orders.report_rows import Report

P = Permission


@bp.get("/orders/<uuid:order_id>/reports")
@endpoint(P.REPORT_READ)
@bp.response(200, schemas.ReportOut(many=True))
def list_reports(order_id: UUID) -> Any:
    """List what was reported about an order."""
    fetch(Order, order_id, acting())
    return queries.of_order(order_id)


@bp.post("/orders/<uuid:order_id>/reports")
@endpoint(P.REPORT_MAKE, largest=MOST_BYTES * 4 // 3 + (1 << 16))
@bp.arguments(schemas.ReportIn)
@bp.response(201, schemas.ReportOut(many=True))
def make_report(words: dict[str, Any], order_id: UUID) -> Any:
    """Tell the store that something is wrong with lines of an order, within 48 hours."""
    # Before the first SQL: reading a picture takes its time.
    jpeg = small_photo(typed_photo(words["photo"])) if words["photo"] else None
    order = fetch(Order, order_id, acting())
    services.make_report(
        order,
        words["line_ids"],
        kind=words["kind"],
        words=words["words"],
        jpeg=jpeg,
        actor=actor(),
        at=now(),
    )
    return queries.of_order(order_id)


@bp.get("/reports")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, schemas.ReportsOut)
def list_store_reports(words: dict[str, Any]) -> Page[Report]:
    """List what households reported to one's stores; what has no answer comes first."""
    return queries.to_stores(acting(), words["page"])


@bp.post("/reports/<uuid:report_id>/refund")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(schemas.RefundIn)
@bp.response(200, schemas.ReportOut)
def refund_report(words: dict[str, Any], report_id: UUID) -> Report:
    """Give back a part of what the line cost, or all of it."""
    services.refund_report(fetch(Report, report_id, acting()), actor=actor(), at=now(), **words)
    return queries.full(report_id)


@bp.post("/reports/<uuid:report_id>/explain")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(schemas.ExplainIn)
@bp.response(200, schemas.ReportOut)
def explain_report(words: dict[str, Any], report_id: UUID) -> Report:
    """Answer in words."""
    services.explain_report(fetch(Report, report_id, acting()), actor=actor(), at=now(), **words)
    return queries.full(report_id)
