"""A resident comes in by the code on paper; the group's leader knows them and says so."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, Role, fetch
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.people import queries, schemas
from delivery.people.models import HouseholdGroup, JoinRequest
from delivery.people.pages.blueprint import bp, let_in
from delivery.people.services import joining
from delivery.people.services.joining import Paper
from delivery.people.sessions import address, device

P = Permission


@bp.get("/join")
@endpoint(P.PAGE_OPEN)
def join() -> str:
    """Ask for a household's code; who is signed in needs nothing else."""
    return render_template("people/join.html")


@bp.post("/join")
@endpoint(P.HOUSEHOLD_JOIN, again=join, keep_answer=False)
def join_now() -> Response:
    """Ask the group's leader to confirm."""
    if actor().signed_in:
        code = load(schemas.JoinToo)["code"]
        entry = joining.join_too(actor(), code, address=address())
    else:
        words = load(schemas.Join)
        entry = joining.join(**words, address=address(), device=device())
    let_in(entry)
    return redirect(url_for("people.account"))


@bp.get("/group")
@endpoint(P.GROUP_READ)
def group() -> Response | str:
    """Show one's own group, or the groups to choose from."""
    who = actor()
    page = queries.groups(who, load_query(schemas.Pages)["page"])
    if Role.COORDINATOR not in who.roles and len(page.rows) == 1:
        return redirect(url_for("people.group_homes", group_id=page.rows[0].id))
    return render_template("people/groups.html", page=page, asked=queries.asked(who))


@bp.get("/group/<uuid:group_id>")
@endpoint(P.GROUP_READ)
def group_homes(group_id: UUID) -> str:
    """Show the households of a group, who asks to join them, and who has a code."""
    group = fetch(HouseholdGroup, group_id, acting())
    return render_template(
        "people/group.html",
        group=group,
        homes=queries.homes_of(group_id),
        asked=queries.asked(acting(), group_id),
    )


@bp.post("/group/<uuid:group_id>/codes")
@endpoint(P.CODE_ISSUE, again=group_homes, keep_answer=False)
def group_codes(group_id: UUID) -> object:
    """Show a sheet of codes to print: once, for they are not kept."""
    fetch(HouseholdGroup, group_id, acting())
    papers = joining.issue_codes(actor(), load(schemas.Codes)["households"])
    back = url_for("people.group_homes", group_id=group_id)
    return sheet(papers, back)


@bp.post("/joins/<uuid:request_id>/<any(confirm, refuse):action>")
@endpoint(P.JOIN_DECIDE)
def decide(request_id: UUID, action: str) -> Response:
    """Say whether somebody lives where they say."""
    asked = fetch(JoinRequest, request_id, acting())
    name, group_id = asked.user.name, asked.household.group_id
    joining.decide(actor(), asked, action)
    said = {
        "confirm": _("%(name)s can order now.", name=name),
        "refuse": _("Refused. The code is spent; a new one can be printed."),
    }
    flash(said[action], "ok")
    if group_id is None:
        return redirect(url_for("people.group"))
    return redirect(url_for("people.group_homes", group_id=group_id))


def sheet(papers: list[Paper], back: str) -> object:
    """Return what renders ``papers`` after the commit; the codes stand nowhere else."""
    doors = [(paper.household.compound, paper.household, paper.code) for paper in papers]
    return lambda: render_template("people/code_sheet.html", doors=doors, back=back)
