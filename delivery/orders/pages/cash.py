"""Cash on its way from the gate to the till."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import STORE_ROLES, Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.kernel.languages import money
from delivery.merchants.catalogue.models import Store
from delivery.orders import schemas, services
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import cash as queries

P = Permission


@bp.get("/cash")
@endpoint(P.CASH_RECEIVE)
def cash() -> str:
    """Show who holds cash for the stores of this clerk, and what came in."""
    stores = acting().within(*STORE_ROLES)
    return render_template(
        "orders/cash.html", held=queries.held_for(stores), hand_ins=queries.hand_ins(stores)
    )


@bp.post("/cash")
@endpoint(P.CASH_RECEIVE, again=cash)
def receive_cash() -> Response:
    """Take in cash that was taken at the gate."""
    words = load(schemas.CashForm)
    store = fetch(Store, words["store"], acting())
    services.receive_cash(store, words["holder"], words["amount"], actor=actor(), at=now())
    flash(_("%(amount)s received.", amount=money(words["amount"])))
    return redirect(url_for("orders.cash"))


@bp.get("/cash/held")
@endpoint(P.PAYMENT_TAKE)
def held_cash() -> str:
    """Show what cash this person holds, and for which stores."""
    return render_template("orders/held_cash.html", held=queries.held_by(actor().id))
