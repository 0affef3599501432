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


@dataclass(frozen=True, slots=True)
class Change:
    """From how many of an offer to how many; ``line`` is the line that stands, if there is one."""

    offer: Row[Any]
    line: Row[Any] | None
    after: int

    @property
    def pieces(self) -> int:
        """Return how many more are taken from the shelf; fewer than none go back."""
        return self.after - (self.line.quantity if self.line else 0)

    @property
    def price_fen(self) -> int:
        """Return the price of the line: what was promised, or today's if that is less."""
        return min(self.offer.price_fen, self.line.price_fen) if self.line else self.offer.price_fen

    @property
    def amount_fen(self) -> int:
        """Return what the line costs afterwards."""
        return amount_fen(self.offer.sold_by, self.price_fen, self.offer.mass_g, self.after)

    @property
    def difference_fen(self) -> int:
        """Return what the order costs more; less than nothing where it costs less."""
        return self.amount_fen - (self.line.amount_fen if self.line else 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes for whom, into which wave, and when."""

    wave_id: uuid.UUID
    household_id: uuid.UUID
    drop_point_id: uuid.UUID
    actor: Actor
    at: datetime


def sums_by_store(changes: Sequence[Change]) -> dict[uuid.UUID, int]:
    """Return by how many fen the order of each store grows."""
    by_store = sorted(changes, key=lambda c: c.offer.store_id)
    return {
        store: sum(c.difference_fen for c in its)
        for store, its in groupby(by_store, key=lambda c: c.offer.store_id)
    }
