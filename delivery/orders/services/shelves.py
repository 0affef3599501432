"""Stock taken from the shelves and put back, in the order of the offers' ids, with the reason."""

import uuid
from collections.abc import Sequence
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import bindparam, insert, select, update

from delivery.kernel.clock import now
from delivery.kernel.db import changed, db
from delivery.kernel.ids import new_id
from delivery.kernel.languages import named
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.orders.models import Line
from delivery.orders.services.changes import Change
from delivery.orders.services.standing import sold_out

OFFERS, MOVES = Offer.__table__, StockMove.__table__
TAKE = (
    update(OFFERS)
    .where(OFFERS.c.id == bindparam("offer"), OFFERS.c.stock >= bindparam("pieces"))
    .values(stock=OFFERS.c.stock - bindparam("pieces"))
)


def move_stock(changes: Sequence[Change], orders: dict[uuid.UUID, uuid.UUID], reason: str) -> None:
    """Take what is wanted from the shelves and put back what is not, and write down why.

    Raises
    ------
    SoldOut
        A shelf holds less, or it is not on sale any more; every such product is named.
    """
    moves = sorted((c for c in changes if c.pieces), key=lambda c: c.offer.id)
    short = [c for c in moves if c.pieces > c.on_shelf]
    if short:
        raise sold_out({c.offer.id: _short(c) for c in short})
    if not moves:
        return
    taken = db.session.execute(TAKE, [{"offer": c.offer.id, "pieces": c.pieces} for c in moves])
    if changed(taken) != len(moves):
        raise sold_out({c.offer.id: _short(c) for c in moves})
    db.session.execute(
        insert(MOVES),
        [
            {
                "id": new_id(),
                "offer_id": c.offer.id,
                "change": -c.pieces,
                "reason": reason,
                "order_id": orders[c.offer.store_id],
                "at": now(),
            }
            for c in moves
        ],
    )


def _short(change: Change) -> str:
    name, left = named(change.offer), change.offer.stock + change.before
    if not change.offer.listed:
        return _("%(name)s is not sold at the moment.", name=name)
    if left == 0:
        return _("%(name)s is sold out.", name=name)
    return _("Only %(left)s of %(name)s are left.", left=left, name=name)


def put_back(order_ids: Sequence[uuid.UUID]) -> None:
    """Put everything that the orders took back on its shelves, in the order of the offers' ids."""
    lines = db.session.execute(
        select(Line.offer_id, Line.order_id, Line.quantity)
        .where(Line.order_id.in_(order_ids))
        .order_by(Line.offer_id)
    ).all()
    if not lines:
        return
    back = [
        {"offer": offer, "pieces": -sum(line.quantity for line in its)}
        for offer, its in groupby(lines, key=lambda line: line.offer_id)
    ]
    db.session.execute(TAKE, back)
    db.session.execute(
        insert(MOVES),
        [
            {
                "id": new_id(),
                "offer_id": line.offer_id,
                "order_id": line.order_id,
                "change": line.quantity,
                "reason": "cancel",
                "at": now(),
            }
            for line in lines
        ],
    )
