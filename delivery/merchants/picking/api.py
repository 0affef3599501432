"""Picking for programs: a store's own till or hand scanner does what the pages do."""

from typing import Any
from uuid import UUID

from flask_smorest import Blueprint

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint
from delivery.merchants.picking import queries, schemas, services
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.progress import Progress
from delivery.merchants.picking.seals import sealed_labels
from delivery.merchants.picking.services.slips import say_late
from delivery.orders.models import Line

bp = Blueprint(
    "picking-api", __name__, url_prefix="/picking", description="Pick lists, picks, bags, labels."
)
P = Permission
LIST = "/lists/<uuid:list_id>"


def _seen(list_id: UUID) -> PickList:
    return fetch(PickList, list_id, acting())


@bp.get("/lists")
@endpoint(P.PICK_LIST_READ)
@bp.arguments(schemas.PageAsked, location="query")
@bp.response(200, schemas.PickListsShown)
def read_lists(words: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the lists one sees, those still to be done first."""
    lists, more = queries.lists(acting(), page=words["page"])
    return {"lists": lists, "more": more}


@bp.get(LIST)
@endpoint(P.PICK_LIST_READ)
@bp.response(200, schemas.WholePickList)
def read_list(list_id: UUID) -> dict[str, Any]:
    """Return a list with everything on it, in the order of the shelves."""
    row = _seen(list_id)
    progress = queries.progress([list_id])[list_id]
    return {"row": row, "progress": progress, "tasks": queries.tasks(row)}


@bp.post(f"{LIST}/picks")
@endpoint(P.PICK_LIST_WORK)
@bp.arguments(schemas.Picks)
@bp.response(200, schemas.PickProgress)
def pick(words: dict[str, Any], list_id: UUID) -> Progress:
    """Settle lines: all that are named, or none."""
    services.pick(_seen(list_id), words["picks"], actor=actor(), at=now())
    return queries.progress([list_id])[list_id]


@bp.post(f"{LIST}/put-backs")
@endpoint(P.PICK_LIST_WORK)
@bp.arguments(schemas.PutBacks)
@bp.response(200, schemas.PickProgress)
def put_back(words: dict[str, Any], list_id: UUID) -> Progress:
    """Take back what was said of lines whose orders are not packed yet."""
    services.put_back(_seen(list_id), words["line_ids"], actor=actor(), at=now())
    return queries.progress([list_id])[list_id]


@bp.get(f"{LIST}/replacements")
@endpoint(P.PICK_LIST_READ)
@bp.response(200, schemas.WantedLines)
def read_replacements(list_id: UUID) -> dict[str, Any]:
    """Return the lines for which something may come instead, and what, the best first."""
    return {"lines": queries.to_replace(_seen(list_id))}


@bp.post(f"{LIST}/substitutions")
@endpoint(P.PICK_LIST_WORK)
@bp.arguments(schemas.SubstitutionIn)
@bp.response(201, schemas.InsteadOut)
def substitute(words: dict[str, Any], list_id: UUID) -> Line:
    """Put something in instead of what a line misses; where its wish says so, ask first."""
    return services.substitute(_seen(list_id), **words, actor=actor(), at=now())


@bp.post(f"{LIST}/give-ups")
@endpoint(P.PICK_LIST_WORK)
@bp.arguments(schemas.LineIn)
@bp.response(200, schemas.PickProgress)
def give_up(words: dict[str, Any], list_id: UUID) -> Progress:
    """Look no further for what may come instead of a line: it is refunded."""
    services.give_up(_seen(list_id), words["line_id"], actor=actor(), at=now())
    return queries.progress([list_id])[list_id]


@bp.post(f"{LIST}/take-backs")
@endpoint(P.PICK_LIST_WORK)
@bp.arguments(schemas.LineIn)
@bp.response(200, schemas.PickProgress)
def take_back(words: dict[str, Any], list_id: UUID) -> Progress:
    """Take out again what was put in instead of a line; something else may be looked for."""
    services.take_back(_seen(list_id), words["line_id"], actor=actor(), at=now())
    return queries.progress([list_id])[list_id]


@bp.get("/proposals")
@endpoint(P.SUBSTITUTION_ANSWER)
@bp.response(200, schemas.InsteadLines)
def read_proposals() -> dict[str, Any]:
    """Return what is proposed to one's household and waits for its answer."""
    return {"rows": queries.proposals(acting())}


@bp.get("/proposals/<uuid:line_id>")
@endpoint(P.SUBSTITUTION_ANSWER)
@bp.response(200, schemas.InsteadOut)
def read_proposal(line_id: UUID) -> Line:
    """Return one proposal to one's household, answered or not."""
    return queries.proposal(line_id, acting())


@bp.post("/proposals/<uuid:line_id>/answer")
@endpoint(P.SUBSTITUTION_ANSWER)
@bp.arguments(schemas.Answer)
@bp.response(200, schemas.InsteadOut)
def answer(words: dict[str, Any], line_id: UUID) -> Line:
    """Say yes or no to what is proposed."""
    line = queries.proposal(line_id, acting())
    services.answer(line, words["yes"], actor=actor(), at=now())
    return line


@bp.post(f"{LIST}/pack")
@endpoint(P.BAG_PACK)
@bp.arguments(schemas.OrdersToPack)
@bp.response(200, schemas.PackedBags)
def pack(words: dict[str, Any], list_id: UUID) -> dict[str, Any]:
    """Pack the orders of which everything is picked, and return their bags."""
    row = _seen(list_id)
    packed = services.pack(row, order_ids=words["order_ids"], actor=actor(), at=now())
    return {"bags": queries.bags(row, packed)}


@bp.post(f"{LIST}/slip")
@endpoint(P.STORE_PACE)
@bp.arguments(schemas.SlipForm)
@bp.response(200, schemas.SlipForm)
def slip(words: dict[str, Any], list_id: UUID) -> dict[str, Any]:
    """Say by how many minutes a list is later than usual; routes reckon with it."""
    say_late(_seen(list_id), words["late_min"], actor=actor(), at=now())
    return words


@bp.get(f"{LIST}/bags")
@endpoint(P.PICK_LIST_READ)
@bp.response(200, schemas.PackedBags)
def read_bags(list_id: UUID) -> dict[str, Any]:
    """Return the bags that were packed from a list."""
    return {"bags": queries.bags(_seen(list_id))}


@bp.post(f"{LIST}/labels")
@endpoint(P.BAG_PACK)
@bp.arguments(schemas.LabelsAsked)
@bp.response(200, schemas.LabelRun)
def print_labels(words: dict[str, Any], list_id: UUID) -> dict[str, Any]:
    """Make a run of labels, and return the bags that they are for as they will stand."""
    row = _seen(list_id)
    run = services.print_labels(row, **words, actor=actor(), at=now())
    bags = queries.labels(row, run)
    return {"run": run, "bags": bags, "codes": sealed_labels([bag.id for bag in bags])}
