"""The arithmetic of the report: gaps to the best seen, and differences between paired runs."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.best import Best
from benchmarks.running import Run
from benchmarks.solvers import SEEDLESS

Gaps = Mapping[tuple[str, int], float]
"""Gaps in per cent by instance and seed."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, median and worst of some figures, and how many there are."""

    mean: float
    median: float
    worst: float
    count: int

    @classmethod
    def of(cls, figures: Iterable[float]) -> "Spread | None":
        """Return the spread of ``figures``, of which more is worse; ``None`` of none."""
        found = sorted(figures)
        if not found:
            return None
        return cls(statistics.fmean(found), statistics.median(found), found[-1], len(found))


@dataclass(frozen=True, slots=True)
class Paired:
    """How our gaps differ from a peer's, run by run: below 0 is better than the peer."""

    spread: Spread
    better: int
    equal: int
    worse: int


def gaps(runs: Iterable[Run], best: Best) -> dict[str, dict[float, dict[tuple[str, int], float]]]:
    """Return gaps by solver, seconds, then instance and seed, of all runs that gave a plan."""
    found: dict[str, dict[float, dict[tuple[str, int], float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for run in runs:
        if run.answer.cost is not None:
            gap = best.gap(run.case, run.answer.cost)
            found[run.solver][run.seconds][run.case, run.seed] = gap
    return found


def paired(ours: Gaps, theirs: Gaps, solver: str) -> Paired | None:
    """Return how ``ours`` differ from those of ``solver`` for the same instance and seed.

    A solver without seeds has one run, which stands beside each of ours. Runs that only one of
    both has are left out.
    """
    seeded = [(key, (key[0], 1) if solver in SEEDLESS else key) for key in ours]
    apart = [ours[key] - theirs[other] for key, other in seeded if other in theirs]
    spread = Spread.of(apart)
    if spread is None:
        return None
    better, worse = sum(d < 0 for d in apart), sum(d > 0 for d in apart)
    return Paired(spread, better, len(apart) - better - worse, worse)


def troubles(runs: Sequence[Run]) -> list[str]:
    """Return a line for each solver and reason why runs gave no plan, and for mended plans."""
    why: dict[tuple[str, str], list[str]] = defaultdict(list)
    dearer: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        if run.answer.cost is None:
            why[run.solver, run.answer.trouble].append(run.case)
        elif run.answer.mended:
            dearer[run.solver].append(run.answer.mended)
    return [
        *(
            f"{solver}: {reason} ({len(cases)} runs, first {cases[0]})"
            for (solver, reason), cases in sorted(why.items())
        ),
        *(
            f"{solver}: {len(by)} plans mended to keep a rule it cannot be told, "
            f"which made them dearer by {statistics.fmean(by):.2f} % on average"
            for solver, by in sorted(dearer.items())
        ),
    ]
