"""Orders: placed, read, changed, cancelled, paid."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.household import own_household
from delivery.orders.models import Order
from delivery.orders.queries import orders as queries
from delivery.orders.rules import Balance, Wanted

P = Permission


def told(order: Order, money: Balance) -> dict[str, Any]:
    """Return an order as a program is told of it."""
    names = ("id", "wave_id", "store_id", "drop_point_id", "state", "placed_at", "lines", "seat")
    return {name: getattr(order, name) for name in names} | {"money": money}


def told_all(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return orders as a program is told of them, as they are now."""
    db.session.expire_all()
    money = queries.balances(ids)
    return [told(queries.full(id_), money[id_]) for id_ in ids]


@bp.get("/orders")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, schemas.OrdersOut)
def list_orders(words: dict[str, Any]) -> dict[str, Any]:
    """List one's household's orders, the newest first."""
    page = queries.of_household(own_household(), words["page"])
    money = queries.balances([order.id for order in page.rows])
    return {"rows": [told(order, money[order.id]) for order in page.rows], "after": page.after}


@bp.post("/orders")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.OrderIn)
@bp.response(201, schemas.OrderOut(many=True))
def place_order(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Place an order over any stores; a wave in which the household has orders adds to them."""
    wanted = [Wanted(**line) for line in words.pop("lines")]
    placed = services.place_order(
        household_id=own_household(), wanted=wanted, actor=actor(), at=now(), **words
    )
    return told_all(placed)


@bp.get("/orders/<uuid:order_id>")
@endpoint(P.ORDER_READ)
@bp.response(200, schemas.OrderOut)
def read_order(order_id: UUID) -> dict[str, Any]:
    """Read one order."""
    fetch(Order, order_id, acting())
    return told_all([order_id])[0]


@bp.post("/orders/<uuid:order_id>/amend")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.AmendIn)
@bp.response(200, schemas.OrderOut)
def amend_order(words: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """Change how many of each offer an order holds, or where it is collected."""
    services.amend_order(
        fetch(Order, order_id, acting()),
        {line["offer_id"]: line["quantity"] for line in words["lines"]},
        drop_point_id=words["drop_point_id"],
        shown_fen=words["shown_fen"],
        actor=actor(),
        at=now(),
    )
    return told_all([order_id])[0]


@bp.post("/orders/<uuid:order_id>/preview")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.PreviewIn)
@bp.response(200, schemas.PreviewOut)
def preview_change(words: dict[str, Any], order_id: UUID) -> services.Preview:
    """Say what a change would make of an order; nothing is saved."""
    order = fetch(Order, order_id, acting())
    services.require_own(order, actor())
    wanted = {line["offer_id"]: line["quantity"] for line in words["lines"]}
    return services.preview_change(order, wanted, at=now())


@bp.post("/orders/<uuid:order_id>/wishes")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.LineWishIn)
@bp.response(200, schemas.OrderOut)
def wish(words: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """Say what is to be done where the shelf has less of one line, until the cut-off."""
    services.wish_of_line(
        fetch(Order, order_id, acting()),
        words["offer_id"],
        words["wish"],
        actor=actor(),
        at=now(),
    )
    return told_all([order_id])[0]


@bp.post("/orders/<uuid:order_id>/slot")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.SlotIn)
@bp.response(200, schemas.OrderOut)
def choose_slot(words: dict[str, Any], order_id: UUID) -> dict[str, Any]:
    """Collect in another slot, with all that was ordered in the wave, until the collection ends."""
    order = fetch(Order, order_id, acting())
    services.choose_slot(order, words["slot_at"], actor=actor(), at=now())
    return told_all([order_id])[0]


@bp.post("/orders/<uuid:order_id>/cancel")
@endpoint(P.ORDER_CANCEL)
@bp.response(200, schemas.OrderOut)
def cancel_order(order_id: UUID) -> dict[str, Any]:
    """Cancel an order."""
    services.cancel_order(fetch(Order, order_id, acting()), actor=actor(), at=now())
    return told_all([order_id])[0]


@bp.post("/orders/<uuid:order_id>/payments")
@endpoint(P.PAYMENT_TAKE)
@bp.arguments(schemas.PaymentIn)
@bp.response(201, schemas.BalanceOut)
def take_payment(words: dict[str, Any], order_id: UUID) -> Balance:
    """Take a payment of all or a part of what an order owes."""
    order = fetch(Order, order_id, acting())
    return services.pay(order, actor=actor(), at=now(), **words)
