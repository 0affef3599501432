"""The shop: until when to order, what there is, what the household usually buys."""

from typing import Any
from uuid import UUID

from flask import render_template, request, session, url_for
from flask_babel import pgettext

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load_query
from delivery.merchants.catalogue import queries as catalogue
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.catalogue.words import CATEGORY_WORDS
from delivery.orders.household import own_household
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import again, baskets, collecting, orders, paces, waves, weekly
from delivery.orders.queries.favourites import favourites, is_favourite, kept_by
from delivery.orders.rules import amount_fen
from delivery.orders.schemas import ShopSearch

P = Permission
EVERYTHING = "tomato"  # the picture of all categories together


@bp.get("/shop")
@endpoint(P.BASKET_EDIT)
def shop() -> str:
    """Show the shelves of the stores that serve the household, and its basket beside them."""
    words = load_query(ShopSearch)
    household_id = own_household()
    around = collecting.neighbourhood_of(household_id)
    looking = bool(request.args)
    elder = bool(session.get("elder"))
    if elder and not looking:
        return plain_shop(household_id, around)
    return render_template(
        "orders/plain_shelves.html" if elder else "orders/shop.html",
        **door(household_id, around),
        looking=looking,
        words=words,
        stores=catalogue.stores_serving(around),
        categories=category_links(around, words["category"]),
        category_word=CATEGORY_WORDS.get(words["category"], ""),
        favourites=[] if looking else favourites(household_id),
        usual=[] if looking else baskets.usual(household_id),
        ask=weekly.open_ask(household_id, now()),
        page=catalogue.shelves(
            around,
            typed=words["q"],
            category=words["category"],
            store_id=words["store"],
            only=kept_by(household_id) if words["kept"] else None,
            number=words["page"],
        ),
        basket=baskets.basket_of(household_id),
        here=request.full_path.rstrip("?"),
    )


@bp.get("/shop/<uuid:offer_id>")
@endpoint(P.BASKET_EDIT)
def product(offer_id: UUID) -> str:
    """Show one product of the shelves, and a few more of its kind."""
    fetch(Offer, offer_id, acting())
    row = catalogue.offer_with_words(offer_id)
    about, household_id = row.product, own_household()
    around = collecting.neighbourhood_of(household_id)
    return render_template(
        "orders/product.html",
        offer=row,
        category_word=CATEGORY_WORDS[about.category],
        portion_fen=amount_fen(about.sold_by, row.price_fen, about.mass_g, 1),
        alike=catalogue.alike(row, around),
        favourite=is_favourite(household_id, offer_id),
        weekly=weekly.pieces_of(household_id, offer_id),
        basket=baskets.basket_of(household_id),
        wave=waves.next_open(around, now()),
    )


def plain_shop(household_id: Any, around: Any) -> str:
    """Show four things in large print: until when, the last order again, the rest, the way."""
    coming = orders.coming(household_id, now())
    last = [] if coming else again.former(household_id, again.last_orders(household_id))
    return render_template(
        "orders/plain_shop.html",
        **door(household_id, around),
        last=[one for one in last if one.there],
        ask=weekly.open_ask(household_id, now()),
        coming=coming,
        gone=[one for one in last if not one.there],
        sum_fen=sum(one.amount_fen for one in last),
        basket=baskets.basket_of(household_id),
        name=actor().name,
    )


def door(household_id: Any, around: Any) -> dict[str, Any]:
    """Return what the doorway says: the next wave with room, and where its bags are collected."""
    wave = waves.next_open(around, now())
    points = collecting.drop_points(household_id)
    last = collecting.last_drop_point(household_id)
    point = next((p for p in points if p.id == last), points[0] if points else None)
    return {
        "wave": wave,
        "minutes": int((wave.cut_off_at - now()).total_seconds() // 60) if wave else 0,
        "point": point,
        "full": paces.full_stores(waves.open_waves(around, now())) if wave else [],
    }


def category_links(around: Any, current: str | None) -> list[tuple[Any, str, str, bool]]:
    """Return the row of categories: label, address, picture, and whether it is open."""
    links = [
        (CATEGORY_WORDS[name], url_for("orders.shop", category=name), picture, name == current)
        for name, picture in catalogue.pictures(around)
    ]
    everything = (pgettext("categories", "All"), url_for("orders.shop", page=1), EVERYTHING, False)
    return [*links, everything]
