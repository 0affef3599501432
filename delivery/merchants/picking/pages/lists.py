"""The lists of a store, one list shelf by shelf, and the button that packs what is ready."""

from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from delivery.kernel.access import STORE_ROLES, Permission
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load_query
from delivery.merchants.picking import queries, schemas, services
from delivery.merchants.picking.pages.blueprint import bp, seen
from delivery.merchants.picking.trolleys import by_trolley
from delivery.orders.queries import reports

P = Permission


@bp.get("/picking")
@endpoint(P.PICK_LIST_READ)
def lists() -> str:
    """Show the lists of one's stores, those still to be done first."""
    page = load_query(schemas.PageAsked)["page"]
    found, more = queries.lists(acting(), page=page)
    stores = actor().within(*STORE_ROLES) if actor().may(P.REPORT_ANSWER) else frozenset()
    return render_template(
        "picking/lists.html",
        lists=found,
        page=page,
        more=more,
        reported=reports.waiting(stores) if stores else 0,
    )


@bp.get("/picking/<uuid:list_id>", endpoint="list")
@endpoint(P.PICK_LIST_READ)
def list_(list_id: UUID) -> str:
    """Show a list shelf by shelf, with its trolleys and how far each is."""
    pick_list = seen(list_id)
    tasks = queries.tasks(pick_list)
    return render_template(
        "picking/list.html",
        list=pick_list,
        progress=queries.progress([list_id])[list_id],
        trolleys=by_trolley(tasks),
        zones=[(t, [*own]) for t, own in groupby(tasks, lambda task: task.about.temperature)],
        unprinted=queries.unprinted(pick_list),
    )


@bp.get("/picking/<uuid:list_id>/paper")
@endpoint(P.PICK_LIST_READ)
def paper(list_id: UUID) -> str:
    """Show the list for the printer: a sheet a trolley."""
    pick_list = seen(list_id)
    trolleys = by_trolley(queries.tasks(pick_list))
    return render_template("picking/paper.html", list=pick_list, trolleys=trolleys)


@bp.post("/picking/<uuid:list_id>/pack")
@endpoint(P.BAG_PACK, again=list_)
def pack(list_id: UUID) -> Response:
    """Pack every order of which everything is picked."""
    bags = services.pack(seen(list_id), actor=actor(), at=now())
    flash(ngettext("%(num)s bag packed", "%(num)s bags packed", len(bags)))
    return redirect(url_for("picking.labels" if bags else "picking.list", list_id=list_id))
