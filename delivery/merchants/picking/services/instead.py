"""What comes instead of a line, as rows and money: proposed, taken, given up."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.services.shelves import give_back, take
from delivery.orders.models import LINE, Line
from delivery.orders.services.money import Move, charge

STANDING = ("proposed", "picked")


def propose(
    line: Line,
    offer: Offer,
    *,
    pieces: int,
    price_fen: int,
    amount_fen: int,
    weighed_g: int | None,
    answer_by: datetime | None,
    actor: Actor,
    at: datetime,
) -> Line:
    """Take ``pieces`` of ``offer`` from the shelf for the household of ``line``, and hold their price.

    What was held for the line is held for this from now on, and no more. With ``answer_by`` the
    household is told, and asked.
    """
    new = Line(
        _state="proposed",
        order_id=line.order_id,
        offer_id=offer.id,
        quantity=pieces,
        price_fen=price_fen,
        amount_fen=0,
        held_fen=amount_fen,
        weighed_g=weighed_g,
        replaces_id=line.id,
        answer_by_at=answer_by,
    )
    db.session.add(new)
    db.session.flush()
    take(new, at)
    LINE.apply(line, "substitute", actor=actor, at=at)
    if answer_by:
        record("propose", new, actor_id=actor.id, at=at, amount_fen=amount_fen, pieces=pieces)
    held, line.held_fen = line.held_fen, 0
    db.session.flush()
    charge(line.order_id, [Move("hold", held_fen=amount_fen - held)], at=at)
    return new


def accept(new: Line, action: str, *, actor: Actor, at: datetime, **facts: object) -> None:
    """Let what is proposed come: it is in the bag, and paid for."""
    amount = new.held_fen
    LINE.apply(new, action, actor=actor, at=at, amount_fen=amount, pieces=new.quantity, **facts)
    new.picked, new.amount_fen, new.held_fen = new.quantity, amount, 0
    db.session.flush()
    charge(new.order_id, [Move("substitute", amount, -amount)], at=at)


def decline(new: Line, action: str, *, actor: Actor, at: datetime, **facts: object) -> None:
    """Let what is proposed, or was taken, not come: back on the shelf, and not charged."""
    LINE.apply(new, action, actor=actor, at=at, pieces=new.quantity, **facts)
    amount, held = new.amount_fen, new.held_fen
    new.picked, new.weighed_g, new.amount_fen, new.held_fen = None, None, 0, 0
    give_back(new, at)
    db.session.flush()
    charge(new.order_id, [Move("substitute", -amount, -held)], at=at)


def withdraw(new: Line, *, actor: Actor, at: datetime) -> None:
    """Take back what a picker put in instead."""
    decline(new, "withdraw", actor=actor, at=at)


def standing_instead(line_ids: Collection[uuid.UUID]) -> list[Line]:
    """Return what stands instead of lines: proposed, or taken."""
    rows = (
        select(Line)
        .where(Line.replaces_id.in_(line_ids), Line.state.in_(STANDING))
        .options(joinedload(Line.offer).joinedload(Offer.product))
        .order_by(Line.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(rows))
