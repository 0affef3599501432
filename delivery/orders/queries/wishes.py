"""What households wish, and what they are never given."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product
from delivery.orders.rules.wishes import PLAIN, Never, Wish
from delivery.orders.wish_rows import HomeWish, NeverTaken

MOST_ALIKE = 12


def usual_wish(household_id: uuid.UUID) -> Wish:
    """Return what the household wishes where a line says nothing."""
    kept = select(HomeWish.wish).where(HomeWish.household_id == household_id)
    return db.session.scalar(kept) or PLAIN


def never(household_id: uuid.UUID) -> Never:
    """Return what the household is never given instead."""
    return nevers([household_id])[household_id]


def nevers(household_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Never]:
    """Return what each household is never given instead, in one query."""
    found: dict[uuid.UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = select(NeverTaken).where(NeverTaken.household_id.in_(household_ids))
    for row in db.session.scalars(rows):
        found[row.household_id][row.kind].add(row.value)
    return {
        id_: Never(frozenset(found[id_]["category"]), frozenset(found[id_]["word"]))
        for id_ in household_ids
    }


def alike(offer: Offer, chosen: Collection[uuid.UUID] = ()) -> list[Offer]:
    """Return what else the store sells of the offer's category: what is chosen first, then by price."""
    rows = (
        select(Offer)
        .join(Offer.product)
        .where(Offer.store_id == offer.store_id, Offer.listed, Offer.id != offer.id)
        .where(Product.category == offer.product.category)
        .order_by(Offer.id.not_in(chosen), Offer.stock == 0, Offer.price_fen, Offer.id)
        .limit(MOST_ALIKE)
        .options(contains_eager(Offer.product))
    )
    return list(db.session.scalars(rows))
