"""Ordering again: what there is of former orders goes into the basket, and the rest is named."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import case, func, select

from delivery.kernel.db import db, insert_into
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import BasketLine
from delivery.orders.queries.again import Former, former
from delivery.orders.queries.wishes import usual_wish
from delivery.orders.rules import MOST_LINES
from delivery.orders.rules.wishes import Wish

LINES = BasketLine.__table__


@dataclass(slots=True)
class Refilled:
    """What went into the basket, what of it in smaller numbers, and what did not."""

    put: list[Former] = field(default_factory=list)
    gone: list[Former] = field(default_factory=list)
    no_room: list[Former] = field(default_factory=list)

    @property
    def fewer(self) -> list[Former]:
        """Return what there is less of than was ordered then."""
        return [one for one in self.put if one.there < one.asked]


def fill_again(household_id: uuid.UUID, order_ids: Iterable[uuid.UUID]) -> Refilled:
    """Put what the household ordered then into its basket, with the wishes of then.

    What is in the basket stays: of two numbers the larger counts, so that pressing twice changes
    nothing. Each line remembers the price of then, so the basket says what has become dearer.
    """
    found = Refilled()
    known = set(_in_basket(household_id))
    for one in former(household_id, order_ids):
        if not one.there:
            found.gone.append(one)
        elif one.offer.id not in known and len(known) >= MOST_LINES:
            found.no_room.append(one)
        else:
            known.add(one.offer.id)
            found.put.append(one)
    if found.put:
        _put(household_id, found.put)
    return found


def _in_basket(household_id: uuid.UUID) -> Sequence[uuid.UUID]:
    return db.session.scalars(
        select(LINES.c.offer_id).where(LINES.c.household_id == household_id)
    ).all()


def _put(household_id: uuid.UUID, lines: Sequence[Former]) -> None:
    usual = usual_wish(household_id)
    sold = _still_sold(lines)
    rows = [
        {"household_id": household_id, "offer_id": one.offer.id, "quantity": one.there}
        | {"price_fen": one.was_fen, "wish": _wish(one.wish, usual, sold)}
        for one in lines
    ]
    new = insert_into(LINES)
    more = case(
        (new.excluded.quantity > LINES.c.quantity, new.excluded.quantity), else_=LINES.c.quantity
    )
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["household_id", "offer_id"],
            set_={"quantity": more, "wish": func.coalesce(LINES.c.wish, new.excluded.wish)},
        ),
        rows,
    )


def _still_sold(lines: Sequence[Former]) -> set[uuid.UUID]:
    chosen = {choice.offer_id for one in lines for choice in one.wish.choices}
    if not chosen:
        return set()
    return set(db.session.scalars(select(Offer.id).where(Offer.id.in_(chosen), Offer.listed)))


def _wish(then: Wish, usual: Wish, sold: set[uuid.UUID]) -> Wish | None:
    """Return the wish of then, where it is another than the usual one and can be kept today."""
    if then.kind == "choice":
        left = tuple(choice for choice in then.choices if choice.offer_id in sold)
        return replace(then, choices=left) if left else None
    return None if then == usual else then
