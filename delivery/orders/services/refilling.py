"""Wanting the same again: what there is of it goes into the basket, and the rest is named."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Table, case, func, select

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
    """Put what the household ordered then into its basket, with the wishes of then."""
    return fill(household_id, former(household_id, order_ids))


def fill(household_id: uuid.UUID, wanted: Iterable[Former]) -> Refilled:
    """Put what there is of ``wanted`` into the household's basket.

    What is in the basket stays: of two numbers the larger counts, so that pressing twice changes
    nothing. Each line remembers the price of then, so the basket says what has become dearer.
    """
    found = Refilled()
    known = set(
        db.session.scalars(select(LINES.c.offer_id).where(LINES.c.household_id == household_id))
    )
    for one in wanted:
        if not one.there:
            found.gone.append(one)
        elif one.offer.id not in known and len(known) >= MOST_LINES:
            found.no_room.append(one)
        else:
            known.add(one.offer.id)
            found.put.append(one)
    rows = rows_of(household_id, found.put)
    put_together(LINES, "household_id", household_id, rows)
    return found


def rows_of(household_id: uuid.UUID, lines: Sequence[Former]) -> list[dict[str, Any]]:
    """Return what is kept of ``lines``: how many there are, the price of then, and the wish."""
    usual, sold = usual_wish(household_id), _still_sold(lines)
    return [
        {"offer_id": one.offer.id, "quantity": one.there}
        | {"price_fen": one.was_fen, "wish": _wish(one.wish, usual, sold)}
        for one in lines
    ]


def put_together(
    table: Table, owner: str, owner_id: uuid.UUID, rows: Sequence[dict[str, Any]]
) -> None:
    """Put ``rows`` among those that ``owner_id`` has in ``table``: of two numbers the larger counts."""
    if not rows:
        return
    new = insert_into(table)
    more = case(
        (new.excluded.quantity > table.c.quantity, new.excluded.quantity), else_=table.c.quantity
    )
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=[owner, "offer_id"],
            set_={"quantity": more, "wish": func.coalesce(table.c.wish, new.excluded.wish)},
        ),
        [{owner: owner_id} | row for row in rows],
    )


def _still_sold(lines: Sequence[Former]) -> set[uuid.UUID]:
    chosen = {choice.offer_id for one in lines if one.wish for choice in one.wish.choices}
    if not chosen:
        return set()
    return set(db.session.scalars(select(Offer.id).where(Offer.id.in_(chosen), Offer.listed)))


def _wish(then: Wish | None, usual: Wish, sold: set[uuid.UUID]) -> Wish | None:
    """Return the wish of then, where it is another than the usual one and can be kept today."""
    if then is not None and then.kind == "choice":
        left = tuple(choice for choice in then.choices if choice.offer_id in sold)
        return replace(then, choices=left) if left else None
    return None if then == usual else then
