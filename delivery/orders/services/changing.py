"""Changing and cancelling an order, until its wave's cut-off."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor, Permission, Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, WrongState
from delivery.orders.models import ORDER, Order, Wave
from delivery.orders.services import standing as found
from delivery.orders.services.changes import Desk
from delivery.orders.services.money import Move, balance, charge
from delivery.orders.services.paces import leave_seats
from delivery.orders.services.placing import write
from delivery.orders.services.previewing import compare, require_shown
from delivery.orders.services.seats import leave_seat_if_last
from delivery.orders.services.shelves import put_back
from delivery.orders.services.slots import leave_slot


def amend_order(
    order: Order,
    quantities: Mapping[uuid.UUID, int],
    *,
    actor: Actor,
    at: datetime,
    drop_point_id: uuid.UUID | None = None,
    shown_fen: int | None = None,
) -> None:
    """Let ``order`` hold so many of each offer in ``quantities``; others stay as they are.

    None of an offer takes its line out; an order without lines is cancelled. ``shown_fen`` is what
    the person was told that the order costs afterwards, if they were told.

    Raises
    ------
    CutOffPassed
        The wave takes no more changes.
    PriceChanged
        The order would cost something else than ``shown_fen``.
    SoldOut
        A shelf holds less; nothing of the change is kept.
    """
    actor.require(Permission.ORDER_PLACE)
    require_own(order, actor)
    place = drop_point_id or order.drop_point_id
    wave = found.enter(order.wave_id, order.household_id, place)
    found.require_changeable(wave, at)
    require_placed(order)
    standing = found.standing_orders(wave.id, order.household_id)
    lines = {id_: row for id_, row in standing.lines.items() if row.id == order.id}
    offers = found.offers_for(wave.neighbourhood_id, quantities)
    outcome = compare(order, quantities, lines, offers, wave.usual)
    require_shown(outcome, shown_fen)
    if outcome.ends:
        cancel_orders([order.id], actor=actor, at=at)
        leave_seat_if_last(wave.id, order.household_id)
        leave_slot(wave.id, order.household_id)
        return
    write(Desk(wave.id, order.household_id, place, actor, at), wave, standing, outcome.changes)


def require_own(order: Order, actor: Actor) -> None:
    """Raise ``NotFound`` unless ``order`` is of the actor's own household."""
    if order.household_id not in actor.within(Role.RESIDENT):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))


def require_placed(order: Order) -> None:
    """Raise ``WrongState`` if ``order`` was cancelled meanwhile."""
    db.session.refresh(order, ["_state"])
    if order.state != "placed":
        raise WrongState(_("This order was cancelled. Nothing was done."))


def cancel_order(order: Order, *, actor: Actor, at: datetime) -> None:
    """Cancel ``order``: its stock goes back, and what was paid is given back.

    A household cancels its own; a coordinator those of the own neighbourhoods.

    Raises
    ------
    CutOffPassed
        The wave takes no more changes.
    """
    actor.require(Permission.ORDER_CANCEL)
    wave = db.session.scalars(select(Wave).where(Wave.id == order.wave_id).with_for_update()).one()
    if wave.neighbourhood_id not in actor.within(Role.COORDINATOR):
        require_own(order, actor)
    found.require_changeable(wave, at)
    require_placed(order)
    cancel_orders([order.id], actor=actor, at=at)
    leave_seat_if_last(wave.id, order.household_id)
    leave_slot(wave.id, order.household_id)


def cancel_orders(order_ids: Sequence[uuid.UUID], *, actor: Actor, at: datetime) -> list[uuid.UUID]:
    """Cancel those of the orders that stand, and return them. The caller holds their wave's lock."""
    gone = ORDER.apply_all(order_ids, "cancel", actor=actor, at=at)
    put_back(gone)
    leave_seats(gone)
    for order_id in gone:
        money = balance(order_id)
        charge(order_id, [Move("cancel", -money.goods_fen, -money.held_fen)], at=at)
    return gone
