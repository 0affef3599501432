"""What households reported, as they and their stores see it."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.paging import Page, paged
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import Line, Order
from delivery.orders.report_rows import Report

LIST_SIZE = 30
FULL = (
    joinedload(Report.line).joinedload(Line.offer).joinedload(Offer.product),
    joinedload(Report.order).joinedload(Order.store),
    joinedload(Report.order).joinedload(Order.wave),
)


def of_order(order_id: uuid.UUID) -> Sequence[Report]:
    """Return the reports about an order, the first first."""
    rows = select(Report).where(Report.order_id == order_id).order_by(Report.made_at, Report.id)
    return db.session.scalars(rows.options(*FULL)).all()


def to_stores(actor: Actor, number: int) -> Page[Report]:
    """Return a page of the reports that ``actor`` sees: those without an answer first, oldest first."""
    rows = select(Report).where(sight(Report, actor)).options(*FULL)
    waits = Report._state == "open"
    return paged(
        rows.order_by(waits.desc(), Report.answered_at.desc(), Report.made_at, Report.id),
        number,
        LIST_SIZE,
    )


def full(report_id: uuid.UUID) -> Report:
    """Return one report with what it is about."""
    return db.session.scalars(select(Report).where(Report.id == report_id).options(*FULL)).one()


def waiting(store_ids: Collection[uuid.UUID]) -> int:
    """Return how many reports wait for an answer of these stores."""
    rows = (
        select(func.count())
        .select_from(Report)
        .join(Order, Order.id == Report.order_id)
        .where(Report._state == "open", Order.store_id.in_(list(store_ids)))
    )
    return db.session.scalar(rows) or 0
