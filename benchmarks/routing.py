"""How good the planner's plans are after so many seconds, beside PyVRP, VROOM and OR-Tools.

``python -m benchmarks.routing`` prints, for each row of "Figures to reach", our figure, the peers'
and the bar, and writes a picture of gap over time for each class of instances. Every plan is
priced by the checker. ``--quick`` takes some minutes; the full size takes hours.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks import rows
from benchmarks.best import Best
from benchmarks.curves import picture
from benchmarks.report import report
from benchmarks.rows import Row
from benchmarks.running import Run, Runners, runs

ROWS = {"drop": rows.drop, "reload": rows.reload}


def measured(row: Row, runners: Runners, best: Best, options: argparse.Namespace) -> list[Run]:
    """Run a row, telling each run on the way, and let ``best`` learn from it."""
    seconds, seeds = options.seconds or row.seconds, options.seeds or row.seeds
    solvers = [name for name in row.solvers if name in (options.solvers or row.solvers)]
    found: list[Run] = []
    for run in runs(runners, row.cases, solvers, seconds, seeds):
        found.append(run)
        cost = run.answer.trouble if run.answer.cost is None else run.answer.cost
        print(
            f"{run.case:32} {run.solver:8}{run.seconds:4g} s  seed {run.seed}  {cost}", flush=True
        )
    best.learn(found)
    if options.long:
        cases = row.cases
        for name in solvers:
            fresh = [case for case in cases if not best.ran_long(case.name, name)]
            best.learn(runs(runners, fresh, [name], [options.long], 1), long=True)
    return found


def draw(row: Row, found: Iterable[Run], best: Best, folder: Path) -> None:
    """Write a picture for each class of a row."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in dict.fromkeys(run.kind for run in found):
        some = [run for run in found if run.kind == kind]
        if any(run.answer.cost is not None for run in some):
            path = folder / f"{row.name}-{re.sub('[^a-z0-9]+', '-', kind)}.svg"
            path.write_text(picture(kind, some, best), encoding="utf-8")


def main() -> None:
    """Read the options, run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--quick", action="store_true", help="a size of some minutes")
    parser.add_argument("--seconds", type=float, nargs="+", help="instead of each row's times")
    parser.add_argument("--seeds", type=int, help="instead of each row's number of seeds")
    parser.add_argument("--solvers", nargs="+", help="only these, where a row has them")
    parser.add_argument("--long", type=float, help="run each solver so long for the best seen")
    parser.add_argument("--best", type=Path, default=Path("benchmarks/best.json"))
    parser.add_argument("--curves", type=Path, default=Path("build/curves"))
    options = parser.parse_args()
    best = Best.read(options.best)
    with Runners() as runners:
        for name in options.rows:
            row = ROWS[name](quick=options.quick)
            found = measured(row, runners, best, options)
            for line in report(row.title, found, best, row.bars):
                print(line, flush=True)
            draw(row, found, best, options.curves)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
