"""Favourites, and the weekly list with its question."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.orders import schemas, services
from delivery.orders.household import own_household
from delivery.orders.list_rows import WeeklyAsk
from delivery.orders.models import Order
from delivery.orders.pages.baskets import inside, missed
from delivery.orders.pages.blueprint import bp
from delivery.orders.pages.waves import WEEKDAYS
from delivery.orders.queries import again, baskets
from delivery.orders.queries import weekly as queries

P = Permission


@bp.post("/favourites")
@endpoint(P.BASKET_EDIT)
def keep() -> Response:
    """Keep an offer as a favourite, or let go of it, and go back to where the button was."""
    words = load(schemas.KeepForm)
    act = services.keep_favourite if words["kept"] else services.drop_favourite
    act(own_household(), words["offer"])
    return redirect(inside(words["back"]))


@bp.get("/weekly")
@endpoint(P.BASKET_EDIT)
def weekly() -> str:
    """Show the weekly list, and the question about it where it is asked."""
    home = own_household()
    lines = again.weekly(home)
    return render_template(
        "orders/weekly.html",
        list=queries.list_of(home),
        ask=queries.open_ask(home, now()),
        lines=lines,
        sum_fen=sum(one.amount_fen for one in lines),
        weekdays=[(str(n), name) for n, name in enumerate(WEEKDAYS)],
        basket=baskets.basket_of(home),
    )


@bp.post("/weekly")
@endpoint(P.BASKET_EDIT, again=weekly)
def remember() -> Response:
    """Put an order, or what is in the basket, on the weekly list."""
    home, chosen = own_household(), load(schemas.AgainForm)["order"]
    if chosen:
        order = fetch(Order, chosen, acting())
        weekday = order.wave.collect_from_at.astimezone(get_timezone()).weekday()
        wanted = again.former(home, [order.id])
    else:
        weekday, wanted = services.usual_weekday(home, now()), again.in_basket(home)
    services.remember_weekly(home, wanted, weekday=weekday)
    flash(_("This is on your weekly list now. You are asked before anything is ordered."))
    return redirect(url_for("orders.weekly"))


@bp.post("/weekly/lines")
@endpoint(P.BASKET_EDIT, again=weekly)
def put_on_weekly() -> Response:
    """Let the weekly list hold so many of one thing."""
    words = load(schemas.WeeklyPut)
    services.put_on_weekly(own_household(), words["offer"], words["quantity"], at=now())
    return redirect(inside(words["back"], url_for("orders.weekly")))


@bp.post("/weekly/day")
@endpoint(P.BASKET_EDIT, again=weekly)
def move_weekly() -> Response:
    """Let the weekly list be for another day."""
    services.move_weekly(own_household(), int(load(schemas.WeekdayForm)["weekday"]))
    flash(_("Saved."))
    return redirect(url_for("orders.weekly"))


@bp.post("/weekly/stop")
@endpoint(P.BASKET_EDIT, again=weekly)
def stop_weekly() -> Response:
    """Forget the weekly list."""
    services.stop_weekly(own_household())
    flash(_("Your weekly list is gone. What you have ordered stays."))
    return redirect(url_for("orders.weekly"))


@bp.post("/weekly/<uuid:ask_id>/order")
@endpoint(P.ORDER_PLACE, again=weekly)
def order_weekly(ask_id: UUID) -> Response:
    """Say yes: what there is of the list is ordered."""
    ask, words = _ask(ask_id), load(schemas.YesForm)
    services.order_weekly(ask, actor=actor(), at=now(), **words)
    flash(_("Your order is placed. You can change it until the cut-off."))
    return redirect(url_for("desk.orders"))


@bp.post("/weekly/<uuid:ask_id>/basket")
@endpoint(P.ORDER_PLACE, again=weekly)
def weekly_to_basket(ask_id: UUID) -> Response:
    """Put the list into the basket, to be changed there."""
    done = services.take_weekly_to_basket(_ask(ask_id), actor=actor(), at=now())
    for sentence in missed(done):
        flash(sentence, "warn")
    return redirect(url_for("orders.basket"))


@bp.post("/weekly/<uuid:ask_id>/decline")
@endpoint(P.ORDER_PLACE, again=weekly)
def decline_weekly(ask_id: UUID) -> Response:
    """Say no for this week."""
    services.decline_weekly(_ask(ask_id), actor=actor(), at=now())
    flash(_("All right. You are asked again next week."))
    return redirect(url_for("orders.weekly"))


def _ask(ask_id: UUID) -> WeeklyAsk:
    return fetch(WeeklyAsk, ask_id, acting())
