"""What a household likes to find again."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, on_sale
from delivery.orders.list_rows import Favourite
from delivery.people.models import home_of

SHOWN = 8


def kept_by(household_id: uuid.UUID) -> ColumnElement[bool]:
    """Return the condition under which an offer is a favourite of the household."""
    own = select(Favourite.offer_id).where(Favourite.household_id == household_id)
    return Offer.id.in_(own)


def favourites(household_id: uuid.UUID, most: int = SHOWN) -> Sequence[Offer]:
    """Return what of its favourites the household can order today, by name."""
    rows = (
        select(Offer)
        .join(Offer.product)
        .join(Offer.store)
        .where(kept_by(household_id), on_sale(home_of(frozenset({household_id}))), Offer.stock > 0)
        .order_by(Product.name, Offer.id)
        .limit(most)
        .options(contains_eager(Offer.product), contains_eager(Offer.store))
    )
    return db.session.scalars(rows).all()


def is_favourite(household_id: uuid.UUID, offer_id: uuid.UUID) -> bool:
    """Tell whether the household likes to find the offer again."""
    return db.session.get(Favourite, (household_id, offer_id)) is not None
