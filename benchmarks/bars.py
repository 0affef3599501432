"""The bars of the table "Figures to reach", as figures that must not be above a limit."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from benchmarks.figures import Gaps, paired
from benchmarks.solvers import OURS

Table = Mapping[str, Mapping[float, Gaps]]
"""Gaps by solver and seconds."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What is wanted after ``seconds``: ``figure`` of the table is at most ``limit`` per cent.

    With ``strict`` it is below. A figure of ``None`` could not be measured.
    """

    text: str
    seconds: float
    limit: float
    figure: Callable[[Table], float | None]
    strict: bool = False
    kind: str = ""

    def of(self, kind: str) -> "Bar":
        """Return the same bar for instances of ``kind`` alone."""
        return replace(self, kind=kind)

    def said(self, table: Table) -> str:
        """Return the bar, our figure and whether it was reached, as a line."""
        figure = self.figure(table)
        about = f"{self.kind}: " if self.kind else ""
        wanted = f"{about}{self.text} {'below' if self.strict else 'at most'} {self.limit:g} %"
        if figure is None:
            return f"{self.seconds:4g} s  {wanted}: not measured"
        reached = figure < self.limit if self.strict else figure <= self.limit
        verdict = "reached" if reached else "NOT reached"
        return f"{self.seconds:4g} s  {wanted}: {figure:+.2f} %, {verdict}"


def _ours(table: Table, seconds: float, ours: str = OURS) -> Gaps:
    return table.get(ours, {}).get(seconds, {})


def mean_at_most(seconds: float, limit: float, *, strict: bool = False) -> Bar:
    """Our mean gap to the best seen."""

    def figure(table: Table) -> float | None:
        found = [*_ours(table, seconds).values()]
        return statistics.fmean(found) if found else None

    return Bar("mean gap", seconds, limit, figure, strict)


def worst_at_most(seconds: float, limit: float) -> Bar:
    """Our worst gap to the best seen, over all instances and seeds."""

    def figure(table: Table) -> float | None:
        return max(_ours(table, seconds).values(), default=None)

    return Bar("worst gap", seconds, limit, figure)


def below(peer: str, seconds: float, ours: str = OURS) -> Bar:
    """Our mean gap beside a peer's, over the runs that both have."""

    def figure(table: Table) -> float | None:
        found = paired(_ours(table, seconds, ours), table.get(peer, {}).get(seconds, {}), peer)
        return found.spread.mean if found else None

    return Bar(f"mean against {peer}", seconds, 0, figure, strict=True)


def never_above(
    peers: tuple[str, ...], seconds: float, limit: float, *, strict: bool = False
) -> Bar:
    """Our worst run beside the better of ``peers`` on the same instance and seed."""

    def figure(table: Table) -> float | None:
        worst: list[float] = []
        for (case, seed), gap in _ours(table, seconds).items():
            theirs = [table.get(peer, {}).get(seconds, {}) for peer in peers]
            found = [t.get((case, seed), t.get((case, 1))) for t in theirs]
            rivals = [g for g in found if g is not None]
            worst += [gap - min(rivals)] if rivals else []
        return max(worst, default=None)

    better = " and ".join(peers)
    text = f"worst run against {'the better of ' * (len(peers) > 1)}{better}"
    return Bar(text, seconds, limit, figure, strict)
