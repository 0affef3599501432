"""What a line costs in the end: as many as were found, as heavy as the scale says."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.kernel.errors import WrongState
from delivery.kernel.ledger import Event
from delivery.orders.models import LINE, Line, Order
from delivery.orders.rules import amount_fen, weighed_fen
from delivery.orders.services.money import charge


def settle_line(
    line: Line,
    *,
    picked: int,
    actor: Actor,
    at: datetime,
    weighed_g: int | None = None,
    key: str | None = None,
) -> int:
    """Write down what the store found of ``line``, and let the order cost what that costs.

    Parameters
    ----------
    picked
        Pieces or portions, from none to what was ordered.
    weighed_g
        What the scale says of all of them together, where they are sold by weight.
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
    if key and db.session.scalar(select(Event.seq).filter_by(key=key)):
        LINE.apply(line, _act(picked), actor=actor, at=at, key=key)
        return 0
    _require_fixed(line.order)
    weighed_g = weighed_g if picked and line.offer.product.sold_by == "weight" else None
    before, there = line.amount_fen, _costs(line, picked)
    after = weighed_fen(line.price_fen, weighed_g) if weighed_g else there
    facts = {"picked": picked, "ordered": line.quantity, "less_fen": before - after}
    LINE.apply(line, _act(picked), actor=actor, at=at, key=key, **facts)
    line.picked, line.weighed_g, line.amount_fen = picked, weighed_g, after
    db.session.flush()
    for kind, fen in (("short", there - before), ("weigh", after - there)):
        if fen:
            charge(line.order_id, kind, fen, at=at)
    return before - after


def unsettle_line(line: Line, *, actor: Actor, at: datetime, key: str | None = None) -> None:
    """Take back what was written down of ``line``: it is to be picked again, at its first sum."""
    if key and db.session.scalar(select(Event.seq).filter_by(key=key)):
        LINE.apply(line, "put-back", actor=actor, at=at, key=key)
        return
    LINE.apply(line, "put-back", actor=actor, at=at, key=key)
    before, line.amount_fen = line.amount_fen, _costs(line, line.quantity)
    short_fen = _costs(line, line.picked or 0) - line.amount_fen
    weigh_fen = before - line.amount_fen - short_fen
    line.picked = line.weighed_g = None
    db.session.flush()
    for kind, fen in (("short", -short_fen), ("weigh", -weigh_fen)):
        if fen:
            charge(line.order_id, kind, fen, at=at)


def _require_fixed(order: Order) -> None:
    if order.state != "placed" or order.wave.state not in ("closed", "planned"):
        raise WrongState(_("Orders are picked after the cut-off. Nothing was done."))


def _act(picked: int) -> str:
    return "pick" if picked else "run-short"


def _costs(line: Line, pieces: int) -> int:
    product = line.offer.product
    return amount_fen(product.sold_by, line.price_fen, product.mass_g, pieces)
