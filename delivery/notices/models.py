"""What was told to whom, by which transport."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.clock import now
from delivery.kernel.db import Instant, Model, UTCDateTime
from delivery.kernel.ledger import Event


class Telling(Model, repr=False):
    """One event told by one transport; ``user_id`` is empty where nobody was to be told.

    ``told_at`` is empty while the transport has not taken it.
    """

    __tablename__ = "tellings"

    event_seq: Mapped[int] = mapped_column(ForeignKey("events.seq"))
    transport: Mapped[str]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), default=None)
    told_at: Mapped[Instant | None] = mapped_column(
        UTCDateTime, default_factory=now, insert_default=now
    )
    read_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    event: Mapped[Event] = relationship(init=False)

    __table_args__ = (
        Index(None, "event_seq", "transport", "user_id", unique=True),
        Index(None, "user_id", "transport", "event_seq"),
    )
