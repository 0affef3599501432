"""How late stores are."""

import uuid

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.merchants.picking.models import PickList, Slip


def late_min(list_id: uuid.UUID) -> int:
    """Return by how many minutes a list is late, as its store said last."""
    said = select(Slip.late_min).where(Slip.pick_list_id == list_id)
    return db.session.scalar(said) or 0


def late_by_store(wave_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Return by how many minutes each store of a wave is late; those on time are left out."""
    rows = db.session.execute(
        select(PickList.store_id, Slip.late_min)
        .join(Slip, Slip.pick_list_id == PickList.id)
        .where(PickList.wave_id == wave_id, Slip.late_min > 0)
    )
    return dict(rows.all())
