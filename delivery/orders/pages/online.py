"""Paying online: off to the provider, and back to the order."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.orders import services
from delivery.orders.models import Order
from delivery.orders.pages.blueprint import bp
from delivery.orders.payment_rows import OnlinePayment
from delivery.orders.providers import Checkout, provider
from delivery.orders.providers.local import LocalProvider
from delivery.orders.schemas import LocalForm

P = Permission


@bp.post("/orders/<uuid:order_id>/pay")
@endpoint(P.ORDER_PLACE)
def pay_online(order_id: UUID) -> Response:
    """Begin to pay what an order owes, and go to the provider's page."""
    order, chosen = fetch(Order, order_id, acting()), provider()
    if chosen is None:
        raise _nothing()
    made = services.begin_payment(order, provider=chosen.name, actor=actor(), at=now())
    return redirect(chosen.address(_checkout(made)))


def _checkout(payment: OnlinePayment) -> Checkout:
    return Checkout(payment.id, payment.reference, payment.amount_fen)


def _nothing() -> NotFound:
    return NotFound(_("There is nothing here for you. It may have been moved or removed."))


def _local(payment_id: UUID) -> tuple[OnlinePayment, LocalProvider]:
    """Return an own payment, where the pretended provider is this installation's."""
    payment, chosen = fetch(OnlinePayment, payment_id, acting()), provider()
    if not isinstance(chosen, LocalProvider) or payment.provider != chosen.name:
        raise _nothing()
    return payment, chosen


@bp.get("/pay/local/<uuid:payment_id>")
@endpoint(P.ORDER_PLACE)
def local_checkout(payment_id: UUID) -> str:
    """Show what the pretended provider asks: pay, or not."""
    return render_template("orders/local_checkout.html", payment=_local(payment_id)[0])


@bp.post("/pay/local/<uuid:payment_id>")
@endpoint(P.ORDER_PLACE, again=local_checkout)
def local_pay(payment_id: UUID) -> Response:
    """Let the pretended provider say what came of it, in signed words like any other."""
    payment, chosen = _local(payment_id)
    outcome = load(LocalForm)["outcome"]
    headers, body = chosen.say(_checkout(payment), outcome, now())
    word = chosen.read(headers, body, now())
    services.take_word(word, provider=chosen.name, at=now())
    if outcome == "paid":
        flash(_("Paid. Thank you."))
    else:
        flash(_("Nothing was paid."), "warn")
    return redirect(url_for("desk.order", order_id=payment.order_id))
