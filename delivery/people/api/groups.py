"""Household groups, their homes and codes, and who asks to join."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.people import answers, queries, schemas
from delivery.people.api.blueprint import bp
from delivery.people.models import HouseholdGroup, JoinRequest
from delivery.people.queries import Home
from delivery.people.services import joining
from delivery.people.services.joining import Paper

P = Permission


@bp.get("/groups")
@endpoint(P.GROUP_READ)
@bp.arguments(schemas.Pages, location="query")
@bp.response(200, answers.GroupsOut)
def list_groups(words: dict[str, Any]) -> Page[HouseholdGroup]:
    """Return a page of the household groups one answers for."""
    return queries.groups(acting(), words["page"])


@bp.get("/groups/<uuid:group_id>")
@endpoint(P.GROUP_READ)
@bp.response(200, answers.HomeOut(many=True))
def list_homes(group_id: UUID) -> list[Home]:
    """Return the homes of a group, with who lives there."""
    return queries.homes_of(fetch(HouseholdGroup, group_id, acting()).id)


@bp.post("/codes")
@endpoint(P.CODE_ISSUE, keep_answer=False)
@bp.arguments(schemas.Codes)
@bp.response(201, answers.PaperOut(many=True))
def issue_codes(words: dict[str, Any]) -> list[Paper]:
    """Return a joining code for each home, this once; codes before are worth nothing now."""
    return joining.issue_codes(actor(), words["households"])


@bp.get("/joins")
@endpoint(P.JOIN_DECIDE)
@bp.response(200, answers.JoinRequestOut(many=True))
def list_joins() -> list[JoinRequest]:
    """Return who waits for a word about joining a home."""
    return queries.asked(acting())


@bp.post("/joins/<uuid:request_id>/confirm")
@endpoint(P.JOIN_DECIDE)
@bp.response(200, answers.JoinRequestOut)
def confirm_join(request_id: UUID) -> JoinRequest:
    """Say that somebody lives where they say; they can order from now on."""
    return _decided(request_id, "confirm")


@bp.post("/joins/<uuid:request_id>/refuse")
@endpoint(P.JOIN_DECIDE)
@bp.response(200, answers.JoinRequestOut)
def refuse_join(request_id: UUID) -> JoinRequest:
    """Say that somebody does not live where they say."""
    return _decided(request_id, "refuse")


def _decided(request_id: UUID, action: str) -> JoinRequest:
    asked = fetch(JoinRequest, request_id, acting())
    joining.decide(actor(), asked, action)
    return asked
