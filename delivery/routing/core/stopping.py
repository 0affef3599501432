"""When a search is to stop: rules as objects, so that a test stops by work and a user by time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seconds:
    """Stop after so much wall-clock time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Iterations:
    """Stop after so many steps of the search; the same plan on any machine."""

    iterations: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Stop when the plan is proved to be within ``gap`` of the best, or after ``seconds``."""

    gap: float
    seconds: float = 60.0


StoppingRule = Seconds | Iterations | Gap
