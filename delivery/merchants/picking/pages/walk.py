"""A trolley on a phone: one item at a time."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, endpoint, load
from delivery.merchants.picking import queries, schemas, services
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.pages.blueprint import bp, seen
from delivery.merchants.picking.trolleys import Task

P = Permission
TROLLEY = "/picking/<uuid:list_id>/trolleys/<int(max=9999):number>"


@bp.get(TROLLEY)
@endpoint(P.PICK_LIST_WORK)
def trolley(list_id: UUID, number: int) -> str:
    """Show the next item for a trolley, or the one that was asked for."""
    pick_list = seen(list_id)
    tasks = queries.tasks(pick_list, number)
    if not tasks:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    to_do = [task for task in tasks if task.left]
    crates = {part.line_id: part.crate for task in tasks for part in task.parts}
    missing = [one for one in queries.to_replace(pick_list) if one.line.id in crates]
    asked = _named(to_do, "item")
    return render_template(
        "picking/trolley.html",
        list=pick_list,
        number=number,
        tasks=tasks,
        to_do=to_do,
        task=asked or next(iter(to_do), None),
        last=_named(tasks, "last"),
        missing=None if asked else next(iter(missing), None),
        sought=len(missing),
        crates=crates,
        instead=[one for one in queries.instead(pick_list) if one.replaces_id in crates],
        fewer="fewer" in request.values,
    )


def _named(tasks: list[Task], name: str) -> Task | None:
    return next((task for task in tasks if str(task.id) == request.values.get(name)), None)


@bp.post(f"{TROLLEY}/pick")
@endpoint(P.PICK_LIST_WORK, again=trolley)
def pick(list_id: UUID, number: int) -> Response:
    """Keep what was found, and go on to the next item."""
    words = load(schemas.TaskPicked)
    item = words.pop("item")
    pick_list = seen(list_id)
    shares = services.pick_task(pick_list, number, item, **words, actor=actor(), at=now())
    _tell_shares(pick_list, shares)
    return redirect(url_for("picking.trolley", list_id=list_id, number=number, last=item))


def _tell_shares(pick_list: PickList, shares: dict[UUID, int]) -> None:
    """Say into which crates go what was not enough: other trolleys' ones may be among them."""
    crates = [
        _("crate %(crate)s: %(n)s ×", crate=part.crate, n=shares[part.line_id])
        for task in (queries.tasks(pick_list) if shares else [])
        for part in task.parts
        if part.line_id in shares
    ]
    if crates:
        said = pgettext("list", ", ").join(crates)
        flash(_("Shared by the store's rule: %(crates)s", crates=said))


@bp.post(f"{TROLLEY}/put-back")
@endpoint(P.PICK_LIST_WORK, again=trolley)
def put_back(list_id: UUID, number: int) -> Response:
    """Take back what was said of an item, and show it again."""
    item = load(schemas.TaskPutBack)["item"]
    services.put_task_back(seen(list_id), number, item, actor=actor(), at=now())
    return redirect(url_for("picking.trolley", list_id=list_id, number=number, item=item))
