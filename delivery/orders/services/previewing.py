"""What a change would make of an order, before anything is saved."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from delivery.kernel.errors import NotFound, PriceChanged
from delivery.kernel.languages import money
from delivery.orders.models import Order
from delivery.orders.queries.wishes import usual_wish
from delivery.orders.rules.wishes import Wish
from delivery.orders.services import standing as found
from delivery.orders.services.changes import Change, Sum


@dataclass(frozen=True, slots=True)
class Preview:
    """An order before some changes and after them; ``lines`` are the offers it will hold."""

    changes: Sequence[Change]
    before: Sum
    lines: dict[uuid.UUID, int] = field(default_factory=dict)

    @property
    def after(self) -> Sum:
        """Return what the order costs afterwards, and what may still be added to that."""
        return sum((c.difference for c in self.changes), self.before)

    @property
    def ends(self) -> bool:
        """Tell whether nothing is left, so that the order is cancelled."""
        return not any(self.lines.values())

    @property
    def possible(self) -> bool:
        """Tell whether the shelves hold what is wanted."""
        return not self.short

    @property
    def short(self) -> list[Change]:
        """Return the changes for which the shelf holds too little."""
        return [c for c in self.changes if c.pieces > c.on_shelf]


def preview_change(order: Order, quantities: Mapping[uuid.UUID, int], *, at: datetime) -> Preview:
    """Return what ``amend_order`` would make of ``order`` now; nothing is locked or written.

    Raises
    ------
    CutOffPassed
        The wave takes no more changes.
    """
    found.require_changeable(order.wave, at)
    lines = lines_of(order)
    offers = found.offers_for(order.wave.neighbourhood_id, quantities, lock=False)
    return compare(order, quantities, lines, offers, usual_wish(order.household_id))


def lines_of(order: Order) -> dict[uuid.UUID, Row[Any]]:
    """Return the lines of ``order`` that stand, by offer."""
    standing = found.standing_orders(order.wave_id, order.household_id)
    return {id_: row for id_, row in standing.lines.items() if row.id == order.id}


def compare(
    order: Order,
    quantities: Mapping[uuid.UUID, int],
    lines: Mapping[uuid.UUID, Row[Any]],
    offers: Mapping[uuid.UUID, Row[Any]],
    usual: Wish | None,
) -> Preview:
    """Return ``order`` with ``lines`` before and after it holds ``quantities`` of ``offers``.

    Raises
    ------
    NotFound
        An offer is of another store.
    """
    if any(offer.store_id != order.store_id for offer in offers.values()):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    changes = [
        Change(offers[id_], lines.get(id_), pieces, usual=usual)
        for id_, pieces in quantities.items()
    ]
    before = sum((Sum(line.amount_fen, line.held_fen) for line in lines.values()), Sum())
    kept = {id_: line.quantity for id_, line in lines.items()} | dict(quantities)
    return Preview(changes, before, kept)


def require_shown(outcome: Preview, shown_fen: int | None) -> None:
    """Raise ``PriceChanged`` unless the order will cost what was shown, if anything was shown."""
    if shown_fen is None or shown_fen == outcome.after.goods_fen:
        return
    raise PriceChanged(
        _(
            "It would now cost %(now)s, not %(shown)s: the order or a price has changed meanwhile."
            " Nothing was saved. Please look at it again.",
            now=money(outcome.after.goods_fen),
            shown=money(shown_fen),
        )
    )
