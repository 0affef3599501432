"""Labels are printed in runs, and a label printed again leaves a trace."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.codes import typed
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, WrongState
from delivery.kernel.ledger import record
from delivery.merchants.picking.models import Bag, PickList
from delivery.merchants.picking.queries.labels import on_list
from delivery.merchants.picking.services.lists import lock

LABELS_A_RUN = 200  # twenty sheets of A4


def print_labels(
    pick_list: PickList,
    *,
    actor: Actor,
    at: datetime,
    run: int | None = None,
    code: str | None = None,
) -> int:
    """Put bags into a new run of labels and return its number, from 1 on.

    Parameters
    ----------
    run
        An earlier run to print again.
    code
        The code of the one bag whose label is to be printed again. With neither, the bags
        without a label are printed, at most ``LABELS_A_RUN`` of them.

    Raises
    ------
    NotFound
        The list has no such bag or run.
    WrongState
        Every bag has its label already.
    """
    actor.require(Permission.BAG_PACK)
    lock(pick_list)
    bags = _chosen(pick_list, _which(run, code))
    again = run is not None or code is not None
    if not bags and again:
        raise NotFound(_("This list has no such bag. Please look at the code again."))
    if not bags:
        raise WrongState(_("Every bag has its label. To print one again, type its code."))
    number = (db.session.scalar(select(func.max(Bag.print_run)).where(on_list(pick_list))) or 0) + 1
    db.session.execute(update(Bag).where(Bag.id.in_(bags)).values(print_run=number))
    facts = {"run": number, "labels": len(bags), "again": again}
    record("print-labels", pick_list, actor_id=actor.id, at=at, **facts)
    return number


def _which(run: int | None, code: str | None) -> ColumnElement[bool]:
    if code is not None:
        return Bag.code == typed(code)
    return Bag.print_run == run if run is not None else Bag.print_run.is_(None)


def _chosen(pick_list: PickList, which: ColumnElement[bool]) -> list:
    bags = (
        select(Bag.id)
        .join(Bag.order)
        .where(on_list(pick_list), which)
        .order_by(Bag.packed_at, Bag.order_id, Bag.number)
        .limit(LABELS_A_RUN)
    )
    return list(db.session.scalars(bags))
