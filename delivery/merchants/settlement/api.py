"""Statements for a store's own books."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission
from delivery.kernel.http import acting, endpoint
from delivery.kernel.paging import Page
from delivery.merchants.settlement import queries, schemas
from delivery.merchants.settlement.sighting import seen

bp = Blueprint("settlement-api", __name__, url_prefix="/settlement", description="Statements.")
P = Permission


@bp.get("")
@endpoint(P.SETTLEMENT_READ)
@bp.arguments(schemas.Pages, location="query")
@bp.response(200, schemas.StatementsOut)
def list_statements(words: dict[str, Any]) -> Page[queries.Listed]:
    """List the statements that one sees, the last wave first."""
    return queries.statements(acting(), words["page"])


@bp.get("/<uuid:store_id>/<uuid:wave_id>")
@endpoint(P.SETTLEMENT_READ)
@bp.response(200, schemas.StatementOut)
def read_statement(store_id: UUID, wave_id: UUID) -> queries.Statement:
    """Return one statement with its orders and lines."""
    return seen(store_id, wave_id)
