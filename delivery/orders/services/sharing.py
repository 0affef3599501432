"""A store says by which rule it shares what is not enough for everybody."""

from datetime import datetime

from flask_babel import gettext as _

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Invalid
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import Store
from delivery.orders.rules.sharing import RULES
from delivery.orders.sharing_rows import StoreSharing


def set_sharing(store: Store, rule: str, *, actor: Actor, at: datetime) -> None:
    """Let ``store`` share by ``rule`` in waves that close from now on."""
    actor.require(Permission.STORE_PACE)
    if rule not in RULES:
        sentence = _("Please choose one of these.")
        raise Invalid(sentence, fields={"rule": [sentence]})
    insert = insert_into(StoreSharing.__table__).values(store_id=store.id, since_at=at, rule=rule)
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["store_id", "since_at"], set_={"rule": rule})
    )
    record("set-sharing", store, actor_id=actor.id, at=at, rule=rule)
    db.session.flush()
