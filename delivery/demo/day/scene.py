"""What every act of the simulated day needs: who is who, when it is, and where it shows."""

import random
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from delivery.demo.day.timeline import Timeline
from delivery.kernel import clock
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import transact

T = TypeVar("T")
Progress = Callable[[str, Sequence[T]], AbstractContextManager[Iterator[T]]]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a day goes: how much is missing, how scales err, and whether households wish anything.

    Parameters
    ----------
    short_share
        Of the lines, how many the picker does not find whole.
    scale_spread
        By what share a scale may say more or less than was estimated.
    wishes
        Whether households say what may come instead, what never, and answer when they are asked.
    """

    short_share: float = 0.02
    scale_spread: float = 0.08
    wishes: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One wave of a founded district on its day.

    ``progress`` shows how far a stage is: it is given the stage's name and its steps.
    """

    wave_id: uuid.UUID
    ids: Mapping[str, uuid.UUID]
    timeline: Timeline
    rng: random.Random
    progress: Progress[Any]
    seconds: float
    habits: Habits = Habits()

    def passed(self, at: datetime) -> bool:
        """Tell whether ``at`` lies before the end of what is played."""
        return at <= self.timeline.until


def act(at: datetime, what: Callable[[], T]) -> T:
    """Do ``what`` in one transaction, with the clock at ``at``."""
    with clock.at(at):
        return transact(what)


def person(user_id: uuid.UUID | None, role: Role, *where: uuid.UUID) -> Actor:
    """Return somebody with one role."""
    return Actor(id=user_id, scopes={role: frozenset(where)})


def spread(start: datetime, end: datetime, count: int, rng: random.Random) -> list[datetime]:
    """Return ``count`` instants between ``start`` and ``end``, in order."""
    return [start + (end - start) * share for share in sorted(rng.random() for _ in range(count))]
