"""How good the planner's plans are after so many seconds, beside PyVRP, VROOM and OR-Tools.

``python -m benchmarks.routing`` prints, for each row of "Figures to reach", our figure, the peers'
and the bar, and writes a picture of gap over time for each class of instances. Every plan is
priced by the checker. ``--quick`` takes some minutes; the full size takes hours.
"""

import argparse
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.best import Best
from benchmarks.curves import picture
from benchmarks.proofs import OWN_ROWS
from benchmarks.report import report
from benchmarks.rows import GAP_ROWS, Row
from benchmarks.running import Run, Runners, abreast, runs

ROWS = (*GAP_ROWS, *OWN_ROWS)
LONG_S = 60


def measured(row: Row, best: Best, options: argparse.Namespace) -> list[Run]:
    """Run a row, telling each run on the way, and let ``best`` learn from it."""
    seconds, seeds = options.seconds or row.seconds, options.seeds or row.seeds
    solvers = [name for name in row.solvers if name in (options.solvers or row.solvers)]
    found: list[Run] = []
    with Runners(row.wide) as runners:
        if row.wide > 1:
            under_way = abreast(runners, row.cases, solvers, seconds)
        else:
            under_way = runs(runners, row.cases, solvers, seconds, seeds)
        for run in under_way:
            found.append(run)
            tell(run)
        best.learn(found)
        if options.long:
            run_long(row, runners, solvers, best, options.long)
    return found


def run_long(
    row: Row, runners: Runners, solvers: Sequence[str], best: Best, seconds: float
) -> None:
    """Run each solver for long, once ever, on each instance, for the best seen."""
    for name in solvers:
        fresh = [case for case in row.cases if not best.ran_long(case.name, name)]
        if row.wide > 1:
            best.learn(abreast(runners, fresh, [name], [seconds]), long=True)
        else:
            for run in runs(runners, fresh, [name], [seconds], 1):
                tell(run)
                best.learn([run], long=True)


def tell(run: Run) -> None:
    """Print one run."""
    cost = run.answer.trouble if run.answer.cost is None else run.answer.cost
    print(f"{run.case:32} {run.solver:8}{run.seconds:4g} s  seed {run.seed}  {cost}", flush=True)


def draw(name: str, found: Iterable[Run], best: Best, folder: Path) -> None:
    """Write a picture for each class of a row."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in dict.fromkeys(run.kind for run in found):
        some = [run for run in found if run.kind == kind]
        if any(run.answer.cost is not None for run in some):
            path = folder / f"{name}-{re.sub('[^a-z0-9]+', '-', kind.lower())}.svg"
            path.write_text(picture(kind, some, best), encoding="utf-8")


def options_given() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=ROWS)
    parser.add_argument("--quick", action="store_true", help="a size of some minutes")
    parser.add_argument("--seconds", type=float, nargs="+", help="instead of each row's times")
    parser.add_argument("--seeds", type=int, help="instead of each row's number of seeds")
    parser.add_argument("--solvers", nargs="+", help="only these, where a row has them")
    parser.add_argument("--long", type=float, help="seconds of the runs for the best seen; 0: none")
    parser.add_argument("--best", type=Path, default=Path("benchmarks/best.json"))
    parser.add_argument("--curves", type=Path, default=Path("build/curves"))
    options = parser.parse_args()
    if options.long is None:
        options.long = 0 if options.quick else LONG_S
    return options


def main() -> None:
    """Run each row that is asked for, print its report and write its pictures."""
    options = options_given()
    best = Best.read(options.best)
    for name in options.rows:
        if name in OWN_ROWS:
            with Runners() as runners:
                for line in OWN_ROWS[name](runners, quick=options.quick):
                    print(line, flush=True)
            continue
        row = GAP_ROWS[name](quick=options.quick)
        for case, cost in row.published.items():
            best.know(case, cost, "published")
        found = measured(row, best, options)
        for line in report(row.title, found, best, row.bars, row.ours):
            print(line, flush=True)
        draw(name, found, best, options.curves)


if __name__ == "__main__":
    main()
