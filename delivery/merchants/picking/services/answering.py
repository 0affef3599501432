"""A household's yes or no to what is proposed, and what is done where it said nothing in time."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from delivery.kernel.access import SYSTEM, Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import WrongState
from delivery.kernel.languages import clock
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.services.instead import accept, decline
from delivery.merchants.picking.services.lists import lock
from delivery.orders.models import Line, Order

AT_ONCE = 200
SAID = {True: "picked", False: "refused"}


def answer(line: Line, yes: bool, *, actor: Actor, at: datetime) -> None:
    """Say yes or no to what is proposed; the same answer again changes nothing.

    Raises
    ------
    WrongState
        Somebody answered otherwise before, the store took it back, or the time is over.
    """
    actor.require(Permission.SUBSTITUTION_ANSWER)
    _hold(line)
    if line.state == SAID[yes]:
        return
    if line.state == "withdrawn":
        raise WrongState(_("The store took this back. There is nothing to answer any more."))
    if line.state != "proposed":
        raise WrongState(_("Somebody in your home has answered otherwise. Their answer counts."))
    if line.answer_by_at and at >= line.answer_by_at:
        ended = clock(line.answer_by_at)
        raise WrongState(
            _("The time to answer ended at %(time)s. Nothing was changed.", time=ended)
        )
    _settle(line, yes, actor, at)


def _settle(line: Line, yes: bool, actor: Actor, at: datetime, **facts: object) -> None:
    act, action = (accept, "approve") if yes else (decline, "refuse")
    act(line, action, actor=actor, at=at, **facts)


def _hold(line: Line) -> None:
    """Make pickers and packers of the line's list wait until this transaction ends."""
    order = db.session.get_one(Order, line.order_id)
    pick_list = db.session.scalar(
        select(PickList).where(
            PickList.wave_id == order.wave_id, PickList.store_id == order.store_id
        )
    )
    if pick_list:
        lock(pick_list)
    db.session.refresh(line)


def unanswered(at: datetime) -> Select[tuple[uuid.UUID]]:
    """Return the select of the proposals that nobody answered in time."""
    return select(Line.id).where(Line.state == "proposed", Line.answer_by_at <= at)


def answer_for_the_silent(at: datetime) -> int:
    """Do what each wish says where nobody answered in time; return how many.

    Chosen by state: run again, or by two workers at once, nothing is done twice.
    """
    late = db.session.scalars(unanswered(at).order_by(Line.order_id, Line.id).limit(AT_ONCE)).all()
    done = 0
    for id_ in late:
        line = db.session.scalars(
            select(Line)
            .where(Line.id == id_)
            .options(joinedload(Line.offer).joinedload(Offer.product), joinedload(Line.replaces))
        ).one()
        _hold(line)
        if line.state == "proposed":
            takes = line.replaces is not None and line.replaces.wishes.otherwise == "take"
            _settle(line, takes, SYSTEM, at, by_default=True)
            done += 1
    return done
