"""The basket, and the step from it to an order."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import CutOffPassed, OrderedJustNow
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.kernel.languages import clock, named
from delivery.orders import schemas, services
from delivery.orders.household import own_household
from delivery.orders.models import Order, Wave
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import baskets, collecting, orders, paces, slots, waves
from delivery.orders.queries.again import last_orders
from delivery.orders.rules import MOST_LINES

P = Permission
MOST_NAMED = 8


@bp.get("/basket")
@endpoint(P.BASKET_EDIT)
def basket() -> str:
    """Show the basket store by store, with when and where to collect: all before one button."""
    asked = load_query(schemas.SlotsAsked) if request.method == "GET" else {}
    household_id = own_household()
    takers = waves.open_waves(collecting.neighbourhood_of(household_id), now())
    points = collecting.drop_points(household_id)
    standing = orders.in_wave(household_id, [wave.id for wave in takers])
    basket = baskets.basket_of(household_id)
    wave_id = chosen_wave(takers, standing, asked.get("wave"))
    point_id = chosen_point(points, standing, household_id, asked.get("drop_point"))
    times = slots.slots_for(_of(takers, wave_id), _of(points, point_id), household_id, now())
    return render_template(
        "orders/basket.html",
        basket=basket,
        waves=takers,
        chosen_wave=wave_id,
        points=points,
        chosen_point=point_id,
        slots=times,
        chosen_slot=chosen_slot(times, standing, wave_id),
        standing=by_wave(takers, standing),
        money=orders.balances([order.id for order in standing]),
        full=full_for(basket, takers, standing),
        asks_again=isinstance(g.get("refusal"), OrderedJustNow),
    )


def _of(rows: list[Any], id_: Any) -> Any:
    return next((row for row in rows if row.id == id_), None)


def chosen_slot(times: list[slots.Slot], standing: list[Order], wave_id: Any) -> str:
    """Return the slot that is ticked: the one typed, the one taken, the one with the most room."""
    typed = str(g.get("values", {}).get("slot", ""))
    if typed and any(slot.id == typed and not slot.full for slot in times):
        return typed
    seats = [o.seat.starts_at for o in standing if o.wave_id == wave_id and o.seat]
    kept = [slot for slot in times if slot.starts_at in seats]
    best = slots.proposed(kept or times)
    return best.id if best else ""


def chosen_wave(takers: list[Wave], standing: list[Order], asked: Any = None) -> Any:
    """Return the wave that is ticked: the one typed, one with an order, the next with room."""
    typed = str(g.get("values", {}).get("wave", "") or asked or "")
    if isinstance(g.get("refusal"), CutOffPassed):
        typed = ""
    roomy = [w for w in takers if w.taken < w.capacity or w.id in {o.wave_id for o in standing}]
    return next((w.id for w in roomy if str(w.id) == typed), roomy[0].id if roomy else None)


def full_for(basket: baskets.Basket, takers: list[Wave], standing: list[Order]) -> list[paces.Full]:
    """Return which stores of the basket are full in which waves; who has an order there may add."""
    wanted = {store.id for store, _rows in basket.by_store()}
    own = {(order.store_id, order.wave_id) for order in standing}
    return [
        one
        for one in (paces.full_stores(takers) if wanted else [])
        if one.store.id in wanted and (one.store.id, one.wave.id) not in own
    ]


def chosen_point(
    points: list[Any], standing: list[Order], household_id: Any, asked: Any = None
) -> Any:
    """Return the place that is ticked: the one typed, an open order's, the last, the nearest."""
    typed = str(g.get("values", {}).get("drop_point", "") or asked or "")
    if (found := next((p.id for p in points if str(p.id) == typed), None)) is not None:
        return found
    last = standing[0].drop_point_id if standing else collecting.last_drop_point(household_id)
    return next((p.id for p in points if p.id == last), points[0].id if points else None)


def by_wave(takers: list[Wave], standing: list[Order]) -> list[tuple[Wave, list[Order]]]:
    """Return the waves in which the household has orders, with those orders."""
    found = [(wave, [o for o in standing if o.wave_id == wave.id]) for wave in takers]
    return [(wave, its) for wave, its in found if its]


@bp.post("/basket/lines")
@endpoint(P.BASKET_EDIT)
def put() -> Response:
    """Let the basket hold so many of one thing, and go back to where the button was."""
    words = load(schemas.PutForm)
    services.put_in_basket(own_household(), words["offer"], words["quantity"])
    return redirect(inside(words["back"]))


def inside(address: str, otherwise: str = "") -> str:
    """Return ``address`` if it is a page of the shop, else ``otherwise`` or the shop itself."""
    shown = (url_for("orders.shop"), url_for("orders.basket"), url_for("orders.weekly"))
    parts = urlsplit(address)
    one_product = parts.path.startswith(f"{shown[0]}/")
    if parts.scheme or parts.netloc or not (parts.path in shown or one_product):
        return otherwise or shown[0]
    return address


@bp.post("/basket/again")
@endpoint(P.BASKET_EDIT)
def again() -> Response:
    """Fill the basket with what a former order asked for, or what was ordered last."""
    home, chosen = own_household(), load(schemas.AgainForm)["order"]
    before = [fetch(Order, chosen, acting()).id] if chosen else last_orders(home)
    for sentence in missed(services.fill_again(home, before)):
        flash(sentence, "warn")
    return redirect(url_for("orders.basket"))


def missed(done: services.Refilled) -> list[str]:
    """Return what is to be said of the things that did not go into the basket as they were."""
    if not done.put:
        return [_("Nothing of that order is on sale today.")]
    fewer = [
        _(
            "%(name)s: %(there)s of %(asked)s",
            name=named(one.offer.product),
            there=one.there,
            asked=one.asked,
        )
        for one in done.fewer
    ]
    gone = [named(one.offer.product) for one in done.gone]
    said = [
        _("Not there today: %(names)s", names=_few(gone)) if gone else "",
        _("There is less today of %(names)s", names=_few(fewer)) if fewer else "",
        _("The basket holds %(most)s products at most.", most=MOST_LINES) if done.no_room else "",
    ]
    return [sentence for sentence in said if sentence]


def _few(names: list[str]) -> str:
    """Return the names in one line; a message travels in a cookie, so not all of very many."""
    more = len(names) - MOST_NAMED
    shown = " · ".join(names[:MOST_NAMED])
    return _("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown


@bp.post("/basket/place")
@endpoint(P.ORDER_PLACE, again=basket)
def place() -> Response:
    """Order what is in the basket."""
    words = load(schemas.PlaceForm)
    services.place_basket(
        own_household(),
        wave_id=words["wave"],
        drop_point_id=words["drop_point"],
        shown_fen=words["shown_fen"],
        slot_at=words["slot"],
        again=words["again"],
        actor=actor(),
        at=now(),
    )
    flash(_("Your order is placed. You can change it until the cut-off."))
    if seat := slots.seat_of(words["wave"], own_household()):
        span = f"{clock(seat.starts_at)}–{clock(seat.ends_at)}"
        flash(_("Please collect it %(span)s.", span=span))
    return redirect(url_for("desk.orders"))
