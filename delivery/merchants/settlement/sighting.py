"""Whose statement a request is about."""

from uuid import UUID

from flask_babel import gettext as _

from delivery.kernel.access import fetch
from delivery.kernel.errors import NotFound
from delivery.kernel.http import acting
from delivery.merchants.catalogue.models import Store
from delivery.merchants.settlement.queries import Statement, statement
from delivery.orders.models import Wave


def seen(store_id: UUID, wave_id: UUID) -> Statement:
    """Return the statement, or raise ``NotFound`` where this person sees none."""
    store, wave = fetch(Store, store_id, acting()), fetch(Wave, wave_id, acting())
    about = statement(store, wave)
    if about is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return about
