"""What a household wishes where shelves have less: in general, of a line, and what never comes."""

import re
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.merchants.catalogue.words import CATEGORY_WORDS
from delivery.orders import schemas, services
from delivery.orders.household import own_household
from delivery.orders.models import Line, Order
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import baskets, orders, wishes
from delivery.orders.rules.wishes import CAPS, MOST_CHOICES, OVERS, Wish
from delivery.orders.wish_words import (
    KEPT,
    USUAL,
    caps_words,
    overs_words,
    short_wish,
    wish_label,
    wish_options,
)

P = Permission
COMMAS = re.compile(r"[,，、;；\n]+")

bp.add_app_template_filter(wish_label)
for words_of in (wish_options, caps_words, overs_words):
    bp.add_app_template_global(words_of)


@bp.get("/wishes", endpoint="wishes")
@endpoint(P.BASKET_EDIT)
def wishes_() -> str:
    """Show what counts where a line says nothing, and what never comes instead."""
    mine = own_household()
    return render_template(
        "orders/wishes.html",
        wish=wishes.usual_wish(mine),
        never=wishes.never(mine),
        categories=[(name, CATEGORY_WORDS[name]) for name in CATEGORIES],
        **_steps(),
    )


def _steps() -> dict[str, Any]:
    return {"caps": CAPS, "overs": OVERS, "most": MOST_CHOICES}


@bp.post("/wishes")
@endpoint(P.BASKET_EDIT, again=wishes_)
def wish_in_general() -> Response:
    """Keep what counts where a line says nothing."""
    services.wish_in_general(own_household(), load(schemas.WishForm))
    flash(_("Kept. It counts for what you order from now on."))
    return redirect(url_for("orders.wishes"))


@bp.post("/wishes/never")
@endpoint(P.BASKET_EDIT, again=wishes_)
def never_take() -> Response:
    """Keep what never comes instead."""
    words = load(schemas.NeverForm)
    services.never_take(own_household(), words["categories"], COMMAS.split(words["words"]))
    flash(_("Kept. It counts at once, for every order."))
    return redirect(url_for("orders.wishes"))


@bp.post("/basket/wish")
@endpoint(P.BASKET_EDIT)
def short_in_basket() -> Response:
    """Keep a short wish of a line of the basket."""
    words, mine = load(schemas.ShortWish), own_household()
    row = baskets.basket_of(mine).row(words["offer"])
    if row and words["wish"] == USUAL:
        services.wish_in_basket(mine, words["offer"], None)
    elif row and words["wish"] != KEPT:
        before = row.wish or wishes.usual_wish(mine)
        services.wish_in_basket(mine, words["offer"], short_wish(words["wish"], before))
    return redirect(url_for("orders.basket"))


@bp.get("/basket/wishes/<uuid:offer_id>")
@endpoint(P.BASKET_EDIT)
def basket_wish(offer_id: UUID) -> str | Response:
    """Show all that may be wished of a line of the basket."""
    offer = fetch(Offer, offer_id, acting())
    mine = own_household()
    basket = baskets.basket_of(mine)
    row = basket.row(offer.id)
    if row is None:
        return redirect(url_for("orders.basket"))
    return _page(offer, row.wish or basket.usual, row.quantity, url_for("orders.basket"))


@bp.post("/basket/wishes/<uuid:offer_id>")
@endpoint(P.BASKET_EDIT, again=basket_wish)
def wish_in_basket(offer_id: UUID) -> Response:
    """Keep what is wished of a line of the basket."""
    fetch(Offer, offer_id, acting())
    services.wish_in_basket(own_household(), offer_id, load(schemas.WishForm))
    return redirect(url_for("orders.basket"))


@bp.get("/orders/<uuid:order_id>/wishes/<uuid:offer_id>")
@endpoint(P.ORDER_PLACE)
def line_wish(order_id: UUID, offer_id: UUID) -> str | Response:
    """Show all that may be wished of a line of an order, until the cut-off."""
    line = _line(order_id, offer_id)
    back = url_for("desk.order", order_id=order_id)
    if not orders.can_change(line.order, now()):
        return redirect(back)
    return _page(line.offer, line.wishes, line.quantity, back)


@bp.post("/orders/<uuid:order_id>/wishes/<uuid:offer_id>")
@endpoint(P.ORDER_PLACE, again=line_wish)
def wish_of_line(order_id: UUID, offer_id: UUID) -> Response:
    """Keep what is wished of a line of an order."""
    line = _line(order_id, offer_id)
    wish = load(schemas.WishForm)
    services.wish_of_line(line.order, offer_id, wish, actor=actor(), at=now())
    return redirect(url_for("desk.order", order_id=order_id))


@bp.post("/orders/<uuid:order_id>/wish")
@endpoint(P.ORDER_PLACE)
def short_of_line(order_id: UUID) -> Response:
    """Keep a short wish of a line of an order."""
    order = fetch(Order, order_id, acting())
    words = load(schemas.ShortWish)
    line = _line(order_id, words["offer"])
    if wish := short_wish(words["wish"], line.wishes):
        services.wish_of_line(order, words["offer"], wish, actor=actor(), at=now())
    return redirect(url_for("desk.order", order_id=order_id))


def _line(order_id: UUID, offer_id: UUID) -> Line:
    fetch(Order, order_id, acting())
    lines = orders.full(order_id).asked
    found = next((line for line in lines if line.offer_id == offer_id), None)
    if found is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return found


def _page(offer: Offer, wish: Wish, quantity: int, back: str) -> str:
    alike = wishes.alike(offer, [c.offer_id for c in wish.choices])
    never = wishes.never(own_household())
    return render_template(
        "orders/wish.html",
        offer=offer,
        wish=wish,
        quantity=quantity,
        back=back,
        alike=[
            one
            for one in alike
            if not never.forbids(one.product.category, (one.product.name, one.product.name_en))
        ],
        **_steps(),
    )
