"""A wish that names products: they are of the same store, and have a price."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.db import db
from delivery.kernel.errors import Invalid
from delivery.merchants.catalogue.models import Offer
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import MOST_CHOICES, Choice, Wish


def sound(wish: Wish, offer_id: uuid.UUID) -> Wish:
    """Return ``wish`` with the prices of its choices, as they were shown or, if less, are today.

    Raises
    ------
    Invalid
        It chooses nothing, too much, or what the offer's store does not sell.
    """
    if wish.kind != "choice":
        return wish if not wish.choices else _without_choices(wish)
    wanted = [c.offer_id for c in wish.choices if c.offer_id != offer_id]
    store = select(Offer.store_id).where(Offer.id == offer_id).scalar_subquery()
    offers = {
        offer.id: offer
        for offer in db.session.scalars(
            select(Offer).where(Offer.id.in_(wanted), Offer.store_id == store, Offer.listed)
        )
    }
    if not wanted:
        _refuse_choices(_("Please choose at least one product that may come instead."))
    if len(wanted) > MOST_CHOICES:
        _refuse_choices(_("Please choose %(most)s products at most.", most=MOST_CHOICES))
    if len(offers) != len(set(wanted)):
        _refuse_choices(_("One of these is not sold in this store any more."))
    shown = {c.offer_id: c.piece_fen for c in wish.choices}
    choices = tuple(
        Choice(id_, _cheaper(shown[id_], _piece_fen(offers[id_]))) for id_ in dict.fromkeys(wanted)
    )
    return Wish("choice", over_percent=wish.over_percent, choices=choices)


def _without_choices(wish: Wish) -> Wish:
    return Wish(wish.kind, wish.cap_percent, wish.over_percent, wish.until, wish.otherwise)


def _cheaper(shown_fen: int, today_fen: int) -> int:
    return min(shown_fen, today_fen) if shown_fen else today_fen


def _piece_fen(offer: Offer) -> int:
    return amount_fen(offer.product.sold_by, offer.price_fen, offer.product.mass_g, 1)


def _refuse_choices(sentence: str) -> None:
    raise Invalid(sentence, fields={"choices": [sentence]})
