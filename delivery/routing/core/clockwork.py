"""How far a search is, by the clock or by its steps, and in what portions and rounds it goes on.

A search that has time begins several times over, and puts the routes of all rounds together: the
number of vehicles is settled early in a round, and another beginning is the way to another number.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.stopping import Iterations, StoppingRule

PORTION_S = 0.03
"""How long the search runs on before it looks up: a stop is obeyed within a few of these."""

ROUND_STEPS = 400
"""How many steps a round should have for each load, so that it comes to something."""

ROUNDS_MOST = 12


@dataclass(frozen=True, slots=True)
class Portion:
    """Some steps of a search, in which round, and how far that is before and after, from 0 to 1."""

    steps: int
    round: int
    begin: float
    end: float


def rounds_for(stop: StoppingRule, loads: int) -> int:
    """Return in how many rounds a search among so many loads is best done."""
    if isinstance(stop, Iterations):
        steps = float(stop.iterations)
    else:
        steps = stop.seconds * (2e6 if COMPILES else 2e4) / (loads + 25)
    return max(1, min(ROUNDS_MOST, int(steps / (ROUND_STEPS * max(1, loads)))))


def portions(stop: StoppingRule, rounds: int, began: float) -> Iterator[Portion]:
    """Yield portions until ``stop`` says so; ``began`` is what ``time.perf_counter`` said then."""
    if isinstance(stop, Iterations):
        return _by_steps(stop.iterations, rounds)
    return _by_clock(stop.seconds, rounds, began)


def _by_steps(total: int, rounds: int, portion: int = 500) -> Iterator[Portion]:
    for number in range(rounds):
        steps = total * (number + 1) // rounds - total * number // rounds
        for done in range(0, steps, portion):
            after = min(done + portion, steps)
            yield Portion(after - done, number, done / steps, after / steps)


def _by_clock(seconds: float, rounds: int, began: float) -> Iterator[Portion]:
    steps, length = 1, seconds / rounds
    while (now := time.perf_counter()) - began < seconds:
        number = min(rounds - 1, int((now - began) / length))
        begin = (now - began - number * length) / length
        yield Portion(steps, number, begin, min(1.0, begin + PORTION_S / length))
        took = max(time.perf_counter() - now, 1e-4)
        steps = max(1, int(steps * min(2.0, max(0.3, PORTION_S / took))))
