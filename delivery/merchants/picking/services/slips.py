"""A store says how much later than usual it is with a list."""

from datetime import datetime

from flask_babel import gettext as _

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.errors import Invalid
from delivery.kernel.ledger import record
from delivery.merchants.picking.models import PickList, Slip
from delivery.merchants.picking.rules import MOST_LATE_MIN
from delivery.merchants.picking.services.lists import hold

AFFECTED = "affected"  # routes were adopted that reckon with the usual time


def say_late(pick_list: PickList, late_min: int, *, actor: Actor, at: datetime) -> None:
    """Say that the list is ready ``late_min`` minutes after its usual time; none is on time again.

    Plans that nobody has adopted are made anew by the worker; where one is adopted, the
    coordinators are told, for only they know what has left.

    Raises
    ------
    WrongState
        The list is done: nothing is late any more.
    """
    actor.require(Permission.STORE_PACE)
    if not 0 <= late_min <= MOST_LATE_MIN:
        sentence = _("Please use a number from %(least)s to %(most)s.", least=0, most=MOST_LATE_MIN)
        raise Invalid(sentence, fields={"late_min": [sentence]})
    hold(pick_list)
    said = {"late_min": late_min, "said_at": at}
    db.session.execute(
        insert_into(Slip.__table__)
        .values(pick_list_id=pick_list.id, **said)
        .on_conflict_do_update(index_elements=["pick_list_id"], set_=said)
    )
    outcome = AFFECTED if pick_list.wave.state == "planned" else "seen"
    facts = {"late_min": late_min, "wave_id": str(pick_list.wave_id), "outcome": outcome}
    record("slip", pick_list, actor_id=actor.id, at=at, **facts)
    db.session.flush()
