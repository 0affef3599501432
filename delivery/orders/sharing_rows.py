"""By which rule a store shares what is not enough, and since when."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from delivery.kernel.db import Base, Instant, UTCDateTime


class StoreSharing(Base, repr=False):
    """A store's word; it counts for waves that close later, so that no rule comes afterwards."""

    __tablename__ = "store_sharings"

    store_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    since_at: Mapped[Instant] = mapped_column(UTCDateTime, primary_key=True)
    rule: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "rule IN ('first-come', 'equal', 'proportional', 'need-first', 'lottery')",
            name="rule_known",
        ),
    )
