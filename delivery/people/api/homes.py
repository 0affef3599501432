"""The homes and household groups of a compound."""

from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.http import acting, actor, endpoint
from delivery.people import answers, schemas
from delivery.people.api.blueprint import bp
from delivery.people.models import Household, HouseholdGroup
from delivery.people.services import homes
from delivery.people.services.homes import Added
from delivery.places.models import Compound

P = Permission


@bp.post("/places/compounds/<uuid:compound_id>/households")
@endpoint(P.PLACE_EDIT)
@bp.arguments(schemas.Blocks)
@bp.response(201, answers.AddedOut)
def add_households(words: dict[str, Any], compound_id: UUID) -> Added:
    """Add homes by the building: ``building 3, units 1-4, floors 1-11, 2 per floor``."""
    compound = fetch(Compound, compound_id, acting())
    return homes.describe(actor(), compound, words["blocks"], group_size=words["group_size"])


@bp.post("/places/compounds/<uuid:compound_id>/groups")
@endpoint(P.PLACE_EDIT)
@bp.arguments(schemas.GroupName)
@bp.response(201, answers.GroupOut)
def add_group(words: dict[str, Any], compound_id: UUID) -> HouseholdGroup:
    """Make a household group."""
    return homes.add_group(actor(), fetch(Compound, compound_id, acting()), words["name"])


@bp.get("/households/<uuid:household_id>")
@endpoint(P.PLACE_EDIT)
@bp.response(200, answers.HomeKept)
def read_household(household_id: UUID) -> Household:
    """Return one home."""
    return fetch(Household, household_id, acting())


@bp.put("/households/<uuid:household_id>")
@endpoint(P.PLACE_EDIT)
@bp.arguments(schemas.HomeForm)
@bp.response(200, answers.HomeKept)
def edit_household(words: dict[str, Any], household_id: UUID) -> Household:
    """Correct a home's numbers, and which group looks after it."""
    home = fetch(Household, household_id, acting())
    homes.edit(actor(), home, words)
    return home
