"""Stores and goods for programs: the same services as the pages."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.kernel.photos import MOST_BYTES, typed_photo
from delivery.merchants.catalogue import queries, schemas, services
from delivery.merchants.catalogue.models import Offer, Store
from delivery.merchants.catalogue.own import own_store
from delivery.merchants.catalogue.rules import Article

bp = Blueprint("catalogue-api", __name__, description="Stores and what they sell")
P = Permission


@bp.get("/stores")
@endpoint(P.STORE_READ)
@bp.arguments(schemas.Search, location="query")
@bp.response(200, schemas.StoresOut)
def list_stores(words: dict[str, Any]) -> Page[Store]:
    """List the stores that one sees."""
    return queries.stores(acting(), words["page"])


@bp.post("/stores")
@endpoint(P.STORE_EDIT)
@bp.arguments(schemas.StoreForm)
@bp.response(201, schemas.StoreOut)
def add_store(words: dict[str, Any]) -> Store:
    """Add a store that serves some neighbourhoods."""
    areas = words.pop("areas")
    return services.add_store(services.StoreWords(**words), areas, actor=actor(), at=now())


@bp.get("/stores/<uuid:store_id>/offers")
@endpoint(P.STORE_READ)
@bp.arguments(schemas.Search, location="query")
@bp.response(200, schemas.OffersOut)
def list_offers(words: dict[str, Any], store_id: UUID) -> Page[Offer]:
    """List what a store sells, as far as one sees it; ``q`` takes Chinese, pinyin, English, GTIN."""
    fetch(Store, store_id, acting())
    return queries.offers_of(store_id, acting(), words["q"], words["page"])


@bp.post("/stores/<uuid:store_id>/offers")
@endpoint(P.OFFER_EDIT)
@bp.arguments(schemas.ArticleRow)
@bp.response(201, schemas.OfferOut)
def add_product(words: dict[str, Any], store_id: UUID) -> Offer:
    """Put a product on the shelves of one's store."""
    article = Article(price_fen=words.pop("price"), **words)
    return services.add_product(own_store(store_id), article, actor=actor(), at=now())


@bp.post("/offers/<uuid:offer_id>/photo")
@endpoint(P.OFFER_EDIT, largest=MOST_BYTES * 4 // 3 + (1 << 16))
@bp.arguments(schemas.PhotoIn)
@bp.response(200, schemas.OfferOut)
def show_photo(words: dict[str, Any], offer_id: UUID) -> Offer:
    """Show an offer by a photograph; without one, by a drawing again."""
    sizes = services.read_photo(typed_photo(words["photo"])) if words["photo"] else None
    row = fetch(Offer, offer_id, acting())
    if sizes:
        services.keep_photo(row, sizes, actor=actor(), at=now())
    else:
        services.drop_photo(row, actor=actor(), at=now())
    return row


@bp.post("/offers/<uuid:offer_id>/stock")
@endpoint(P.STOCK_EDIT)
@bp.arguments(schemas.MoveIn)
@bp.response(200, schemas.OfferOut)
def move_stock(words: dict[str, Any], offer_id: UUID) -> Offer:
    """Let the shelf hold so many more, or fewer, and say why."""
    offer = fetch(Offer, offer_id, acting())
    services.move_stock(offer, words["more"], words["reason"], actor=actor(), at=now())
    return queries.offer_with_words(offer_id)


@bp.get("/offers/<uuid:offer_id>/moves")
@endpoint(P.STOCK_EDIT)
@bp.arguments(schemas.Pages, location="query")
@bp.response(200, schemas.MovesOut)
def list_moves(words: dict[str, Any], offer_id: UUID) -> Page[queries.Moved]:
    """List what changed an offer's stock, the last change first."""
    return queries.moves_of(fetch(Offer, offer_id, acting()), words["page"])


@bp.post("/offers/<uuid:offer_id>")
@endpoint(P.OFFER_EDIT)
@bp.arguments(schemas.OfferIn)
@bp.response(200, schemas.OfferOut)
def edit_offer(words: dict[str, Any], offer_id: UUID) -> Offer:
    """Let an offer cost and lie as said, and its shelf hold so many more, or fewer."""
    offer = fetch(Offer, offer_id, acting())
    own_store(offer.store_id)
    services.edit_offer(offer, actor=actor(), at=now(), **words)
    return queries.offer_with_words(offer_id)
