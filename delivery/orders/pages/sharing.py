"""By which rule stores share what is not enough: said by the store, read by everybody."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint, load
from delivery.merchants.catalogue import queries as catalogue
from delivery.merchants.catalogue.own import own_store
from delivery.orders import schemas, services
from delivery.orders.household import own_household
from delivery.orders.pages.blueprint import bp
from delivery.orders.pages.pace import pace_of
from delivery.orders.queries import collecting, sharing
from delivery.orders.rules.sharing import LOTTERY
from delivery.orders.sharing_words import MEANINGS, NAMES

P = Permission


@bp.get("/shop/sharing")
@endpoint(P.BASKET_EDIT)
def shared() -> str:
    """Show by which rule each store shares, and how lots are worked out."""
    household_id = own_household()
    stores = catalogue.stores_serving(collecting.neighbourhood_of(household_id))
    rules = sharing.sharings_of([store.id for store in stores], now())
    drawing = [id_ for id_, rule in rules.items() if rule == LOTTERY]
    return render_template(
        "orders/sharing.html",
        stores=stores,
        rules=rules,
        names=NAMES,
        meanings=MEANINGS,
        lots=sharing.with_lots(household_id, drawing, now()) if drawing else [],
        draws=bool(drawing),
    )


@bp.post("/pace/<uuid:store_id>/sharing")
@endpoint(P.STORE_PACE, again=pace_of)
def set_sharing(store_id: UUID) -> Response:
    """Let the store share by a rule in waves that close from now on."""
    store = own_store(store_id)
    services.set_sharing(store, load(schemas.SharingForm)["rule"], actor=actor(), at=now())
    flash(_("Saved."))
    return redirect(url_for("orders.pace_of", store_id=store_id))
