"""Reports that something was wrong with a bag, for programs."""

import base64
import binascii
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import Invalid
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.orders import report_schemas, schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.models import Order
from delivery.orders.photos import MOST_BYTES, small_photo
from delivery.orders.queries import reports as queries
from delivery.orders.report_rows import Report

P = Permission


@bp.get("/orders/<uuid:order_id>/reports")
@endpoint(P.REPORT_READ)
@bp.response(200, report_schemas.ReportOut(many=True))
def list_reports(order_id: UUID) -> Any:
    """List what was reported about an order."""
    fetch(Order, order_id, acting())
    return queries.of_order(order_id)


@bp.post("/orders/<uuid:order_id>/reports")
@endpoint(P.REPORT_MAKE, largest=MOST_BYTES * 4 // 3 + (1 << 16))
@bp.arguments(report_schemas.ReportIn)
@bp.response(201, report_schemas.ReportOut(many=True))
def make_report(words: dict[str, Any], order_id: UUID) -> Any:
    """Tell the store that something is wrong with lines of an order, within 48 hours."""
    jpeg = _photo(words["photo"])  # before the first SQL: reading a picture takes its time
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


def _photo(sent: str | None) -> bytes | None:
    if not sent:
        return None
    try:
        return small_photo(base64.b64decode(sent, validate=True))
    except binascii.Error as bad:
        sentence = _("This is no picture that can be read here. Please send a JPEG, PNG or WebP.")
        raise Invalid(sentence, fields={"photo": [sentence]}) from bad


@bp.get("/reports")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, report_schemas.ReportsOut)
def list_store_reports(words: dict[str, Any]) -> Page[Report]:
    """List what households reported to one's stores; what has no answer comes first."""
    return queries.to_stores(acting(), words["page"])


@bp.post("/reports/<uuid:report_id>/refund")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(report_schemas.RefundIn)
@bp.response(200, report_schemas.ReportOut)
def refund_report(words: dict[str, Any], report_id: UUID) -> Report:
    """Give back a part of what the line cost, or all of it."""
    services.refund_report(fetch(Report, report_id, acting()), actor=actor(), at=now(), **words)
    return queries.full(report_id)


@bp.post("/reports/<uuid:report_id>/explain")
@endpoint(P.REPORT_ANSWER)
@bp.arguments(report_schemas.ExplainIn)
@bp.response(200, report_schemas.ReportOut)
def explain_report(words: dict[str, Any], report_id: UUID) -> Report:
    """Answer in words."""
    services.explain_report(fetch(Report, report_id, acting()), actor=actor(), at=now(), **words)
    return queries.full(report_id)
