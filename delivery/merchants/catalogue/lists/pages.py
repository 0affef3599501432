"""Price lists on screen: send a file, look at its columns, at its rows, then take it in."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import Invalid
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.kernel.languages import named
from delivery.kernel.sheets.sentences import told
from delivery.kernel.sheets.writing import CSV, XLSX, csv_of
from delivery.merchants.catalogue import queries as catalogue
from delivery.merchants.catalogue.lists import queries, schemas, services
from delivery.merchants.catalogue.lists.columns import NEEDED, Column
from delivery.merchants.catalogue.lists.export import goods_as
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.catalogue.lists.sentences import COLUMN_WORDS, said
from delivery.merchants.catalogue.own import own_store, require_own

bp = Blueprint("price_lists", __name__)
P = Permission
ONE = "/goods/lists/<uuid:price_list_id>"
TYPES = {"csv": CSV, "xlsx": XLSX}


@bp.get("/goods/lists")
@endpoint(P.OFFER_EDIT)
def lists() -> str:
    """Show the price lists of one of this manager's stores, and the way to send another."""
    words = load_query(schemas.Asked) if request.method == "GET" else schemas.Asked().load({})
    stores = catalogue.own_stores(acting())
    return _lists(words["store"] or stores[0].id, words["page"])


def _lists(store_id: UUID, number: int = 1) -> str:
    store = own_store(store_id)
    return render_template(
        "price_lists/lists.html",
        store=store,
        stores=catalogue.own_stores(acting()),
        page=queries.lists_of(store.id, acting(), number),
        told=told,
        most=services.MOST_ROWS,
    )


@bp.get("/goods/lists/of/<uuid:store_id>")
@endpoint(P.OFFER_EDIT)
def lists_of(store_id: UUID) -> str:
    """Show the price lists of one store."""
    return _lists(store_id)


@bp.post("/goods/lists/of/<uuid:store_id>")
@endpoint(P.OFFER_EDIT, again=lists_of, largest=services.LIMITS.file_bytes + (1 << 16))
def send(store_id: UUID) -> Response:
    """Keep a file, and show its columns."""
    require_own(store_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(_("Please choose a file."), fields={"file": [_("Please choose a file.")]})
    with sent.stream as stream:
        looked = services.look_at(stream.read(), sent.filename)  # before the first SQL
    row = services.send(own_store(store_id), looked, actor=actor(), at=now())
    return redirect(url_for("price_lists.price_list", price_list_id=row.id))


@bp.get(ONE)
@endpoint(P.OFFER_EDIT)
def price_list(price_list_id: UUID) -> str:
    """Show a list where it stands: its columns, how far it is, what was found, what is to be done."""
    row = fetch(PriceList, price_list_id, acting())
    asked = load_query(schemas.Pages) if request.method == "GET" else schemas.Pages().load({})
    checked = row.state in ("checked", "accepted")
    return render_template(
        "price_lists/price_list.html",
        row=row,
        columns=[(column.value, COLUMN_WORDS[column], column in NEEDED) for column in Column],
        notes=queries.notes_of(row, asked["page"]),
        changes=queries.changes_of(row, asked["changes"]) if checked else None,
        said=said,
        told=told,
    )


@bp.post(f"{ONE}/confirm")
@endpoint(P.OFFER_EDIT, again=price_list)
def confirm(price_list_id: UUID) -> Response:
    """Say which column is what; the rows are looked at next."""
    words = load(schemas.ColumnsForm)
    row = fetch(PriceList, price_list_id, acting())
    services.confirm(row, columns_of(words), actor=actor(), at=now())
    return _back(row)


def columns_of(words: dict[str, Any]) -> dict[Column, int | None]:
    """Return the chosen columns by what they are."""
    return {Column(name): index for name, index in words.items()}


@bp.post(f"{ONE}/accept")
@endpoint(P.OFFER_EDIT, again=price_list)
def accept(price_list_id: UUID) -> Response:
    """Take a list in, whole."""
    row = fetch(PriceList, price_list_id, acting())
    services.accept(row, actor=actor(), at=now())
    return _back(row)


@bp.post(f"{ONE}/drop")
@endpoint(P.OFFER_EDIT, again=price_list)
def drop(price_list_id: UUID) -> Response:
    """Put a list away."""
    row = fetch(PriceList, price_list_id, acting())
    services.drop(row, actor=actor(), at=now())
    flash(_("Put away. Nothing of it was taken in."))
    return redirect(url_for("price_lists.lists_of", store_id=row.store_id))


def _back(row: PriceList) -> Response:
    return redirect(url_for("price_lists.price_list", price_list_id=row.id))


@bp.get(f"{ONE}/report.csv")
@endpoint(P.OFFER_EDIT)
def report(price_list_id: UUID) -> Response:
    """Give what is to be said of a list's rows as a file, to mend them by."""
    row = fetch(PriceList, price_list_id, acting())
    heads = [_("Row"), _("State"), _("What is to be said")]
    stands = {True: _("not taken"), False: _("repaired")}
    rows = [
        [note.number, stands[note.refuses], said(note.column, note.code, note.facts)]
        for note in queries.all_notes(row)
    ]
    return _file(csv_of(heads, rows), "csv", f"{row.file_name}.report.csv")


@bp.get("/goods/lists/of/<uuid:store_id>/goods.<any(csv, xlsx):kind>")
@endpoint(P.OFFER_EDIT)
def export(store_id: UUID, kind: str) -> Response:
    """Give all that a store sells as a file that can be sent back."""
    store = own_store(store_id)
    name = f"{named(store)}-{now():%Y%m%d}.{kind}"
    return _file(goods_as(kind, store.id), kind, name)


def _file(content: bytes, kind: str, name: str) -> Response:
    return send_file(io.BytesIO(content), TYPES[kind], as_attachment=True, download_name=name)
