"""Prints a row of the benchmark: gaps of every solver, paired differences, and the bars."""

from collections.abc import Iterator, Sequence

from benchmarks.bars import Bar, Table
from benchmarks.best import Best
from benchmarks.figures import Spread, gaps, paired, troubles
from benchmarks.running import Run
from benchmarks.solvers import OURS


def report(
    title: str, runs: Sequence[Run], best: Best, bars: Sequence[Bar], ours: str = OURS
) -> Iterator[str]:
    """Yield the lines for a row: a table, our differences to each peer, and each bar."""
    solvers = list(dict.fromkeys(run.solver for run in runs))
    kinds = list(dict.fromkeys(run.kind for run in runs))
    table = gaps(runs, best)
    yield f"\n== {title}"
    yield "gap to the best seen in per cent: mean / worst; - has no plan"
    yield f"{'class':22}{'time':>7}" + "".join(f"{name:>18}" for name in solvers)
    for kind in [*kinds, "all"] if len(kinds) > 1 else kinds:
        some = [run for run in runs if kind in (run.kind, "all")]
        yield from _lines(kind, gaps(some, best), solvers)
    yield from _paired(table, ours, [name for name in solvers if name != ours])
    for bar in bars:
        some = [run for run in runs if bar.kind in ("", run.kind)]
        yield f"  bar {bar.said(gaps(some, best))}"
    yield from (f"  note {line}" for line in troubles(runs))
    yield from _times(runs)


def _times(runs: Sequence[Run]) -> Iterator[str]:
    """Yield how fair the clock was: who took longer than given, who had less than a processor."""
    ran = [run.answer for run in runs if run.answer.took]
    if ran:
        late, least = max(a.took for a in ran), min(a.share for a in ran)
        yield f"  note runs took up to {late:.2f} of their time, on {least:.2f} of a core or more"


def _lines(kind: str, table: Table, solvers: Sequence[str]) -> Iterator[str]:
    times = sorted({seconds for of_one in table.values() for seconds in of_one})
    for seconds in times:
        cells = [_cell(Spread.of(table.get(n, {}).get(seconds, {}).values())) for n in solvers]
        yield f"{kind:22}{seconds:5g} s" + "".join(f"{cell:>18}" for cell in cells)


def _cell(spread: Spread | None) -> str:
    return f"{spread.mean:.2f} / {spread.worst:.2f}" if spread else "-"


def _paired(table: Table, ours_is: str, peers: Sequence[str]) -> Iterator[str]:
    for peer in peers:
        for seconds, ours in sorted(table.get(ours_is, {}).items()):
            found = paired(ours, table.get(peer, {}).get(seconds, {}), peer)
            if found:
                spread = found.spread
                yield (
                    f"  {ours_is} - {peer} {seconds:4g} s  paired: mean {spread.mean:+.2f}, "
                    f"median {spread.median:+.2f}, worst {spread.worst:+.2f} %; "
                    f"better {found.better}, equal {found.equal}, worse {found.worse}"
                )
