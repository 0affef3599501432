"""Statements for a store's manager, the coordinator and the operator: on screen, paper, in files."""

import io
from uuid import UUID

from flask import Blueprint, render_template, send_file
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.http import acting, endpoint, load_query
from delivery.kernel.sheets.writing import CSV, XLSX
from delivery.merchants.settlement import queries, schemas
from delivery.merchants.settlement.files import as_csv, as_xlsx, file_name, money_rows
from delivery.merchants.settlement.sighting import seen

bp = Blueprint("settlement", __name__)
P = Permission
ONE = "/settlement/<uuid:store_id>/<uuid:wave_id>"
KINDS = {"csv": (as_csv, CSV), "xlsx": (as_xlsx, XLSX)}


@bp.get("/settlement")
@endpoint(P.SETTLEMENT_READ)
def statements() -> str:
    """List the statements, the last wave first."""
    page = queries.statements(acting(), load_query(schemas.Pages)["page"])
    return render_template("settlement/statements.html", page=page)


@bp.get(ONE)
@endpoint(P.SETTLEMENT_READ)
def statement(store_id: UUID, wave_id: UUID) -> str:
    """Show one statement, down to the goods; it prints on plain sheets."""
    about = seen(store_id, wave_id)
    return render_template(
        "settlement/statement.html", about=about, sums=list(money_rows(about.money))
    )


@bp.get(f"{ONE}.<any(csv, xlsx):kind>")
@endpoint(P.SETTLEMENT_READ)
def download(store_id: UUID, wave_id: UUID, kind: str) -> Response:
    """Give a statement as a file."""
    about = seen(store_id, wave_id)
    made, mimetype = KINDS[kind]
    name = file_name(about, kind)
    return send_file(io.BytesIO(made(about)), mimetype, as_attachment=True, download_name=name)
