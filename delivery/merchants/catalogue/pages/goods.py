"""Goods, as a store's staff keep them: price, stock, zone, in place."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.merchants.catalogue import queries, schemas, services
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.catalogue.own import own_store
from delivery.merchants.catalogue.pages.blueprint import bp
from delivery.merchants.catalogue.rules import Article
from delivery.merchants.catalogue.words import (
    CATEGORY_WORDS,
    MOVE_WORDS,
    REASON_WORDS,
    SOLD_BY_WORDS,
    TEMPERATURE_WORDS,
)

P = Permission


@bp.get("/goods")
@endpoint(P.STOCK_EDIT)
def offers() -> str:
    """List the goods of one of this clerk's stores; price and stock are changed in place."""
    words = load_query(schemas.Search) if request.method == "GET" else schemas.Search().load({})
    stores = queries.own_stores(acting())
    store = own_store(words["store"] or stores[0].id)
    return render_template(
        "catalogue/goods.html",
        stores=stores,
        store=store,
        q=words["q"],
        page=queries.offers_of(store.id, acting(), words["q"], words["page"]),
    )


@bp.get("/goods/<uuid:offer_id>")
@endpoint(P.STOCK_EDIT)
def offer(offer_id: UUID) -> str:
    """Show one product with all that this person can change of it."""
    fetch(Offer, offer_id, acting())
    row = queries.offer_with_words(offer_id)
    return render_template("catalogue/offer.html", offer=row, reasons=REASON_WORDS)


@bp.get("/goods/<uuid:offer_id>/moves")
@endpoint(P.STOCK_EDIT)
def moves(offer_id: UUID) -> str:
    """Show what changed the stock of a product, and why."""
    fetch(Offer, offer_id, acting())
    row = queries.offer_with_words(offer_id)
    page = queries.moves_of(row, load_query(schemas.Pages)["page"])
    return render_template("catalogue/moves.html", offer=row, page=page, reasons=MOVE_WORDS)


@bp.post("/goods/<uuid:offer_id>/stock")
@endpoint(P.STOCK_EDIT, again=offer)
def move_stock(offer_id: UUID) -> Response:
    """Keep how many there are, as a difference from how many were shown."""
    row = fetch(Offer, offer_id, acting())
    words = load(schemas.StockForm)
    more = words["stock"] - words["was"]
    services.move_stock(row, more, words["reason"], actor=actor(), at=now())
    flash(_("Saved."))
    return redirect(url_for("catalogue.offers", store=row.store_id))


@bp.post("/goods/<uuid:offer_id>/row")
@endpoint(P.OFFER_EDIT, again=offer)
def edit_row(offer_id: UUID) -> Response:
    """Keep price and stock as they were changed in the list."""
    row = fetch(Offer, offer_id, acting())
    words = load(schemas.RowForm)
    services.edit_offer(
        row,
        price_fen=words["price"],
        zone=row.zone,
        listed=row.listed,
        more=words["stock"] - words["was"],
        actor=actor(),
        at=now(),
    )
    flash(_("Saved."))
    return redirect(url_for("catalogue.offers", store=row.store_id))


@bp.post("/goods/<uuid:offer_id>")
@endpoint(P.OFFER_EDIT, again=offer)
def edit_offer(offer_id: UUID) -> Response:
    """Keep price, stock, zone and whether it is on sale."""
    row = fetch(Offer, offer_id, acting())
    words = load(schemas.OfferForm)
    own_store(row.store_id)
    services.edit_offer(
        row,
        price_fen=words["price"],
        zone=words["zone"],
        listed=words["listed"],
        more=words["stock"] - words["was"],
        reason=words["reason"],
        actor=actor(),
        at=now(),
    )
    flash(_("Saved."))
    return redirect(url_for("catalogue.offers", store=row.store_id))


@bp.post("/goods/<uuid:offer_id>/content")
@endpoint(P.OFFER_EDIT, again=offer)
def state_content(offer_id: UUID) -> Response:
    """Keep how much is in a piece: unit prices follow from it."""
    row = fetch(Offer, offer_id, acting())
    own_store(row.store_id)
    content = load(schemas.ContentForm)["content"]
    services.state_content(row, content, actor=actor(), at=now())
    flash(_("Saved."))
    return redirect(url_for("catalogue.offer", offer_id=offer_id))


@bp.get("/goods/new/<uuid:store_id>")
@endpoint(P.OFFER_EDIT)
def new_product(store_id: UUID) -> str:
    """Show an empty form for a product, and the way to send a whole list."""
    return render_template("catalogue/product.html", store=own_store(store_id), **_choices())


def _choices() -> dict[str, Any]:
    return {
        "categories": list(CATEGORY_WORDS.items()),
        "ways": list(SOLD_BY_WORDS.items()),
        "temperatures": list(TEMPERATURE_WORDS.items()),
    }


@bp.post("/goods/new/<uuid:store_id>")
@endpoint(P.OFFER_EDIT, again=new_product)
def add_product(store_id: UUID) -> Response:
    """Put a product on the shelves."""
    words = load(schemas.ArticleRow)
    article = Article(price_fen=words.pop("price"), **words)
    services.add_product(own_store(store_id), article, actor=actor(), at=now())
    flash(_("%(name)s is on the shelves.", name=article.name))
    return redirect(url_for("catalogue.offers", store=store_id))
