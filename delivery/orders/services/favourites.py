"""Favourites: kept or let go of; said twice, it counts once."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Invalid, NotFound
from delivery.merchants.catalogue.models import Offer, on_sale
from delivery.orders.list_rows import Favourite
from delivery.people.models import home_of

FAVOURITES = Favourite.__table__
MOST_FAVOURITES = 200


def keep_favourite(household_id: uuid.UUID, offer_id: uuid.UUID) -> None:
    """Let the household find the offer among its favourites.

    Raises
    ------
    NotFound
        The offer is not on sale in a store that serves the household.
    Invalid
        There are too many.
    """
    there = on_sale(home_of(frozenset({household_id})))
    if db.session.scalar(select(Offer.id).where(Offer.id == offer_id, there)) is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    many = select(func.count()).where(
        FAVOURITES.c.household_id == household_id, FAVOURITES.c.offer_id != offer_id
    )
    if (db.session.scalar(many) or 0) >= MOST_FAVOURITES:
        raise Invalid(_("You can keep %(most)s favourites.", most=MOST_FAVOURITES))
    row = {"household_id": household_id, "offer_id": offer_id}
    db.session.execute(insert_into(FAVOURITES).values(row).on_conflict_do_nothing())


def drop_favourite(household_id: uuid.UUID, offer_id: uuid.UUID) -> None:
    """Let go of a favourite."""
    db.session.execute(
        delete(FAVOURITES).where(
            FAVOURITES.c.household_id == household_id, FAVOURITES.c.offer_id == offer_id
        )
    )
