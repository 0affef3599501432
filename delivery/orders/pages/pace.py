"""How many orders a store takes a wave, as its shift lead decides."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.merchants.catalogue.own import own_store
from delivery.merchants.catalogue.queries import own_stores
from delivery.orders import schemas, services
from delivery.orders.pages.blueprint import bp
from delivery.orders.queries import paces, sharing
from delivery.orders.sharing_words import MEANINGS, NAMES

P = Permission


@bp.get("/pace")
@endpoint(P.STORE_PACE)
def pace() -> str:
    """Show the waves to come of one of this person's stores."""
    words = load_query(schemas.StoreAsked) if request.method == "GET" else {"store": None}
    return _pace(words["store"] or own_stores(acting())[0].id)


@bp.get("/pace/<uuid:store_id>")
@endpoint(P.STORE_PACE)
def pace_of(store_id: UUID) -> str:
    """Show the waves to come of one store, and how many orders it takes."""
    return _pace(store_id)


def _pace(store_id: UUID) -> str:
    store = own_store(store_id)
    return render_template(
        "orders/pace.html",
        store=store,
        stores=own_stores(acting()),
        pace=paces.pace_of(store.id),
        waves=paces.waves_of(store.id, now()),
        sharing=sharing.sharing_of(store.id, now()),
        rules=[(rule, name, MEANINGS[rule]) for rule, name in NAMES.items()],
    )


@bp.post("/pace/<uuid:store_id>")
@endpoint(P.STORE_PACE, again=pace_of)
def set_pace(store_id: UUID) -> Response:
    """Let the store take so many orders a wave, or any number."""
    store = own_store(store_id)
    most = load(schemas.PaceForm)["orders_per_wave"]
    services.set_pace(store, most, actor=actor(), at=now())
    flash(_("Saved."))
    return redirect(url_for("orders.pace_of", store_id=store_id))
