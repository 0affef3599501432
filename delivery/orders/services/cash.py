"""Cash taken at the gate, until it is in the till of the store it belongs to."""

import uuid
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, PaidTooMuch
from delivery.kernel.languages import money
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import CashHandIn
from delivery.orders.queries.cash import held_fen
from delivery.people.models import User


def receive_cash(
    store: Store, holder_id: uuid.UUID, amount_fen: int, *, actor: Actor, at: datetime
) -> CashHandIn:
    """Take in cash that ``holder_id`` was given at the gate for ``store``.

    Raises
    ------
    PaidTooMuch
        The person holds less for this store; nothing was written.
    """
    actor.require(Permission.CASH_RECEIVE)
    if amount_fen <= 0:
        raise Invalid(_("Please enter how much was handed in."))
    db.session.execute(select(User.id).where(User.id == holder_id).with_for_update())
    held = held_fen(holder_id, store.id)
    if amount_fen > held:
        raise PaidTooMuch(
            _("They hold %(held)s for this store. Nothing was recorded.", held=money(held))
        )
    handed_in = CashHandIn(
        store_id=store.id,
        handed_in_by=holder_id,
        received_by=actor.id,
        amount_fen=amount_fen,
        at=at,
    )
    db.session.add(handed_in)
    db.session.flush()
    record("hand-in", handed_in, actor_id=actor.id, at=at, amount_fen=amount_fen)
    return handed_in
