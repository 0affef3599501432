"""One item at a time: what the picker with the phone in the other hand presses."""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from delivery.kernel.access import Actor
from delivery.kernel.errors import Invalid, NotFound, WrongState
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.claims import claims
from delivery.merchants.picking.queries.walk import tasks
from delivery.merchants.picking.rules import Found
from delivery.merchants.picking.services.gathering import pick, put_back
from delivery.merchants.picking.sharing import share
from delivery.merchants.picking.trolleys import Task
from delivery.orders.queries.sharing import sharing_of


def pick_task(
    pick_list: PickList,
    trolley: int,
    task_id: uuid.UUID,
    *,
    found: int | None,
    actor: Actor,
    at: datetime,
    weighed_g: int | None = None,
) -> dict[uuid.UUID, int]:
    """Settle what is left of a task on ``trolley``.

    Where fewer are there than it takes, they are shared over all who still wait for them on the
    list, by the rule that the store stated before the wave closed: the shelf is empty then.

    Parameters
    ----------
    found
        How many pieces or portions were there; ``None`` means all that were looked for.

    Returns
    -------
    dict
        Into which lines how many pieces go, where they were shared; empty where they were not.

    Raises
    ------
    NotFound
        The trolley has no such task.
    Invalid
        More than are looked for, or a weight that cannot be right.
    WrongState
        Another picker was quicker.
    """
    task = _task(pick_list, trolley, task_id)
    if not task.left:
        raise WrongState(_("Somebody else picked this a moment ago. Nothing was changed."))
    if found is not None and found > task.left:
        sentence = _("%(quantity)s were ordered, not more.", quantity=task.left)
        raise Invalid(sentence, fields={"found": [sentence]})
    if found is None or found == task.left or task.by_weight:
        pieces = task.left if found is None else found
        pick(pick_list, task.found(pieces, weighed_g), actor=actor, at=at)
        return {}
    rule = sharing_of(pick_list.store_id, pick_list.wave.cut_off_at)
    shares = share(rule, found, claims(pick_list, task_id, at))
    pick(pick_list, [Found(id_, n) for id_, n in shares.items()], actor=actor, at=at)
    return {id_: n for id_, n in shares.items() if n}


def put_task_back(
    pick_list: PickList, trolley: int, task_id: uuid.UUID, *, actor: Actor, at: datetime
) -> None:
    """Take back what was said of a task on ``trolley``, as far as it is not packed."""
    parts = _task(pick_list, trolley, task_id).can_go_back
    if not parts:
        raise WrongState(_("This order is packed already. Nothing was changed."))
    put_back(pick_list, [part.line_id for part in parts], actor=actor, at=at)


def _task(pick_list: PickList, trolley: int, task_id: uuid.UUID) -> Task:
    for task in tasks(pick_list, trolley):
        if task.id == task_id:
            return task
    raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
