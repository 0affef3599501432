"""What was told to whom, by which transport."""

import uuid

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from delivery.kernel.db import Instant, Model, UTCDateTime
from delivery.kernel.ledger import Event


class Telling(Model, repr=False):
    """One event told to one person by one transport; without a person, nobody was to be told.

    A row is written as soon as it is known who is to be told. The worker that sends it counts
    its ``tries`` up first and says when it may be tried again (``retry_at``); ``told_at`` is
    empty until the transport took it.
    """

    __tablename__ = "tellings"

    event_seq: Mapped[int] = mapped_column(ForeignKey("events.seq"))
    transport: Mapped[str]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), default=None)
    retry_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    tries: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    read_at: Mapped[Instant | None] = mapped_column(UTCDateTime, default=None)
    event: Mapped[Event] = relationship(init=False)

    __table_args__ = (
        Index(None, "event_seq", "transport", "user_id", unique=True),
        # Empty is never equal to empty, so "nobody" needs a rule of its own.
        Index(
            "ix_tellings_nobody",
            "event_seq",
            "transport",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        Index(None, "user_id", "transport", "event_seq"),
        Index(
            "ix_tellings_to_tell",
            "transport",
            "event_seq",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
    )
