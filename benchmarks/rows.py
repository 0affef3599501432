"""The rows of the table "Figures to reach" that compare gaps: instances, solvers, times, bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.bars import Bar, below, mean_at_most, never_above, worst_at_most
from benchmarks.instances.variants import instance
from benchmarks.running import Case
from benchmarks.solvers import OURS, PEERS

WORDS = {"paid": "paid time", "open": "open ends", "risk": "order of risks"}


@dataclass(frozen=True, slots=True)
class Row:
    """What is run for a row, and what is wanted of it."""

    name: str
    title: str
    cases: Sequence[Case]
    solvers: Sequence[str]
    seconds: Sequence[float]
    seeds: int
    bars: Sequence[Bar]


def drop(*, quick: bool) -> Row:
    """Neighbourhoods of one and several stores, and with paid time, open ends and risks."""
    times = (1, 3) if quick else (1, 3, 10)
    last = times[-1]
    bars = [below(peer, seconds) for seconds in times for peer in PEERS]
    bars += [mean_at_most(last, 0.1, strict=True), worst_at_most(last, 1)]
    return Row(
        "drop",
        "drop-point instances: one store, several stores, paid time, open ends, risk",
        [*(_quick_drops() if quick else _drops())],
        (OURS, *PEERS, "library"),
        times,
        2 if quick else 5,
        bars,
    )


def _quick_drops() -> Iterator[Case]:
    yield from (Case(f"n = {n}", instance(n, 1)) for n in (25, 40, 60, 100))
    yield from (Case(WORDS[rule], instance(40, 2, 1, rule)) for rule in ("paid", "open", "risk"))
    yield Case("3 stores", instance(40, 1, 3))


def _drops() -> Iterator[Case]:
    for n in (25, 40, 60, 100, 200, 400):
        yield from (Case(f"n = {n}", instance(n, seed)) for seed in (1, 2))
    for rule in ("paid", "open", "risk"):
        yield from (Case(WORDS[rule], instance(n, 1, 1, rule)) for n in (40, 100))
    yield Case("2 stores", instance(60, 2, 2))
    yield Case("3 stores", instance(40, 1, 3))


def reload(*, quick: bool) -> Row:
    """Vehicles that come back to the store: PyVRP by its reload depots, VROOM by shipments."""
    times = (3,) if quick else (3, 10)
    sizes = (25, 40) if quick else (25, 40, 60, 100)
    seeds = (1,) if quick else (1, 2)
    return Row(
        "reload",
        "reloading, n = 25 ... 100",
        [
            Case(f"reloading, n = {n}", instance(n, seed, 1, "reload"))
            for n in sizes
            for seed in seeds
        ],
        (OURS, *PEERS, "library"),
        times,
        1 if quick else 5,
        [
            bar
            for seconds in times
            for bar in (*(below(p, seconds) for p in PEERS), never_above(PEERS, seconds, 1))
        ],
    )
