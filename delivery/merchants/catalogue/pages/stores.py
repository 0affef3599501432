"""Partner supermarkets, as the operator keeps them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.merchants.catalogue import queries, schemas, services
from delivery.merchants.catalogue.models import Store
from delivery.merchants.catalogue.pages.blueprint import bp
from delivery.places.models import Neighbourhood

P = Permission


@bp.get("/stores")
@endpoint(P.STORE_EDIT)
def stores() -> str:
    """List the stores."""
    page = queries.stores(acting(), load_query(schemas.Search)["page"])
    goods = queries.counts([store.id for store in page.rows])
    return render_template("catalogue/stores.html", page=page, goods=goods)


@bp.get("/stores/new")
@endpoint(P.STORE_EDIT)
def new_store() -> str:
    """Show an empty form."""
    return _form(None, {str(place.id) for place in _places()[:1]})


@bp.post("/stores")
@endpoint(P.STORE_EDIT, again=new_store)
def add_store() -> Response:
    """Add a store."""
    words = load(schemas.StoreForm)
    areas = words.pop("areas")
    services.add_store(services.StoreWords(**words), areas, actor=actor(), at=now())
    flash(_("The store is added. Invite its staff under People."))
    return redirect(url_for("catalogue.stores"))


@bp.get("/stores/<uuid:store_id>")
@endpoint(P.STORE_EDIT)
def store(store_id: UUID) -> str:
    """Show a store's form."""
    row = fetch(Store, store_id, acting())
    return _form(row, {str(id_) for id_ in queries.areas(store_id)})


@bp.post("/stores/<uuid:store_id>")
@endpoint(P.STORE_EDIT, again=store)
def edit_store(store_id: UUID) -> Response:
    """Keep what was changed of a store."""
    words = load(schemas.StoreForm)
    areas = words.pop("areas")
    row = fetch(Store, store_id, acting())
    services.edit_store(row, services.StoreWords(**words), areas, actor=actor(), at=now())
    return redirect(url_for("catalogue.stores"))


def _places() -> list[Neighbourhood]:
    return list(db.session.scalars(visible(Neighbourhood, acting()).order_by(Neighbourhood.name)))


def _form(row: Store | None, areas: set[str]) -> str:
    kept: dict[str, Any] = {}
    if row:
        names = ("name", "name_en", "lat", "lon", "loading_s", "payment_code")
        kept = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
        kept |= {name: getattr(row, name).strftime("%H:%M") for name in ("opens_at", "closes_at")}
    typed = request.form if request.method == "POST" else kept
    chosen = request.form.getlist("areas") if request.method == "POST" else sorted(areas)
    return render_template(
        "catalogue/store.html", store=row, kept=typed, areas=chosen, places=_places()
    )
