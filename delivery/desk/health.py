"""Is this installation alive, ready, and how is it doing: for load balancers and Prometheus."""

from collections.abc import Iterator
from time import perf_counter

from flask import Blueprint, Response, current_app, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import actor, endpoint
from delivery.merchants.picking.models import Bag
from delivery.migrations import runner
from delivery.orders.models import Order, Wave

bp = Blueprint("health", __name__)
LOOPBACK = frozenset({"127.0.0.1", "::1"})
registry = CollectorRegistry()
answers = Counter(
    "menkou_answers", "Answers by endpoint and status.", ("endpoint", "status"), registry=registry
)
seconds = Histogram(
    "menkou_answer_seconds",
    "Seconds from request to answer.",
    ("endpoint",),
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=registry,
)


class RowsByState(Collector):
    """How many waves, orders and bags are in each state, and how long waves are overdue."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count the rows now; one statement a table."""
        rows = GaugeMetricFamily(
            "menkou_rows", "Rows by table and state.", labels=("table", "state")
        )
        for model in (Wave, Order, Bag):
            for state, count in db.session.execute(
                select(model.state, func.count()).group_by(model.state)
            ):
                rows.add_metric((model.__tablename__, state), count)
        yield rows
        overdue = db.session.scalar(select(func.min(Wave.cut_off_at)).where(Wave.state == "open"))
        late_s = max(0.0, (now() - overdue).total_seconds()) if overdue else 0.0
        yield GaugeMetricFamily(
            "menkou_wave_overdue_seconds",
            "How long the oldest open wave is past its cut-off; the worker should close it at once.",
            value=late_s,
        )


registry.register(RowsByState())


@bp.get("/health/live")
@endpoint(Permission.PAGE_OPEN)
def live() -> Response:
    """Tell that the process answers."""
    return jsonify(status="live")


@bp.get("/health/ready")
@endpoint(Permission.PAGE_OPEN)
def ready() -> tuple[Response, int]:
    """Tell whether the database answers and has the schema of this version."""
    try:
        schema = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except Exception:
        db.session.rollback()
        current_app.logger.exception("not ready")
        return jsonify(status="no-database"), 503
    if schema != runner.head():
        return jsonify(status="schema-is-behind"), 503
    return jsonify(status="ready"), 200


@bp.get("/metrics")
@endpoint(Permission.PAGE_OPEN)
def metrics() -> Response:
    """Answer in Prometheus' text format, to an operator or to this machine itself."""
    if request.remote_addr not in LOOPBACK or "X-Forwarded-For" in request.headers:
        actor().require(Permission.SYSTEM_READ)
    return Response(generate_latest(registry), mimetype="text/plain")


@bp.before_app_request
def start() -> None:
    """Remember when the request came in."""
    g.came_at_s = perf_counter()


@bp.after_app_request
def count(response: Response) -> Response:
    """Count the answer and how long it took."""
    name = request.endpoint or "unknown"
    answers.labels(name, response.status_code).inc()
    if "came_at_s" in g:
        seconds.labels(name).observe(perf_counter() - g.came_at_s)
    return response
