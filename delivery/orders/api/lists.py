"""Favourites and the weekly list, for programs."""

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
from delivery.orders.list_rows import WeeklyAsk
from delivery.orders.queries import again, collecting, weekly
from delivery.orders.queries.favourites import kept_by

P = Permission


@bp.get("/favourites")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, OffersOut)
def list_favourites(words: dict[str, Any]) -> Page[Offer]:
    """List the household's favourites that are on sale, by category and name."""
    home = own_household()
    around = collecting.neighbourhood_of(home)
    return catalogue.shelves(around, only=kept_by(home), number=words["page"])


@bp.post("/favourites")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.KeepIn)
@bp.response(200, OffersOut)
def keep_favourite(words: dict[str, Any]) -> Page[Offer]:
    """Keep an offer as a favourite, or let go of it; answers as the list does."""
    home = own_household()
    act = services.keep_favourite if words["kept"] else services.drop_favourite
    act(home, words["offer_id"])
    return catalogue.shelves(collecting.neighbourhood_of(home), only=kept_by(home))


def _weekly() -> dict[str, Any]:
    home = own_household()
    kept, lines = weekly.list_of(home), again.weekly(home)
    return {
        "weekday": kept.weekday if kept else None,
        "lines": lines,
        "goods_fen": sum(one.amount_fen for one in lines),
        "ask": weekly.open_ask(home, now()),
    }


@bp.get("/weekly")
@endpoint(P.BASKET_EDIT)
@bp.response(200, schemas.WeeklyOut)
def read_weekly() -> dict[str, Any]:
    """Read the weekly list, and the question about it where it is asked."""
    return _weekly()


@bp.post("/weekly/lines")
@endpoint(P.BASKET_EDIT)
@bp.arguments(schemas.WeeklyIn)
@bp.response(200, schemas.WeeklyOut)
def put_on_weekly(words: dict[str, Any]) -> dict[str, Any]:
    """Let the weekly list hold so many of one offer; it is begun if there is none."""
    services.put_on_weekly(own_household(), words["offer_id"], words["quantity"], at=now())
    return _weekly()


@bp.post("/weekly/<uuid:ask_id>/order")
@endpoint(P.ORDER_PLACE)
@bp.arguments(schemas.YesForm)
@bp.response(201, schemas.OrderOut(many=True))
def order_weekly(words: dict[str, Any], ask_id: UUID) -> list[dict[str, Any]]:
    """Say yes: what there is of the list is ordered."""
    ask = fetch(WeeklyAsk, ask_id, acting())
    return told_all(services.order_weekly(ask, actor=actor(), at=now(), **words))


@bp.post("/weekly/<uuid:ask_id>/decline")
@endpoint(P.ORDER_PLACE)
@bp.response(200, schemas.WeeklyOut)
def decline_weekly(ask_id: UUID) -> dict[str, Any]:
    """Say no for this week."""
    services.decline_weekly(fetch(WeeklyAsk, ask_id, acting()), actor=actor(), at=now())
    return _weekly()
