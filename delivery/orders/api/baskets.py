"""The shelves of the stores that serve a household, and its basket."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.merchants.catalogue import queries as catalogue
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.catalogue.schemas import OffersOut
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.api.orders import told_all
from delivery.orders.household import own_household
from delivery.orders.models import Order, Wave
from delivery.orders.queries import collecting, slots
from delivery.orders.queries.again import last_orders
from delivery.orders.queries.baskets import Basket, basket_of
from delivery.places.models import DropPoint

P = Permission


@bp.get("/offers")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.ShelvesQuery, location="query")
@bp.response(200, OffersOut)
def search_offers(words: dict[str, Any]) -> Page[Offer]:
    """Search what one's household may order; ``q`` takes Chinese, pinyin, English, GTIN."""
    return catalogue.shelves(
        collecting.neighbourhood_of(own_household()),
        typed=words["q"],
        category=words["category"],
        store_id=words["store_id"],
        number=words["page"],
    )


@bp.get("/drop-points")
@endpoint(P.BASKET_EDIT)
@bp.response(200, schemas.CollectingPointOut(many=True))
def list_drop_points() -> list[DropPoint]:
    """List where one's household may collect, the own compound first."""
    return collecting.drop_points(own_household())


@bp.get("/waves/<uuid:wave_id>/slots")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.SlotQuery, location="query")
@bp.response(200, schemas.SlotOut(many=True))
def list_slots(words: dict[str, Any], wave_id: UUID) -> list[slots.Slot]:
    """List the collection slots of a wave where one's household may collect; none for any time."""
    wave = fetch(Wave, wave_id, acting())
    points = collecting.drop_points(own_household())
    asked = words["drop_point_id"] or collecting.last_drop_point(own_household())
    point = next((p for p in points if p.id == asked), None)
    return slots.slots_for(wave, point, own_household(), now())


@bp.get("/basket")
@endpoint(P.BASKET_EDIT)
@bp.response(200, schemas.BasketOut)
def read_basket() -> Basket:
    """Read the household's basket at today's prices."""
    return basket_of(own_household())


@bp.post("/basket/lines")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.PutIn)
@bp.response(200, schemas.BasketOut)
def put_in_basket(words: dict[str, Any]) -> Basket:
    """Let the basket hold so many of one offer."""
    services.put_in_basket(own_household(), words["offer_id"], words["quantity"])
    return basket_of(own_household())


@bp.post("/basket/wishes")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.BasketWishIn)
@bp.response(200, schemas.BasketOut)
def wish_in_basket(words: dict[str, Any]) -> Basket:
    """Say what is to be done where the shelf has less of one line."""
    services.wish_in_basket(own_household(), words["offer_id"], words["wish"])
    return basket_of(own_household())


@bp.post("/basket/again")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.AgainIn)
@bp.response(200, schemas.RefilledOut)
def order_again(words: dict[str, Any]) -> dict[str, Any]:
    """Put what a former order asked for into the basket; without one, what was ordered last."""
    home, chosen = own_household(), words["order_id"]
    before = [fetch(Order, chosen, acting()).id] if chosen else last_orders(home)
    done = services.fill_again(home, before)
    return {"basket": basket_of(home), "fewer": done.fewer, "gone": done.gone + done.no_room}


@bp.post("/basket/place")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.PlaceIn)
@bp.response(201, schemas.OrderOut(many=True))
def place_basket(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Order what is in the basket; a wave in which the household has orders adds to them."""
    placed = services.place_basket(own_household(), actor=actor(), at=now(), **words)
    return told_all(placed)
