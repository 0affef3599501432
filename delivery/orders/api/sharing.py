"""By which rule a store shares what is not enough."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint
from delivery.merchants.catalogue.own import own_store
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.queries import sharing

P = Permission


@bp.get("/stores/<uuid:store_id>/sharing")
@endpoint(P.STORE_PACE)
@bp.response(200, schemas.SharingForm)
def read_sharing(store_id: UUID) -> dict[str, Any]:
    """Return by which rule the store shares what is not enough."""
    return {"rule": sharing.sharing_of(own_store(store_id).id, now())}


@bp.post("/stores/<uuid:store_id>/sharing")
@endpoint(P.STORE_PACE)
@bp.arguments(schemas.SharingForm)
@bp.response(200, schemas.SharingForm)
def set_sharing(words: dict[str, Any], store_id: UUID) -> dict[str, Any]:
    """Let the store share by a rule in waves that close from now on."""
    store = own_store(store_id)
    services.set_sharing(store, words["rule"], actor=actor(), at=now())
    return {"rule": sharing.sharing_of(store.id, now())}
