"""What is to change: from how many of an offer to how many, for whom, at which price."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from delivery.kernel.access import Actor
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import PLAIN, Wish


@dataclass(frozen=True, slots=True)
class Change:
    """From how many of an offer to how many; ``line`` is the line that stands, if there is one.

    ``said`` is what the household wishes of this line from now on, and ``usual`` in general.
    """

    offer: Row[Any]
    line: Row[Any] | None
    after: int
    said: Wish | None = None
    usual: Wish | None = None

    @property
    def before(self) -> int:
        """Return how many the order holds now."""
        return self.line.quantity if self.line else 0

    @property
    def pieces(self) -> int:
        """Return how many more are taken from the shelf; fewer than none go back."""
        return self.after - self.before

    @property
    def on_shelf(self) -> int:
        """Return how many more the shelf can give; none where it is not on sale any more."""
        return self.offer.stock if self.offer.listed else 0

    @property
    def price_fen(self) -> int:
        """Return the price of the line: what was promised, or today's if that is less."""
        return min(self.offer.price_fen, self.line.price_fen) if self.line else self.offer.price_fen

    @property
    def amount_fen(self) -> int:
        """Return what the line costs afterwards."""
        return amount_fen(self.offer.sold_by, self.price_fen, self.offer.mass_g, self.after)

    @property
    def wish(self) -> Wish:
        """Return what the line says of a shelf that has less: what is said now, or was, or always."""
        return self.said or (self.line.wish if self.line else self.usual) or PLAIN

    @property
    def held_fen(self) -> int:
        """Return by how much the line may still become dearer."""
        return self.wish.held_fen(self.amount_fen, self.after, self.offer.sold_by)

    @property
    def difference(self) -> "Sum":
        """Return what the order costs more, and what more is held."""
        if self.line is None:
            return Sum(self.amount_fen, self.held_fen)
        return Sum(self.amount_fen - self.line.amount_fen, self.held_fen - self.line.held_fen)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes for whom, into which wave, and when; ``slot_at`` is the slot that was chosen.

    ``basket`` is the mark of the basket that was sent, if one was: it is remembered.
    """

    wave_id: uuid.UUID
    household_id: uuid.UUID
    drop_point_id: uuid.UUID
    actor: Actor
    at: datetime
    slot_at: datetime | None = None
    basket: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        """Return what every event of this writing remembers."""
        same = {"wave_id": str(self.wave_id)}
        return same | {"basket": self.basket} if self.basket else same


@dataclass(frozen=True, slots=True)
class Sum:
    """What goods cost, and what may still be charged for them, in fen."""

    goods_fen: int = 0
    held_fen: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.goods_fen + other.goods_fen, self.held_fen + other.held_fen)


def sums_by_store(changes: Sequence[Change]) -> dict[uuid.UUID, Sum]:
    """Return by how much the order of each store grows."""
    by_store = sorted(changes, key=lambda c: c.offer.store_id)
    return {
        store: sum((c.difference for c in its), Sum())
        for store, its in groupby(by_store, key=lambda c: c.offer.store_id)
    }
