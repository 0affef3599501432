"""The households of a compound: added by the hundred, corrected one by one."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch, visible
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.people import queries, schemas
from delivery.people.models import Household, HouseholdGroup
from delivery.people.pages.blueprint import bp
from delivery.people.pages.joining import sheet
from delivery.people.rules import natural
from delivery.people.services import homes, joining
from delivery.people.services.homes import Added
from delivery.places.models import Compound

P = Permission
AT = "/places/compounds/<uuid:compound_id>"


@bp.get(f"{AT}/households")
@endpoint(P.PLACE_EDIT)
def households(compound_id: UUID) -> str:
    """Show a compound's buildings, the homes of one of them, and how to add more."""
    compound = fetch(Compound, compound_id, acting())
    chosen = load_query(schemas.Building)["building"]
    rows = sorted(queries.buildings(compound_id), key=lambda row: natural(row[0]))
    chosen = chosen or (rows[0][0] if rows else "")
    return render_template(
        "people/households.html",
        compound=compound,
        buildings=rows,
        chosen=chosen,
        homes=queries.homes_in(compound_id, chosen, acting()),
        prints=actor().may(P.CODE_ISSUE),
    )


@bp.post(f"{AT}/households")
@endpoint(P.PLACE_EDIT, again=households)
def add_households(compound_id: UUID) -> Response:
    """Add the homes that a few lines describe."""
    compound = fetch(Compound, compound_id, acting())
    words = load(schemas.Blocks)
    return _added(
        compound,
        homes.describe(actor(), compound, words["blocks"], group_size=words["group_size"]),
    )


@bp.post(f"{AT}/households/table")
@endpoint(P.PLACE_EDIT, again=households)
def upload_households(compound_id: UUID) -> Response:
    """Add the homes of a table."""
    compound = fetch(Compound, compound_id, acting())
    file = request.files.get("table")
    if file is None or not file.filename:
        said = _("Please choose a file.")
        raise Invalid(said, fields={"table": [said]})
    return _added(compound, homes.upload(actor(), compound, file.read()))


@bp.post(f"{AT}/codes")
@endpoint(P.CODE_ISSUE, again=households, keep_answer=False)
def compound_codes(compound_id: UUID) -> object:
    """Show a sheet of codes for the homes that were ticked, once."""
    fetch(Compound, compound_id, acting())
    papers = joining.issue_codes(actor(), load(schemas.Codes)["households"])
    return sheet(papers, url_for("people.households", compound_id=compound_id))


@bp.post(f"{AT}/groups")
@endpoint(P.PLACE_EDIT, again=households)
def add_group(compound_id: UUID) -> Response:
    """Make a household group."""
    compound = fetch(Compound, compound_id, acting())
    group = homes.add_group(actor(), compound, load(schemas.GroupName)["name"])
    flash(_("%(name)s is there. Now invite its leader.", name=group.name), "ok")
    return redirect(url_for("people.households", compound_id=compound_id))


@bp.get("/households/<uuid:household_id>")
@endpoint(P.PLACE_EDIT)
def household(household_id: UUID) -> str:
    """Show one home."""
    home = fetch(Household, household_id, acting())
    groups = db.session.scalars(
        visible(HouseholdGroup, acting()).where(HouseholdGroup.compound_id == home.compound_id)
    ).all()
    return render_template(
        "people/household.html", home=home, groups=sorted(groups, key=lambda g: natural(g.name))
    )


@bp.post("/households/<uuid:household_id>")
@endpoint(P.PLACE_EDIT, again=household)
def edit_household(household_id: UUID) -> Response:
    """Correct a home's numbers or its group."""
    home = fetch(Household, household_id, acting())
    homes.edit(actor(), home, load(schemas.HomeForm))
    flash(_("Saved."), "ok")
    back = url_for("people.households", compound_id=home.compound_id, building=home.building)
    return redirect(back)


def _added(compound: Compound, added: Added) -> Response:
    said = _("%(new)s homes added, %(known)s were there already.", new=added.new, known=added.known)
    flash(said, "ok")
    return redirect(url_for("people.households", compound_id=compound.id))
