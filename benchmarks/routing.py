"""How good the planner's plans are after so many seconds, beside OR-Tools' routing library.

``python benchmarks/routing.py`` solves the instances of ``--instances`` with each solver, for each
time limit and seed, one after the other on one thread, and prices every plan by the checker. It
prints gaps to the best plan seen, which it keeps in ``--best``, and writes a curve of gap over time
for each class of instances into ``--curves``.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from delivery.routing.core.assemble import assemble
from delivery.routing.core.check import evaluate, faults
from delivery.routing.core.library import library_tours
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import Progress, solve, warm_up
from delivery.routing.core.stopping import Seconds

Curve = list[tuple[float, int]]
Solver = Callable[[Problem, float, int, Curve], Plan]


@dataclass(frozen=True, slots=True)
class Result:
    """What one run cost, and its curve of (seconds, cost)."""

    name: str
    solver: str
    seconds: float
    cost: int
    curve: Curve


def menkou(problem: Problem, seconds: float, seed: int, curve: Curve) -> Plan:
    """Solve by the planner; ``curve`` gets what it tells on the way."""

    def told(progress: Progress) -> None:
        curve.append((progress.seconds, progress.cost))

    return solve(problem, stop=Seconds(seconds), seed=seed, progress=told)


def library(problem: Problem, seconds: float, seed: int, curve: Curve) -> Plan:
    """Solve by OR-Tools' routing library, which has no seed and tells nothing on the way."""
    plan = assemble(problem, library_tours(problem, seconds=seconds), seed=seed)
    curve.append((seconds, plan.cost))
    return plan


SOLVERS: dict[str, Solver] = {"menkou": menkou, "library": library}


def runs(options: argparse.Namespace) -> Iterator[Result]:
    """Run everything asked for, alternating between the solvers."""
    for path in sorted(options.instances.glob("*-n*.json")):
        problem = Problem.from_json(json.loads(path.read_text(encoding="utf-8")))
        for seconds in options.seconds:
            for seed in range(1, options.seeds + 1):
                for name in options.solvers:
                    yield run(problem, name, seconds, seed)


def run(problem: Problem, name: str, seconds: float, seed: int) -> Result:
    """Run one solver once; a plan with a fault ends the benchmark."""
    curve: Curve = []
    began = time.perf_counter()
    plan = SOLVERS[name](problem, seconds, seed, curve)
    took = time.perf_counter() - began
    if wrong := faults(problem, plan):
        raise SystemExit(f"{name} on {problem.name}: {wrong[0]}")
    print(
        f"{problem.name:36} {name:8} {seconds:4g} s  seed {seed}  {plan.cost:10}  took {took:.2f} s"
    )
    return Result(problem.name, name, seconds, evaluate(problem, plan), curve)


def best_of(results: list[Result], path: Path) -> dict[str, int]:
    """Return the best cost seen for each instance, now or ever, and keep it in ``path``."""
    best: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    for result in results:
        best[result.name] = min(result.cost, best.get(result.name, result.cost))
    path.write_text(json.dumps(best, indent=1, sort_keys=True) + "\n")
    return best


def report(results: list[Result], best: dict[str, int]) -> None:
    """Print the mean and the worst gap of each solver at each time."""
    gaps: dict[tuple[str, float], list[float]] = defaultdict(list)
    for result in results:
        gaps[result.solver, result.seconds].append(100 * (result.cost / best[result.name] - 1))
    for (solver, seconds), found in sorted(gaps.items()):
        mean, worst = statistics.mean(found), max(found)
        print(f"gap {solver:8} {seconds:4g} s  mean {mean:6.2f} %  worst {worst:6.2f} %")


def draw(results: list[Result], best: dict[str, int], folder: Path) -> None:
    """Write a picture for each class of instances, by its number of drop points."""
    classes: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        classes["-".join(result.name.split("-")[1:2] + result.name.split("-")[3:])].append(result)
    folder.mkdir(parents=True, exist_ok=True)
    for name, members in classes.items():
        (folder / f"{name}.svg").write_text(picture(name, members, best), encoding="utf-8")


def picture(name: str, results: list[Result], best: dict[str, int]) -> str:
    """Return an SVG of gap (up to 10 %, upwards) over seconds (to the right), a line a run."""
    longest = max(result.seconds for result in results)
    lines = []
    for result in results:
        gaps = [(s, 100 * (cost / best[result.name] - 1)) for s, cost in result.curve]
        points = " ".join(
            f"{40 + 540 * s / longest:.1f},{280 - 26 * min(g, 10):.1f}" for s, g in gaps
        )
        colour = "#0a7d55" if result.solver == "menkou" else "#9a5b00"
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
    axes = '<path d="M40 20V280H580" fill="none" stroke="#555"/>'
    words = f'<text x="44" y="16">{name}: gap to the best seen, 10 % = top; {longest:g} s = right</text>'
    size = 'viewBox="0 0 600 300" font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{axes}{words}{"".join(lines)}</svg>\n'


def main() -> None:
    """Read the options, run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, default=Path("../shared/benchmarks/drop"))
    parser.add_argument("--seconds", type=float, nargs="+", default=[1, 3, 10])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--solvers", nargs="+", choices=SOLVERS, default=list(SOLVERS))
    parser.add_argument("--best", type=Path, default=Path("benchmarks/best.json"))
    parser.add_argument("--curves", type=Path, default=Path("build/curves"))
    options = parser.parse_args()
    warm_up()
    results = list(runs(options))
    best = best_of(results, options.best)
    report(results, best)
    draw(results, best, options.curves)


if __name__ == "__main__":
    main()
