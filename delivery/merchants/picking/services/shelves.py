"""The books learn from the shelf: where pieces are missing, nothing is left to sell."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_, update

from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, StockMove

REASON = "short"


def empty(offers: Mapping[uuid.UUID, uuid.UUID], at: datetime) -> None:
    """Let the books show none of ``offers``, each with the order whose picker found it so.

    The missing pieces themselves left the books when they were ordered; what goes now is what
    was still offered for sale. So an offer's moves always add up to its stock.
    """
    for offer_id, stock in _locked(offers):
        if stock:
            _move(offer_id, offers[offer_id], -stock, at)


def refill(lines: Sequence[tuple[uuid.UUID, uuid.UUID]], at: datetime) -> None:
    """Give back what the orders of ``lines``, pairs of offer and order, took off the books."""
    taken = {(offer, order): pieces for offer, order, pieces in _taken(lines) if pieces}
    if taken:
        _locked(offer for offer, _ in taken)
    for (offer_id, order_id), pieces in sorted(taken.items()):
        _move(offer_id, order_id, -pieces, at)


def _locked(offers: object) -> list[tuple[uuid.UUID, int]]:
    rows = select(Offer.id, Offer.stock).where(Offer.id.in_(list(offers))).order_by(Offer.id)
    return [(id_, stock) for id_, stock in db.session.execute(rows.with_for_update())]


def _taken(lines: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> list[tuple[uuid.UUID, uuid.UUID, int]]:
    pair = tuple_(StockMove.offer_id, StockMove.order_id)
    rows = (
        select(StockMove.offer_id, StockMove.order_id, func.sum(StockMove.change))
        .where(StockMove.reason == REASON, pair.in_(lines))
        .group_by(StockMove.offer_id, StockMove.order_id)
    )
    return [(offer, order, int(pieces)) for offer, order, pieces in db.session.execute(rows)]


def _move(offer_id: uuid.UUID, order_id: uuid.UUID, change: int, at: datetime) -> None:
    db.session.execute(
        update(Offer)
        .where(Offer.id == offer_id)
        .values(stock=Offer.stock + change)
        .execution_options(synchronize_session="fetch")
    )
    db.session.add(
        StockMove(offer_id=offer_id, order_id=order_id, change=change, reason=REASON, at=at)
    )
    db.session.flush()
