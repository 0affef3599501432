"""Online payments for programs, and the address at which providers are heard."""

from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotAllowed, NotFound
from delivery.kernel.http import acting, actor, endpoint
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.models import Order
from delivery.orders.providers import Checkout, Forged, Provider, provider

P = Permission


def _chosen(name: str | None = None) -> Provider:
    chosen = provider()
    if chosen is None or name not in (None, chosen.name):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return chosen


@bp.post("/orders/<uuid:order_id>/online-payments")
@endpoint(P.ORDER_PLACE)
@bp.response(201, schemas.BegunOut)
def begin_payment(order_id: UUID) -> dict[str, Any]:
    """Begin to pay online what an order owes, once it is certain how much."""
    order, chosen = fetch(Order, order_id, acting()), _chosen()
    made = services.begin_payment(order, provider=chosen.name, actor=actor(), at=now())
    address = chosen.address(Checkout(made.id, made.reference, made.amount_fen))
    return {
        "id": made.id,
        "amount_fen": made.amount_fen,
        "state": made.state,
        "address": address,
    }


@bp.post("/payments/webhooks/<name>")
@endpoint(P.PAYMENT_HEAR, keep_answer=False)
@bp.response(200, schemas.HeardOut)
def hear(name: str) -> dict[str, bool]:
    """Take down a provider's word of a payment; what is not signed by it is refused."""
    chosen = _chosen(name)
    try:
        word = chosen.read(request.headers, request.get_data(), now())
    except Forged as forged:
        raise NotAllowed(_("These words are not the provider's.")) from forged
    return {"new": services.take_word(word, provider=chosen.name, at=now())}
