"""How far a search is, by the clock or by its steps, and in what portions it goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.routing.core.stopping import Iterations, StoppingRule

PORTION_S = 0.03
"""How long the search runs on before it looks up: a stop is obeyed within a few of these."""

PORTION_STEPS = 500
"""How many steps it does before it looks up if these are counted."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some steps of a search, and how far that is before and after, from 0 to 1."""

    steps: int
    begin: float
    end: float


def portions(stop: StoppingRule, began: float) -> Iterator[Portion]:
    """Yield portions until ``stop`` says so; ``began`` is what ``time.perf_counter`` said then."""
    if isinstance(stop, Iterations):
        return _by_steps(stop.iterations)
    return _by_clock(stop.seconds, began)


def _by_steps(total: int) -> Iterator[Portion]:
    for done in range(0, total, PORTION_STEPS):
        after = min(done + PORTION_STEPS, total)
        yield Portion(after - done, done / total, after / total)


def _by_clock(seconds: float, began: float) -> Iterator[Portion]:
    steps, portion = 1, min(PORTION_S, seconds / 20)
    while (now := time.perf_counter()) - began < seconds:
        begin = (now - began) / seconds
        yield Portion(steps, begin, min(1.0, begin + portion / seconds))
        took = max(time.perf_counter() - now, 1e-4)
        steps = max(1, int(steps * min(2.0, max(0.3, portion / took))))
