"""What stands at the moment an order is written: the wave, the offers, the household's orders.

Every order of a wave is written behind the wave's row lock, and offers are locked in the order
of their ids; so two writers wait for each other, and never for ever.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, bindparam, select

from delivery.kernel.db import db
from delivery.kernel.errors import CutOffPassed, Invalid, NotFound, SoldOut
from delivery.kernel.languages import clock, when
from delivery.merchants.catalogue.models import Offer, Product, ServiceArea
from delivery.orders.models import Line, Order, StorePace, Wave
from delivery.orders.queries.waves import next_open
from delivery.orders.wish_rows import HomeWish
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate

# Built once: an order is placed by many at the same minute.
NEIGHBOURHOOD = (
    select(Compound.neighbourhood_id)
    .join(Household, Household.compound_id == Compound.id)
    .where(Household.id == bindparam("household"))
    .scalar_subquery()
)
REACHABLE = (
    select(DropPoint.id)
    .join(Gate, Gate.id == DropPoint.gate_id)
    .join(Compound, Compound.id == Gate.compound_id)
    .where(DropPoint.id == bindparam("point"), Gate._state != "closed")
    .where(Compound.neighbourhood_id == NEIGHBOURHOOD)
)
USUAL = (
    select(HomeWish.wish).where(HomeWish.household_id == bindparam("household")).scalar_subquery()
)
DESKS = select(DropPoint.desks).where(DropPoint.id == bindparam("point")).scalar_subquery()
WAVE = (
    select(
        *(Wave.id, Wave.neighbourhood_id, Wave._state.label("state"), Wave.cut_off_at),
        *(Wave.taken, Wave.capacity, REACHABLE.exists().label("reachable")),
        USUAL.label("usual"),
        DESKS.label("desks"),
    )
    .where(Wave.id == bindparam("wave"), Wave.neighbourhood_id == NEIGHBOURHOOD)
    .with_for_update(of=Wave)
)
OFFERS_SEEN = (
    select(
        *(Offer.id, Offer.store_id, Offer.price_fen, Offer.stock, Offer.listed),
        *(Product.name, Product.name_en, Product.sold_by, Product.mass_g),
        StorePace.orders_per_wave,
    )
    .join(Product, Product.id == Offer.product_id)
    .join(ServiceArea, ServiceArea.store_id == Offer.store_id)
    .outerjoin(StorePace, StorePace.store_id == Offer.store_id)
    .where(Offer.id.in_(bindparam("offers", expanding=True)))
    .where(ServiceArea.neighbourhood_id == bindparam("neighbourhood"))
    .order_by(Offer.id)
)
OFFERS = OFFERS_SEEN.with_for_update(of=Offer)
STANDING = (
    select(
        *(Order.id, Order.store_id, Order._state.label("state"), Order.drop_point_id),
        *(Line.id.label("line_id"), Line.offer_id, Line.quantity, Line.price_fen),
        *(Line.amount_fen, Line.held_fen, Line.wish),
    )
    .outerjoin(Line, Line.order_id == Order.id)
    .where(Order.wave_id == bindparam("wave"), Order.household_id == bindparam("household"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The orders that a household has in a wave, cancelled ones too, by store; their lines by offer."""

    orders: dict[uuid.UUID, Row[Any]] = field(default_factory=dict)
    lines: dict[uuid.UUID, Row[Any]] = field(default_factory=dict)

    @property
    def placed(self) -> list[uuid.UUID]:
        """Return the orders that stand."""
        return [order.id for order in self.orders.values() if order.state == "placed"]


def enter(wave_id: uuid.UUID, household_id: uuid.UUID, drop_point_id: uuid.UUID) -> Row[Any]:
    """Lock the wave for this transaction and return it, with its household and drop point checked.

    Its ``usual`` is what the household wishes where a line says nothing; its ``desks`` are those
    of the drop point.

    Raises
    ------
    NotFound
        The wave is not one of the household's neighbourhood.
    Invalid
        The drop point is not, or its gate is closed.
    """
    words = {"wave": wave_id, "household": household_id, "point": drop_point_id}
    wave = db.session.execute(WAVE, words).one_or_none()
    if wave is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    if not wave.reachable:
        sentence = _("Bags cannot be collected there at the moment. Please choose another place.")
        raise Invalid(sentence, fields={"drop_point_id": [sentence]})
    return wave


def require_open(wave: Row[Any], at: datetime) -> None:
    """Raise ``CutOffPassed`` unless ``wave`` takes orders at ``at``; the next one is offered."""
    if wave.state != "open" or wave.cut_off_at <= at:
        raise _too_late(wave, at)


def require_changeable(wave: Row[Any] | Wave, at: datetime) -> None:
    """Raise ``CutOffPassed`` unless orders of ``wave`` may be changed at ``at``."""
    if wave.state not in ("open", "held") or wave.cut_off_at <= at:
        closed = clock(wave.cut_off_at)
        raise CutOffPassed(
            _("Orders closed at %(time)s. This order cannot be changed any more.", time=closed)
        )


def _too_late(wave: Row[Any], at: datetime) -> CutOffPassed:
    closed = _("Orders closed at %(time)s.", time=clock(wave.cut_off_at))
    if wave.state in ("held", "cancelled"):
        closed = _("These orders are not being taken at the moment.")
    following = next_open(wave.neighbourhood_id, at)
    if following is None:
        return CutOffPassed(
            closed + " " + _("Your basket is kept. There is no later time to order for yet.")
        )
    offered = _(
        "Your basket is kept. You can order until %(time)s.", time=when(following.cut_off_at)
    )
    return CutOffPassed(closed + " " + offered, fields={"next_wave_id": [str(following.id)]})


def offers_for(
    neighbourhood_id: uuid.UUID, offer_ids: Iterable[uuid.UUID], *, lock: bool = True
) -> dict[uuid.UUID, Row[Any]]:
    """Lock the offers, if they are to be written, and return them with their products, by id.

    Raises
    ------
    NotFound
        One is of a store that does not serve the neighbourhood.
    """
    wanted = list(set(offer_ids))
    words = {"offers": wanted, "neighbourhood": neighbourhood_id}
    rows = db.session.execute(OFFERS if lock else OFFERS_SEEN, words).all()
    if len(rows) != len(wanted):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    return {row.id: row for row in rows}


def sold_out(sentences: dict[uuid.UUID, str]) -> SoldOut:
    """Return the refusal that names every product that is not there, by offer in its fields."""
    return SoldOut(
        " ".join([*sentences.values(), _("Nothing was ordered.")]),
        fields={str(offer_id): [sentence] for offer_id, sentence in sentences.items()},
    )


def standing_orders(wave_id: uuid.UUID, household_id: uuid.UUID) -> Standing:
    """Return what the household has ordered in the wave so far."""
    found = Standing()
    rows = db.session.execute(STANDING, {"wave": wave_id, "household": household_id})
    for row in rows:
        found.orders[row.store_id] = row
        if row.offer_id and row.state == "placed":
            found.lines[row.offer_id] = row
    return found
