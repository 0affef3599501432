"""One item at a time: what the picker with the phone in the other hand presses."""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from delivery.kernel.access import Actor
from delivery.kernel.errors import Invalid, NotFound, WrongState
from delivery.merchants.picking.models import PickList
from delivery.merchants.picking.queries.walk import tasks
from delivery.merchants.picking.services.gathering import pick, put_back
from delivery.merchants.picking.trolleys import Task


def pick_task(
    pick_list: PickList,
    trolley: int,
    task_id: uuid.UUID,
    *,
    found: int | None,
    actor: Actor,
    at: datetime,
    weighed_g: int | None = None,
) -> None:
    """Settle what is left of a task on ``trolley``.

    Parameters
    ----------
    found
        How many pieces or portions were there; ``None`` means all that were looked for.

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
    pieces = task.left if found is None else found
    pick(pick_list, task.found(pieces, weighed_g), actor=actor, at=at)


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
