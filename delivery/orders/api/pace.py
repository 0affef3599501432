"""How many orders a store takes a wave."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import actor, endpoint
from delivery.merchants.catalogue.own import own_store
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.queries import paces

P = Permission


@bp.get("/stores/<uuid:store_id>/pace")
@endpoint(P.STORE_PACE)
@bp.response(200, schemas.PaceOut)
def read_pace(store_id: UUID) -> dict[str, Any]:
    """Return how many orders a wave the store takes, and how many stand in the waves to come."""
    store = own_store(store_id)
    return {"orders_per_wave": paces.pace_of(store.id), "waves": paces.waves_of(store.id, now())}


@bp.post("/stores/<uuid:store_id>/pace")
@endpoint(P.STORE_PACE)
@bp.arguments(schemas.PaceForm)
@bp.response(200, schemas.PaceOut)
def set_pace(words: dict[str, Any], store_id: UUID) -> dict[str, Any]:
    """Let the store take so many orders a wave, or any number; orders that stand stay."""
    store = own_store(store_id)
    services.set_pace(store, words["orders_per_wave"], actor=actor(), at=now())
    return {"orders_per_wave": paces.pace_of(store.id), "waves": paces.waves_of(store.id, now())}
