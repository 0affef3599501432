"""The basket: what a household has put aside, kept on the server and shared by its people."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from delivery.kernel.access import Actor
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Invalid, NotFound
from delivery.merchants.catalogue.models import Offer, on_sale
from delivery.orders.models import BasketLine
from delivery.orders.rules import MOST_LINES, MOST_PIECES, Wanted
from delivery.orders.services.placing import place_order
from delivery.people.models import home_of

LINES = BasketLine.__table__


def put_in_basket(household_id: uuid.UUID, offer_id: uuid.UUID, quantity: int) -> None:
    """Let the basket hold ``quantity`` of an offer; none takes it out.

    Raises
    ------
    NotFound
        The offer is not on sale in a store that serves the household.
    Invalid
        The basket is full.
    """
    mine = (LINES.c.household_id == household_id, LINES.c.offer_id == offer_id)
    if quantity <= 0:
        db.session.execute(delete(LINES).where(*mine))
        return
    price_fen = db.session.scalar(
        select(Offer.price_fen).where(
            Offer.id == offer_id, on_sale(home_of(frozenset({household_id})))
        )
    )
    if price_fen is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    _require_room(household_id, offer_id)
    line = {"quantity": min(quantity, MOST_PIECES), "price_fen": price_fen}
    db.session.execute(
        insert_into(LINES)
        .values(household_id=household_id, offer_id=offer_id, **line)
        .on_conflict_do_update(index_elements=["household_id", "offer_id"], set_=line)
    )


def _require_room(household_id: uuid.UUID, offer_id: uuid.UUID) -> None:
    others = db.session.scalar(
        select(func.count())
        .select_from(LINES)
        .where(LINES.c.household_id == household_id, LINES.c.offer_id != offer_id)
    )
    if (others or 0) >= MOST_LINES:
        raise Invalid(_("The basket holds %(most)s products at most.", most=MOST_LINES))


def empty_basket(household_id: uuid.UUID) -> None:
    """Take everything out of the basket."""
    db.session.execute(delete(LINES).where(LINES.c.household_id == household_id))


def place_basket(
    household_id: uuid.UUID,
    *,
    wave_id: uuid.UUID,
    drop_point_id: uuid.UUID,
    shown_fen: int,
    slot_at: datetime | None = None,
    again: bool = False,
    actor: Actor,
    at: datetime,
) -> list[uuid.UUID]:
    """Order what is in the basket, and empty it; see ``place_order``."""
    basket = db.session.execute(select(LINES).where(LINES.c.household_id == household_id)).all()
    wanted = [Wanted(b.offer_id, b.quantity, b.price_fen, b.wish) for b in basket]
    placed = place_order(
        wave_id=wave_id,
        household_id=household_id,
        drop_point_id=drop_point_id,
        wanted=wanted,
        shown_fen=shown_fen,
        slot_at=slot_at,
        again=again,
        actor=actor,
        at=at,
    )
    empty_basket(household_id)
    return placed
