"""When things happen on a simulated day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ORDERS_FOR = timedelta(hours=4)
PICKS_FOR = timedelta(minutes=50)
ASKED_UNTIL = timedelta(minutes=52)  # households that wish to be asked
PACKED_AFTER = timedelta(minutes=55)
PLANNED_AFTER = timedelta(minutes=58)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The instants of one wave's day; nothing happens after ``until``."""

    cut_off: datetime
    leaves: datetime
    collect_from: datetime
    collect_to: datetime
    until: datetime

    @classmethod
    def whole(cls, cut_off: datetime) -> "Timeline":
        """Return an ordinary day: vehicles leave an hour and a half after ``cut_off``."""
        leaves = cut_off + timedelta(minutes=90)
        collect_from, collect_to = cut_off + timedelta(hours=4), cut_off + timedelta(hours=8)
        return cls(cut_off, leaves, collect_from, collect_to, collect_to)

    @classmethod
    def under_way(cls, now: datetime) -> "Timeline":
        """Return a day that stands where everybody has something to do ``now``."""
        leaves = now - timedelta(minutes=40)
        cut_off = leaves - timedelta(minutes=80)
        return cls(
            cut_off, leaves, now - timedelta(minutes=20), now + timedelta(hours=4), until=now
        )

    @classmethod
    def just_closed(cls, now: datetime) -> "Timeline":
        """Return a day whose orders have come and are still to be picked ``now``."""
        cut_off = now - timedelta(minutes=5)
        leaves, collect_from = now + timedelta(hours=1), now + timedelta(hours=3)
        return cls(cut_off, leaves, collect_from, now + timedelta(hours=6), until=now)

    @property
    def is_picked(self) -> bool:
        """Tell whether the stores have packed everything before the end of what is played."""
        return self.cut_off + PACKED_AFTER <= self.until

    @property
    def first_order(self) -> datetime:
        """Return when the first household orders."""
        return self.cut_off - ORDERS_FOR
