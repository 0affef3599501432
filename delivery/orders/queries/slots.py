"""Which collection slots there are, and what is left of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from delivery.kernel.db import db
from delivery.kernel.languages import clock
from delivery.merchants.catalogue.models import Offer, Product
from delivery.orders.models import CollectionSlot, Line, Order, SlotSeat, Wave
from delivery.orders.rules.slots import QUARTERS, Span, most_people, quarters_of, spans
from delivery.places.models import DropPoint


@dataclass(frozen=True, slots=True)
class Slot:
    """A span, how many households it takes, how many have it, and whether it is full."""

    span: Span
    most: int
    people: int
    full: bool

    @property
    def starts_at(self) -> datetime:
        """Return when it begins, by which it is named."""
        return self.span.starts_at

    @property
    def ends_at(self) -> datetime:
        """Return when it ends."""
        return self.span.ends_at

    @property
    def left(self) -> int:
        """Return how many more households it takes."""
        return 0 if self.full else self.most - self.people

    @property
    def id(self) -> str:
        """Return what a form calls it."""
        return self.starts_at.isoformat()

    @property
    def label(self) -> str:
        """Return it on the district's clocks: ``16:40–16:50``."""
        return f"{clock(self.starts_at)}–{clock(self.ends_at)}"


def shelf_quarters(point: DropPoint) -> int:
    """Return how many quarter crates the shelf of ``point`` holds."""
    return point.shelf_crates * QUARTERS


def most_in(point: DropPoint, span: Span) -> int:
    """Return how many households a slot at ``point`` takes."""
    length_s = int((span.ends_at - span.starts_at).total_seconds())
    return most_people(point.desks, point.desk_s, point.most_waiting, length_s)


def slots_of(
    wave: Wave, point: DropPoint, at: datetime, *, seat: SlotSeat | None = None, room: int = 1
) -> list[Slot]:
    """Return the slots of ``wave`` at ``point`` that are not over at ``at``, the first one first.

    Parameters
    ----------
    seat
        What the household that asks has now: its own place does not count as taken.
    room
        The quarter crates that its bags take, at least.
    """
    if not point.desks:
        return []
    here = (CollectionSlot.wave_id == wave.id, CollectionSlot.drop_point_id == point.id)
    taken = {row.starts_at: row for row in db.session.execute(_taken(*here))}
    used = sum(row.quarters for row in taken.values())
    own = seat if seat is not None and seat.drop_point_id == point.id else None
    no_room = used - (own.quarters if own else 0) + room > shelf_quarters(point)
    found = []
    for span in spans(wave.collect_from_at, wave.collect_to_at, point.bags_after_min):
        if span.ends_at <= at:
            continue
        people = taken[span.starts_at].people if span.starts_at in taken else 0
        mine = own is not None and own.starts_at == span.starts_at
        most = most_in(point, span)
        full = not mine and (no_room or people >= most)
        found.append(Slot(span, most, people, full))
    return found


def _taken(*here: Any) -> Any:
    columns = (CollectionSlot.starts_at, CollectionSlot.people, CollectionSlot.quarters)
    return select(*columns).where(*here)


def proposed(slots: list[Slot]) -> Slot | None:
    """Return the slot to propose: the one with the most room, the first of several."""
    roomy = [slot for slot in slots if not slot.full]
    return max(roomy, key=lambda slot: slot.left, default=None)


def seat_of(wave_id: uuid.UUID, household_id: uuid.UUID) -> SlotSeat | None:
    """Return when the household collects in the wave, as it stands now."""
    rows = select(SlotSeat).where(
        SlotSeat.wave_id == wave_id, SlotSeat.household_id == household_id
    )
    return db.session.scalar(rows.execution_options(populate_existing=True))


def room_of(wave_id: uuid.UUID, household_id: uuid.UUID) -> int:
    """Return the quarter crates that what the household has ordered in the wave will take."""
    masses = db.session.execute(
        select(func.sum(Line.quantity * Product.mass_g))
        .join(Order, Order.id == Line.order_id)
        .join(Offer, Offer.id == Line.offer_id)
        .join(Product, Product.id == Offer.product_id)
        .where(Order.wave_id == wave_id, Order.household_id == household_id)
        .where(Order._state == "placed", Line.replaces_id.is_(None))
        .group_by(Order.store_id, Product.temperature)
    ).scalars()
    return sum(quarters_of(int(mass)) for mass in masses)


def slots_for(
    wave: Wave | None, point: DropPoint | None, household_id: uuid.UUID, at: datetime
) -> list[Slot]:
    """Return the slots that a household may choose from where it orders."""
    if wave is None or point is None or not point.desks:
        return []
    return slots_of(wave, point, at, seat=seat_of(wave.id, household_id))
