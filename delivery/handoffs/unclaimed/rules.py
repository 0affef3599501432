"""How long a bag may wait at the gate, what is done next, and which way it goes in the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

DOOR, RETURN, GIVE = "door", "return", "give"
COMING = "coming"
ENDS = (DOOR, RETURN, GIVE)
ANSWERS = (COMING, *ENDS)
# Where nobody answers: what is cold does not wait until a vehicle goes back to the store.
BY_ITSELF = {"ambient": RETURN, "chilled": DOOR, "frozen": DOOR}
OVERDUE, SEEK_HELP, DECIDE = "overdue", "seek-help", "decide"
STEPS = (OVERDUE, SEEK_HELP, DECIDE)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many minutes bags of each class wait, and how many lie between one step and the next."""

    keep_min: Mapping[str, int]
    step_min: int

    def due_at(self, temperature: str, since: datetime, step: str) -> datetime:
        """Return when ``step`` is due for bags that could be collected from ``since`` on."""
        minutes = self.keep_min[temperature] + STEPS.index(step) * self.step_min
        return since + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Left:
    """Some bags of one order and one class that wait: since when, what was done, what was answered.

    ``answered_at`` is when the household said last what it would like.
    """

    temperature: str
    since: datetime
    done: frozenset[str] = frozenset()
    answer: str = ""
    answered_at: datetime | None = None
    at_the_door: bool = False


def next_step(left: Left, patience: Patience, at: datetime) -> str | None:
    """Return the step that is due at the instant ``at``, if one is.

    A household that says what it would like is asked no more, and its wish is done at once. One
    that is coming is given the time of two steps from its word on.
    """
    if left.answer in ENDS:
        return None if DECIDE in left.done else DECIDE
    step = next((step for step in STEPS if step not in left.done), None)
    if step is None:
        return None
    if left.answer == COMING and left.answered_at is not None:
        waits = timedelta(minutes=2 * patience.step_min)
        return DECIDE if at >= left.answered_at + waits else None
    return step if at >= patience.due_at(left.temperature, left.since, step) else None


def end_of(left: Left) -> str:
    """Return which way bags go that nobody came for: as was wished, or as suits them."""
    if left.answer in ENDS:
        return left.answer
    return DOOR if left.at_the_door else BY_ITSELF[left.temperature]
