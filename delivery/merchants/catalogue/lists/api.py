"""Price lists for a store's own till: the same steps as on the pages."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.merchants.catalogue.lists import queries, schemas, services
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.catalogue.lists.sentences import said
from delivery.merchants.catalogue.own import own_store, require_own

bp = Blueprint("price-lists-api", __name__, description="Price lists from files")
P = Permission
STORE = "/stores/<uuid:store_id>/price-lists"
ONE = "/price-lists/<uuid:price_list_id>"


@bp.get(STORE)
@endpoint(P.OFFER_EDIT)
@bp.arguments(schemas.Pages, location="query")
@bp.response(200, schemas.PriceListsOut)
def list_price_lists(words: dict[str, Any], store_id: UUID) -> Page[PriceList]:
    """List the price lists of one's store, the last one first."""
    return queries.lists_of(own_store(store_id).id, acting(), words["page"])


@bp.post(STORE)
@endpoint(P.OFFER_EDIT, largest=services.LIMITS.file_bytes * 4 // 3 + (1 << 16))
@bp.arguments(schemas.FileIn)
@bp.response(201, schemas.PriceListOut)
def send_price_list(words: dict[str, Any], store_id: UUID) -> PriceList:
    """Send a file; the answer says which of its columns were recognised."""
    require_own(store_id)
    sent = services.look_at(words["content_base64"], words["file_name"])
    return services.send(own_store(store_id), sent, actor=actor(), at=now())


@bp.get(ONE)
@endpoint(P.OFFER_EDIT)
@bp.response(200, schemas.PriceListOut)
def read_price_list(price_list_id: UUID) -> PriceList:
    """Return where a list stands, and how far it is."""
    return fetch(PriceList, price_list_id, acting())


@bp.get(f"{ONE}/notes")
@endpoint(P.OFFER_EDIT)
@bp.arguments(schemas.Pages, location="query")
@bp.response(200, schemas.NotesOut)
def list_notes(words: dict[str, Any], price_list_id: UUID) -> dict[str, Any]:
    """Return what is to be said of a list's rows, what refuses them first."""
    page = queries.notes_of(fetch(PriceList, price_list_id, acting()), words["page"])
    names = ("number", "column", "code", "refuses")
    rows = [
        {name: getattr(note, name) for name in names}
        | {"said": said(note.column, note.code, note.facts)}
        for note in page.rows
    ]
    return {"rows": rows, "after": page.after}


@bp.post(f"{ONE}/confirm")
@endpoint(P.OFFER_EDIT)
@bp.arguments(schemas.ColumnsForm)
@bp.response(200, schemas.PriceListOut)
def confirm_columns(words: dict[str, Any], price_list_id: UUID) -> PriceList:
    """Say which column is what; the worker then looks at every row and writes nothing."""
    row = fetch(PriceList, price_list_id, acting())
    columns = {Column(name): index for name, index in words.items()}
    services.confirm(row, columns, actor=actor(), at=now())
    return row


@bp.post(f"{ONE}/accept")
@endpoint(P.OFFER_EDIT)
@bp.response(200, schemas.PriceListOut)
def accept_price_list(price_list_id: UUID) -> PriceList:
    """Have a list that was looked at taken in, whole."""
    row = fetch(PriceList, price_list_id, acting())
    services.accept(row, actor=actor(), at=now())
    return row


@bp.post(f"{ONE}/drop")
@endpoint(P.OFFER_EDIT)
@bp.response(200, schemas.PriceListOut)
def drop_price_list(price_list_id: UUID) -> PriceList:
    """Put a list away."""
    row = fetch(PriceList, price_list_id, acting())
    services.drop(row, actor=actor(), at=now())
    return row
