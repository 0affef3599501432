"""A household comes at another time than it said; possible until its collection is over."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import CutOffPassed, WrongState
from delivery.kernel.languages import clock
from delivery.kernel.ledger import record
from delivery.orders.models import Order, Wave
from delivery.orders.queries.collecting import has_collected
from delivery.orders.services.changing import require_own, require_placed
from delivery.orders.services.slots import keep_slot


def choose_slot(order: Order, starts_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Let the household come in another slot, for all it has ordered in the wave.

    Raises
    ------
    CutOffPassed
        The collection is over.
    WrongState
        The household has collected everything.
    SlotFull, Invalid
        See ``keep_slot``.
    """
    actor.require(Permission.ORDER_PLACE)
    require_own(order, actor)
    wave = db.session.scalars(select(Wave).where(Wave.id == order.wave_id).with_for_update()).one()
    require_placed(order)
    if wave.state == "cancelled" or at >= wave.collect_to_at:
        raise CutOffPassed(_("The collection ended at %(time)s.", time=clock(wave.collect_to_at)))
    if has_collected(wave.id, order.household_id):
        raise WrongState(_("Everything has been collected already."))
    keep_slot(wave.id, order.household_id, order.drop_point_id, at=at, wanted=starts_at)
    record("choose-slot", order, actor_id=actor.id, at=at, starts_at=starts_at.isoformat())
    db.session.flush()
    db.session.expire(order, ["seat"])
