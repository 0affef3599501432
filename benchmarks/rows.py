"""The rows of the table "Figures to reach" that compare gaps: instances, solvers, times, bars."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.bars import Bar, below, mean_at_most, never_above, worst_at_most
from benchmarks.instances import public as sets
from benchmarks.instances.variants import instance
from benchmarks.running import Case
from benchmarks.solvers import OURS, PEERS, PLAIN

WORDS = {"paid": "paid time", "open": "open ends", "risk": "order of risks"}
PUBLIC = Path("../shared/benchmarks/public")
SHORT, LONG = "Solomon, short routes", "Solomon, long routes"


@dataclass(frozen=True, slots=True)
class Row:
    """What is run for a row, and what is wanted of it.

    With ``wide`` above 1 so many processes of a solver work through the instances together.
    ``published`` has costs known from elsewhere.
    """

    title: str
    cases: Sequence[Case]
    solvers: Sequence[str]
    seconds: Sequence[float]
    seeds: int
    bars: Sequence[Bar]
    ours: str = OURS
    wide: int = 1
    published: Mapping[str, int] = field(default_factory=dict)


def drop(*, quick: bool) -> Row:
    """Neighbourhoods of one and several stores, and with paid time, open ends and risks."""
    times = (1, 3) if quick else (1, 3, 10)
    bars = [below(peer, seconds) for seconds in times for peer in PEERS]
    bars += [mean_at_most(10, 0.1, strict=True), worst_at_most(10, 1)]
    cases = [*(_quick_drops() if quick else _drops())]
    title = "drop-point instances: one store, several stores, paid time, open ends, risk"
    return Row(title, cases, (OURS, *PEERS, "library"), times, 2 if quick else 5, bars)


def _quick_drops() -> Iterator[Case]:
    yield from (Case(f"n = {n}", instance(n, 1)) for n in (25, 40, 60, 100))
    yield from (Case(WORDS[rule], instance(40, 2, 1, rule)) for rule in WORDS)
    yield Case("3 stores", instance(40, 1, 3))


def _drops() -> Iterator[Case]:
    for n in (25, 40, 60, 100, 200, 400):
        yield from (Case(f"n = {n}", instance(n, seed)) for seed in (1, 2))
    for rule in WORDS:
        yield from (Case(WORDS[rule], instance(n, 1, 1, rule)) for n in (40, 100))
    yield Case("2 stores", instance(60, 2, 2))
    yield Case("3 stores", instance(40, 1, 3))


def sixty(*, quick: bool) -> Row:
    """Many neighbourhoods of 40, worked through by two processes of each solver."""
    count = 10 if quick else 60
    cases = [Case("neighbourhoods of 40", instance(40, seed)) for seed in range(1, count + 1)]
    bars = [mean_at_most(0.3, 1.2), mean_at_most(1, 0.5), worst_at_most(1, 2.5)]
    bars += [mean_at_most(3, 0.15), worst_at_most(3, 1.2)]
    title = f"{count} neighbourhoods of 40 drop points, two processes each"
    return Row(title, cases, (OURS, *PEERS), (0.3, 1, 3), 1, bars, wide=2)


def public(*, quick: bool) -> Row:
    """X, Solomon, Li and Lim, from the shared folder."""
    seconds = 3 if quick else 10
    cases = [*_public()]
    bars = [mean_at_most(10, 0.7).of("X"), mean_at_most(10, 0.1).of(SHORT)]
    bars += [mean_at_most(10, 1).of(LONG)]
    known = {path.stem: sets.best_of_x(path) for path in PUBLIC.glob("X-*.sol")} | sets.PUBLISHED
    where = "" if cases else f" (not run: there is no {PUBLIC})"
    title = f"public sets: X, Solomon, Li and Lim{where}"
    solvers = (OURS, *PEERS, "library")
    return Row(title, cases, solvers, (seconds,), 1 if quick else 5, bars, published=known)


def _public() -> Iterator[Case]:
    for path in sorted(PUBLIC.glob("X-*.vrp")):
        yield Case("X", sets.read_x(path))
    for path in sorted(PUBLIC.glob("[RC]*.txt")):
        yield Case(LONG if "2" in path.stem[:3] else SHORT, sets.read_solomon(path))
    for path in sorted(PUBLIC.glob("l*.txt")):
        yield Case("Li and Lim", sets.read_li_lim(path))


def reload(*, quick: bool) -> Row:
    """Vehicles that come back to the store: PyVRP by its reload depots, VROOM by shipments."""
    times = (3,) if quick else (3, 10)
    sizes, seeds = ((25, 40), (1,)) if quick else ((25, 40, 60, 100), (1, 2))
    cases = [
        Case(f"reloading, n = {n}", instance(n, seed, 1, "reload")) for n in sizes for seed in seeds
    ]
    bars = [below(peer, seconds) for seconds in times for peer in PEERS]
    bars += [never_above(PEERS, seconds, 1) for seconds in times]
    title = "reloading, n = 25 ... 100"
    return Row(title, cases, (OURS, *PEERS, "library"), times, 1 if quick else 5, bars)


def stores(*, quick: bool) -> Row:
    """Two and three stores: everything is a shipment for PyVRP and VROOM."""
    seconds = 3 if quick else 10
    sizes = (40, 60) if quick else (40, 60, 100)
    cases = [Case(f"{k} stores", instance(n, 1, k)) for n in sizes for k in (2, 3)]
    bars = [never_above(("vroom",), seconds, 0, strict=True)]
    title = "several stores, n = 40 ... 100"
    return Row(title, cases, (OURS, *PEERS, "library"), (seconds,), 1 if quick else 5, bars)


def plain(*, quick: bool) -> Row:
    """Plain Python, without numba, beside the library in its best tuning."""
    sizes = (25, 60) if quick else (25, 40, 60, 100)
    cases = [Case(f"without numba, n = {n}", instance(n, 1)) for n in sizes]
    times = (3,) if quick else (3, 10)
    bars = [below("library", seconds, PLAIN) for seconds in times]
    title = "without numba, beside the routing library's best tuning"
    return Row(title, cases, (PLAIN, "library"), times, 1 if quick else 5, bars, ours=PLAIN)


GAP_ROWS: Mapping[str, Callable[..., Row]] = {
    "drop": drop,
    "sixty": sixty,
    "public": public,
    "reload": reload,
    "stores": stores,
    "plain": plain,
}
