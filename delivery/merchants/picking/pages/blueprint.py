"""The blueprint of picking's pages."""

from uuid import UUID

from flask import Blueprint

from delivery.kernel.access import fetch
from delivery.kernel.http import acting
from delivery.merchants.picking.models import PickList

bp = Blueprint("picking", __name__)


def seen(list_id: UUID) -> PickList:
    """Return the list, or raise ``NotFound`` where this request's actor does not see it."""
    return fetch(PickList, list_id, acting())
