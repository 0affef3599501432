"""The server's epoch: phones that see another one send their acts of 14 days again."""

import uuid

from sqlalchemy import select

from delivery.handoffs.sync.models import ServerEpoch
from delivery.kernel.db import db
from delivery.kernel.ids import new_id

NEVER_RESTORED = uuid.UUID(int=0)


def current() -> uuid.UUID:
    """Return the epoch of this database."""
    last = select(ServerEpoch.id).order_by(ServerEpoch.since.desc(), ServerEpoch.id).limit(1)
    return db.session.scalar(last) or NEVER_RESTORED


def begin() -> uuid.UUID:
    """Begin a new epoch: what is in the database was put back from a copy."""
    epoch = ServerEpoch(id=new_id())
    db.session.add(epoch)
    db.session.flush()
    return epoch.id
