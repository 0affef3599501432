"""Labels for bags: ten to a sheet, printed in runs."""

from uuid import UUID

import segno
from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, endpoint, load
from delivery.merchants.picking import queries, schemas, services
from delivery.merchants.picking.pages.blueprint import bp, seen
from delivery.merchants.picking.seals import sealed_labels
from delivery.people.rules import spaced_code

P = Permission


@bp.get("/picking/<uuid:list_id>/labels")
@endpoint(P.BAG_PACK)
def labels(list_id: UUID) -> str:
    """Show how many bags have no label yet, and the runs that were printed."""
    pick_list = seen(list_id)
    return render_template(
        "picking/labels.html",
        list=pick_list,
        unprinted=queries.unprinted(pick_list),
        runs=queries.runs(pick_list),
        most=services.LABELS_A_RUN,
    )


@bp.post("/picking/<uuid:list_id>/labels")
@endpoint(P.BAG_PACK, again=labels)
def print_labels(list_id: UUID) -> Response:
    """Make a run of labels: new ones, an earlier run again, or one bag's."""
    run = services.print_labels(seen(list_id), **load(schemas.LabelsAsked), actor=actor(), at=now())
    return redirect(url_for("picking.label_run", list_id=list_id, run=run))


@bp.get("/picking/<uuid:list_id>/labels/<int(max=9999):run>")
@endpoint(P.BAG_PACK)
def label_run(list_id: UUID, run: int) -> str:
    """Show a run of labels for the printer."""
    pick_list = seen(list_id)
    bags = queries.labels(pick_list, run)
    if not bags:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    says = sealed_labels([bag.id for bag in bags])
    printed = [(bag, spaced_code(bag.code), _qr(says[bag.id])) for bag in bags]
    return render_template("picking/label_run.html", list=pick_list, run=run, bags=printed)


def _qr(payload: str) -> str:
    qr = segno.make_qr(payload, error="m")
    return qr.svg_inline(border=2, light="#fff", omitsize=True)
