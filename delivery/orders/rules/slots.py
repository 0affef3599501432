"""Collection slots: how a wave's collection is cut into short spans, and how many fit into each.

The desks of a drop point are a queue with Poisson arrivals, ``c`` servers and exponential service
times (M/M/c), after A. K. Erlang, "Solution of some problems in the theory of probabilities of
significance in automatic telephone exchanges", 1917. At ``a`` erlangs a newcomer waits with
probability ``C(c, a)``; ``C a / (c - a)`` people wait on average, and more than ``m`` of them with
probability ``C (a / c) ** (m + 1)``. People who come within a slot are spread more evenly than
that, and are served more evenly, so the real queue is shorter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

LENGTHS_MIN = (10, 15, 20, 30, 60, 120, 240)
MOST_SLOTS = 24  # a page of them is still looked through
RARELY = 0.05  # the share of the time in which more may wait than the gate's limit
QUARTERS = 4  # a crate holds four bags, or sixteen kilograms
QUARTER_LIMIT_G = 4_000


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when people come."""

    starts_at: datetime
    ends_at: datetime


def spans(collect_from: datetime, collect_to: datetime, bags_after_min: int = 0) -> list[Span]:
    """Cut the collection into slots of one length, from when the first bags are there.

    The length is the shortest of ``LENGTHS_MIN`` that makes at most ``MOST_SLOTS``; what is left
    over at the end is nobody's slot, and time to catch up.
    """
    start = collect_from + timedelta(minutes=bags_after_min)
    lengths = [timedelta(minutes=minutes) for minutes in LENGTHS_MIN]
    length = next((one for one in lengths if start + one * MOST_SLOTS >= collect_to), lengths[-1])
    count = max((collect_to - start) // length, 0)
    return [Span(start + length * n, start + length * (n + 1)) for n in range(count)]


def busy_share(desks: int, erlangs: float) -> float:
    """Return Erlang's C: how likely it is that all ``desks`` are busy; 1 where they cannot keep up."""
    if erlangs >= desks:
        return 1.0
    blocked = 1.0
    for n in range(1, desks + 1):
        blocked = erlangs * blocked / (n + erlangs * blocked)
    load = erlangs / desks
    return blocked / (1 - load * (1 - blocked))


def waiting(desks: int, erlangs: float) -> float:
    """Return how many people wait on average, those at a desk not among them."""
    if erlangs >= desks:
        return float("inf")
    return busy_share(desks, erlangs) * erlangs / (desks - erlangs)


def over_limit(desks: int, erlangs: float, most_waiting: int) -> float:
    """Return the share of the time in which more than ``most_waiting`` people wait."""
    load = min(erlangs / desks, 1.0)
    return float(busy_share(desks, erlangs) * load ** (most_waiting + 1))


@lru_cache(maxsize=512)
def most_people(desks: int, desk_s: int, most_waiting: int, length_s: int) -> int:
    """Return how many households a slot of ``length_s`` seconds takes.

    The most at which ``most_waiting`` people or fewer wait on average, and for all but
    ``RARELY`` of the time. ``desk_s`` is what one household takes at a desk.
    """
    low, high = 0, desks * length_s // desk_s
    while low < high:
        people = (low + high + 1) // 2
        erlangs = people * desk_s / length_s
        fits = (
            waiting(desks, erlangs) <= most_waiting
            and over_limit(desks, erlangs, most_waiting) <= RARELY
        )
        low, high = (people, high) if fits else (low, people - 1)
    return low


def quarters_of(mass_g: int) -> int:
    """Return the quarter crates that goods of one store and temperature take on a shelf."""
    return max(-(-mass_g // QUARTER_LIMIT_G), 1)
