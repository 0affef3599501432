"""How far a search is, by the clock or by its steps, and in what portions it goes on."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.routing.core.stopping import Iterations, StoppingRule

PORTION_S = 0.03
"""How long the search runs on before it looks up: a stop is obeyed within a few of these."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some steps of a search, and how far it is before and after them, from 0 to 1."""

    steps: int
    begin: float
    end: float


def portions(stop: StoppingRule, began: float) -> Iterator[Portion]:
    """Yield portions until ``stop`` says so; ``began`` is what ``time.perf_counter`` said then."""
    if isinstance(stop, Iterations):
        return _by_steps(stop.iterations)
    return _by_clock(stop.seconds, began)


def _by_steps(total: int, portion: int = 500) -> Iterator[Portion]:
    for done in range(0, total, portion):
        after = min(done + portion, total)
        yield Portion(after - done, done / total, after / total)


def _by_clock(seconds: float, began: float) -> Iterator[Portion]:
    steps, now = 50, time.perf_counter()
    while now - began < seconds:
        share = min(PORTION_S, seconds) / seconds
        yield Portion(steps, (now - began) / seconds, min(1.0, (now - began) / seconds + share))
        before, now = now, time.perf_counter()
        faster = PORTION_S / max(now - before, 1e-4)
        steps = max(1, int(steps * min(2.0, max(0.3, faster))))
