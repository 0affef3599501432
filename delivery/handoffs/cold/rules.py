"""The minutes of a cold bag, and when they are too many: without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ALARM_AT = 70  # per cent of the allowed minutes
MINUTE = timedelta(minutes=1)


class Alarm(StrEnum):
    """How a cold bag stands."""

    FINE = "fine"
    SOON = "soon"  # from 70 % of the allowed minutes on
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Way:
    """When a bag was packed, left its store, came to the gate and left it; what is unknown is ``None``."""

    packed_at: datetime
    left_at: datetime | None = None
    came_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Whole minutes at the store after packing, on the road, and at the gate; together the total."""

    store: int
    road: int
    gate: int

    @property
    def total(self) -> int:
        """Return the minutes from packing to hand-over, or to now."""
        return self.store + self.road + self.gate


def minutes_of(way: Way, at: datetime) -> Minutes:
    """Return how long a bag has been where, until it was handed over or until ``at``.

    The total hangs on packing and end alone. Where a step is not known, or was said to be before
    the one that came first, its time counts for the place before, so that no minute is lost and
    none is counted twice.
    """
    end = max(way.packed_at, way.ended_at or at)
    came = _within(way.packed_at, way.came_at, end)
    left = _within(way.packed_at, way.left_at, came)
    marks = [(mark - way.packed_at) // MINUTE for mark in (left, came, end)]
    return Minutes(marks[0], marks[1] - marks[0], marks[2] - marks[1])


def _within(first: datetime, mark: datetime | None, last: datetime) -> datetime:
    return last if mark is None else min(max(first, mark), last)


def alarm(total_min: int, allowed_min: int) -> Alarm:
    """Return how ``total_min`` of ``allowed_min`` minutes stand."""
    if total_min >= allowed_min:
        return Alarm.OVER
    return Alarm.SOON if 100 * total_min >= ALARM_AT * allowed_min else Alarm.FINE


def alarm_from(allowed_min: Mapping[str, int], at: datetime) -> dict[str, datetime]:
    """Return, by class, the instant at which a bag was packed that gives alarm at ``at``."""
    return {
        kept: at - timedelta(minutes=-(-ALARM_AT * minutes // 100))
        for kept, minutes in allowed_min.items()
    }
