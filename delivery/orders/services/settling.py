"""What a line costs in the end: as many as were found, as heavy as the scale says."""

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.errors import WrongState
from delivery.kernel.ledger import Event
from delivery.orders.models import LINE, Line, Order
from delivery.orders.rules import amount_fen, weighed_fen
from delivery.orders.services.money import Move, charge


def settle_line(
    line: Line,
    *,
    picked: int,
    actor: Actor,
    at: datetime,
    weighed_g: int | None = None,
    seeks: bool = False,
    key: str | None = None,
) -> int:
    """Write down what the store found of ``line``, and let the order cost what that costs.

    What is heavier than the line's wish allows is paid for up to there, and no further.

    Parameters
    ----------
    picked
        Pieces or portions, from none to what was ordered.
    weighed_g
        What the scale says of all of them together, where they are sold by weight.
    seeks
        Whether something is looked for that may come instead of what is missing: then the
        household's agreement to pay for it is still held.
    key
        The picker's device's own key of this act; the same key again changes nothing.

    Returns
    -------
    int
        By how many fen the order costs less now; less than nothing where it costs more.

    Raises
    ------
    WrongState
        The line is settled already: another picker was quicker. Or its order was cancelled, or
        its wave still takes changes.
    """
    if not 0 <= picked <= line.quantity:
        raise ValueError(f"picked {picked} of {line.quantity}")
    action = "seek" if seeks else _act(picked)
    if key and db.session.scalar(select(Event.seq).filter_by(key=key)):
        LINE.apply(line, action, actor=actor, at=at, key=key)
        return 0
    _require_fixed(line.order)
    weighed_g = weighed_g if picked and line.offer.product.sold_by == "weight" else None
    before, there = line.amount_fen, promised_fen(line, picked)
    after = _scaled_fen(line, there, weighed_g)
    facts = {"picked": picked, "ordered": line.quantity, "less_fen": before - after}
    LINE.apply(line, action, actor=actor, at=at, key=key, **facts)
    held, line.held_fen = line.held_fen, missing_fen(line, picked) if seeks else 0
    line.picked, line.weighed_g, line.amount_fen = picked, weighed_g, after
    db.session.flush()
    moves = [Move("short", there - before, line.held_fen - held), Move("weigh", after - there)]
    charge(line.order_id, moves, at=at)
    return before - after


def give_up_line(line: Line, *, actor: Actor, at: datetime) -> None:
    """Look no further for what may come instead of ``line``: what is missing is not charged."""
    picked = line.picked or 0
    missing = promised_fen(line, line.quantity) - promised_fen(line, picked)
    facts = {"picked": picked, "ordered": line.quantity, "less_fen": missing}
    LINE.apply(line, "give-up-rest" if picked else "give-up", actor=actor, at=at, **facts)
    held, line.held_fen = line.held_fen, 0
    db.session.flush()
    charge(line.order_id, [Move("hold", held_fen=-held)], at=at)


def release_all(line_ids: Collection[uuid.UUID], *, at: datetime) -> None:
    """Hold nothing more for lines that came as they were ordered."""
    lines = Line.__table__
    held = (lines.c.id.in_(line_ids), lines.c.held_fen > 0)
    sums = db.session.execute(
        select(lines.c.order_id, func.sum(lines.c.held_fen))
        .where(*held)
        .group_by(lines.c.order_id)
        .order_by(lines.c.order_id)
    ).all()
    if sums:
        db.session.execute(update(lines).where(*held).values(held_fen=0))
    for order_id, fen in sums:
        charge(order_id, [Move("hold", held_fen=-int(fen))], at=at)


def unsettle_line(line: Line, *, actor: Actor, at: datetime, key: str | None = None) -> None:
    """Take back what was written down of ``line``: it is to be picked again, at its first sum."""
    if key and db.session.scalar(select(Event.seq).filter_by(key=key)):
        LINE.apply(line, "put-back", actor=actor, at=at, key=key)
        return
    LINE.apply(line, "put-back", actor=actor, at=at, key=key)
    before, line.amount_fen = line.amount_fen, promised_fen(line, line.quantity)
    held, line.held_fen = (
        line.held_fen,
        line.wishes.held_fen(line.amount_fen, line.quantity, line.offer.product.sold_by),
    )
    short_fen = promised_fen(line, line.picked or 0) - line.amount_fen
    weigh_fen = before - line.amount_fen - short_fen
    line.picked = line.weighed_g = None
    db.session.flush()
    moves = [Move("short", -short_fen, line.held_fen - held), Move("weigh", -weigh_fen)]
    charge(line.order_id, moves, at=at)


def missing_fen(line: Line, picked: int) -> int:
    """Return the most that may be paid for what comes instead of what ``line`` misses."""
    missing = promised_fen(line, line.quantity) - promised_fen(line, picked)
    return line.wishes.dearest_fen(missing, line.quantity - picked)


def promised_fen(line: Line, pieces: int) -> int:
    """Return what ``pieces`` of ``line`` were promised at; an estimate where they are weighed."""
    product = line.offer.product
    return amount_fen(product.sold_by, line.price_fen, product.mass_g, pieces)


def _scaled_fen(line: Line, there_fen: int, weighed_g: int | None) -> int:
    if not weighed_g:
        return there_fen
    return min(weighed_fen(line.price_fen, weighed_g), line.wishes.heaviest_fen(there_fen))


def _require_fixed(order: Order) -> None:
    if order.state != "placed" or order.wave.state not in ("closed", "planned"):
        raise WrongState(_("Orders are picked after the cut-off. Nothing was done."))


def _act(picked: int) -> str:
    return "pick" if picked else "run-short"
