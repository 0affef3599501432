"""What a household wishes in general where shelves have less."""

from typing import Any

from delivery.kernel.access import Permission
from delivery.kernel.http import endpoint
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.household import own_household
from delivery.orders.queries.wishes import never, usual_wish
from delivery.orders.rules.wishes import Wish

P = Permission


def _told() -> dict[str, Any]:
    mine = own_household()
    nothing = never(mine)
    return {
        "usual": usual_wish(mine),
        "categories": sorted(nothing.categories),
        "words": sorted(nothing.words),
    }


@bp.get("/wishes")
@endpoint(P.BASKET_EDIT)
@bp.response(200, schemas.HomeWishesOut)
def read_wishes() -> dict[str, Any]:
    """Read what counts where a line says nothing, and what never comes instead."""
    return _told()


@bp.post("/wishes")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.WishIn)
@bp.response(200, schemas.HomeWishesOut)
def wish_in_general(wish: Wish) -> dict[str, Any]:
    """Say what counts from now on where a line says nothing."""
    services.wish_in_general(own_household(), wish)
    return _told()


@bp.post("/wishes/never")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.NeverIn)
@bp.response(200, schemas.HomeWishesOut)
def never_take(words: dict[str, Any]) -> dict[str, Any]:
    """Say what never comes instead, whatever a line or a picker says."""
    services.never_take(own_household(), words["categories"], words["words"])
    return _told()
