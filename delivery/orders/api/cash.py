"""Cash on its way from the gate to the till."""

from typing import Any

from delivery.kernel.access import STORE_ROLES, Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.merchants.catalogue.models import Store
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.queries import cash as queries

P = Permission


@bp.get("/cash")
@endpoint(P.CASH_RECEIVE)
@bp.response(200, schemas.CashHeldOut(many=True))
def list_cash() -> list[queries.Held]:
    """List who holds cash for one's stores."""
    return queries.held_for(acting().within(*STORE_ROLES))


@bp.post("/cash")
@endpoint(P.CASH_RECEIVE)
@bp.arguments(schemas.CashIn)
@bp.response(201, schemas.CashHeldOut(many=True))
def receive_cash(words: dict[str, Any]) -> list[queries.Held]:
    """Take in cash, and list who still holds some."""
    store = fetch(Store, words["store_id"], acting())
    services.receive_cash(store, words["holder_id"], words["amount_fen"], actor=actor(), at=now())
    return queries.held_for(acting().within(*STORE_ROLES))


@bp.get("/cash/held")
@endpoint(P.PAYMENT_TAKE)
@bp.response(200, schemas.CashHeldOut(many=True))
def list_own_cash() -> list[queries.Held]:
    """List for which stores one holds cash oneself."""
    return queries.held_by(actor().id)
