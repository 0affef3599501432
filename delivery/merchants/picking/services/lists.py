"""Pick lists: opened by the worker, held while somebody changes what is on them."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Exists, exists, select

from delivery.kernel.access import SYSTEM
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import WrongState
from delivery.kernel.ids import new_id
from delivery.kernel.ledger import record_all
from delivery.merchants.picking.models import PICK_LIST, PickList
from delivery.orders.models import Order, Wave


def open_lists(at: datetime) -> list[uuid.UUID]:
    """Open a pick list for each store with orders in a closed wave that has none yet.

    Chosen by state: run again, or by two workers at once, it opens nothing twice. All lists of
    a wave are opened at once, so a wave with one has them all.
    """
    wanted = db.session.execute(
        select(Order.wave_id, Order.store_id)
        .join(Order.wave)
        .where(Wave.state.in_(("closed", "planned")), ~_has_lists(), Order.state == "placed")
        .group_by(Order.wave_id, Order.store_id)
    ).all()
    rows = [
        {"id": new_id(), "wave_id": wave, "store_id": store, "opened_at": at}
        | {"state": PICK_LIST.initial}
        for wave, store in wanted
    ]
    if not rows:
        return []
    table = PickList.__table__
    insert = insert_into(table).values(rows).on_conflict_do_nothing().returning(table.c.id)
    opened = list(db.session.scalars(insert))
    record_all("open", table.name, {id_: {} for id_ in opened}, actor_id=SYSTEM.id, at=at)
    return opened


def _has_lists() -> Exists:
    return exists().where(PickList.wave_id == Wave.id)


def lock(pick_list: PickList) -> None:
    """Make everybody else who changes ``pick_list`` wait until this transaction ends."""
    db.session.refresh(pick_list, with_for_update=True)


def hold(pick_list: PickList) -> None:
    """Lock ``pick_list`` for a change of what is on it.

    Raises
    ------
    WrongState
        The list is done: its bags are packed and may be on their way.
    """
    lock(pick_list)
    if pick_list.state != PICK_LIST.initial:
        raise WrongState(_("This list is done: everything on it is packed. Nothing was changed."))
