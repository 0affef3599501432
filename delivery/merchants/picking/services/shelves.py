"""The books learn from the shelf: where pieces are missing, nothing is left to sell."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_, update

from delivery.kernel.db import changed, db
from delivery.kernel.errors import SoldOut
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.orders.models import Line

REASON = "short"
INSTEAD = "substitute"  # taken for a household that misses something else


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


def lock_offers(offers: Iterable[uuid.UUID]) -> None:
    """Lock offers in the order of their ids, as everybody does who locks several."""
    _locked(offers)


def take(line: Line, at: datetime) -> None:
    """Take what comes instead from its shelf, for the order of ``line``.

    Raises
    ------
    SoldOut
        The books show fewer: the others are promised to other households.
    """
    taken = db.session.execute(
        update(Offer)
        .where(Offer.id == line.offer_id, Offer.stock >= line.quantity)
        .values(stock=Offer.stock - line.quantity)
        .execution_options(synchronize_session="fetch")
    )
    if changed(taken) != 1:
        sentence = _("The others on this shelf are promised to other households.")
        raise SoldOut(sentence, fields={"pieces": [sentence]})
    _write(line.offer_id, line.order_id, -line.quantity, INSTEAD, at)


def give_back(line: Line, at: datetime) -> None:
    """Put what was to come instead back on its shelf."""
    _add(line.offer_id, line.quantity)
    _write(line.offer_id, line.order_id, line.quantity, INSTEAD, at)


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
    _add(offer_id, change)
    _write(offer_id, order_id, change, REASON, at)


def _add(offer_id: uuid.UUID, change: int) -> None:
    db.session.execute(
        update(Offer)
        .where(Offer.id == offer_id)
        .values(stock=Offer.stock + change)
        .execution_options(synchronize_session="fetch")
    )


def _write(
    offer_id: uuid.UUID, order_id: uuid.UUID, change: int, reason: str, at: datetime
) -> None:
    move = StockMove(offer_id=offer_id, order_id=order_id, change=change, reason=reason, at=at)
    db.session.add(move)
    db.session.flush()
