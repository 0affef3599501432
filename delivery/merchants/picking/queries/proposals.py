"""What is proposed to households instead of what they ordered."""

import uuid

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import Line, Order

AT_ONCE = 50


def _seen(actor: Actor) -> Select[tuple[Line]]:
    product = joinedload(Line.offer).joinedload(Offer.product)
    old = joinedload(Line.replaces).joinedload(Line.offer).joinedload(Offer.product)
    order = joinedload(Line.order)
    return (
        select(Line)
        .where(sight(Line, actor), Line.replaces_id.is_not(None))
        .options(product, old, order.joinedload(Order.store), order.joinedload(Order.wave))
    )


def proposals(actor: Actor) -> list[Line]:
    """Return what waits for the answer of the actor's household, the most urgent first."""
    rows = _seen(actor).where(Line.state == "proposed").order_by(Line.answer_by_at, Line.id)
    return list(db.session.scalars(rows.limit(AT_ONCE)))


def proposal(line_id: uuid.UUID, actor: Actor) -> Line:
    """Return what came, or was proposed, instead of a line of the actor's household.

    Raises
    ------
    NotFound
        There is no such line, or it is not seen.
    """
    line = db.session.scalar(_seen(actor).where(Line.id == line_id))
    if line is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return line
