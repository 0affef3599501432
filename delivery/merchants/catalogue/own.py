"""Whose store a request is about."""

from uuid import UUID

from flask_babel import gettext as _

from delivery.kernel.access import STORE_ROLES, fetch
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting
from delivery.merchants.catalogue.models import Store


def own_store(store_id: UUID) -> Store:
    """Return a store in which this person may do what they ask for."""
    require_own(store_id)
    return fetch(Store, store_id, acting())


def require_own(store_id: UUID) -> None:
    """Raise ``NotFound`` unless it is one; asks the database nothing, so slow work may follow."""
    if store_id not in acting().within(*STORE_ROLES):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
