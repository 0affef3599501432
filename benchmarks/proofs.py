"""The rows that stand for themselves: what is proved, bounds that hold, the order of risks."""

import statistics
from collections.abc import Callable, Iterator, Mapping

from benchmarks.instances.neighbourhoods import SKIP_COST
from benchmarks.instances.variants import instance
from benchmarks.running import Runners
from benchmarks.solvers import OURS, Answer
from delivery.routing.core.problem import Problem
from tests.routing.brute import best_cost
from tests.routing.test_search import tiny

PROOFS = ((25, 30, 20), (40, 60, 10), (60, 60, 6), (100, 120, 4))
"""Drop points, seconds, and how many instances."""

WANTED = {25: 0.5, 40: 1.0, 60: 1.5, 100: 2.0}
"""Per cent that a plan may at most be above what is proved; at n = 25, where it is not optimal."""

OPTIMAL_SHARE = 90
TINY_S, RISK_S = 1.5, 0.2


def proof(runners: Runners, *, quick: bool) -> Iterator[str]:
    """Yield how far plans are from what is proved, by size."""
    yield "\n== proof: gap between the plan and its bound, in per cent; no peer proves anything"
    for n, seconds, count in PROOFS[: 2 if quick else 4]:
        problems = [
            Problem.from_json(instance(n, s)) for s in range(1, (2 if quick else count) + 1)
        ]
        yield _proved(n, seconds, [runners.run("proof", p, seconds, 1) for p in problems])


def _proved(n: int, seconds: float, answers: list[Answer]) -> str:
    gaps = [100 * (a.cost / a.bound - 1) for a in answers if a.cost is not None and a.bound]
    begin = f"  n = {n:3} {seconds:4g} s  "
    if len(gaps) < len(answers):
        return (
            f"{begin}nothing proved for {len(answers) - len(gaps)} of {len(answers)}: NOT reached"
        )
    share = 100 * sum(gap < 1e-9 for gap in gaps) / len(gaps)
    reached = max(gaps) <= WANTED[n] and (n > 25 or share >= OPTIMAL_SHARE)
    wanted = f"at most {WANTED[n]:g} %" + f", {OPTIMAL_SHARE} % optimal" * (n == 25)
    return (
        f"{begin}optimal {share:.0f} %, mean {statistics.fmean(gaps):.2f}, worst {max(gaps):.2f}"
        f"; bar {wanted}: {'reached' if reached else 'NOT reached'} ({len(gaps)} instances)"
    )


def bound(runners: Runners, *, quick: bool) -> Iterator[str]:
    """Yield whether a bound was above the best plan of small problems, by trying everything."""
    count = 40 if quick else 2000
    above = unproved = wrong = 0
    for seed in range(count):
        problem = tiny(seed)
        found, least = runners.run("proof", problem, TINY_S, 1), best_cost(problem)
        unproved += found.bound is None
        above += found.bound is not None and found.bound > least
        wrong += found.trouble != ""
    yield "\n== bound: small random instances against trying everything"
    verdict = "NOT reached" if above or unproved == count else "reached"
    yield f"  bar 0 bounds above the best: {above} of {count - unproved} bounds, {verdict}"
    yield f"  note {unproved} of {count} without a bound, {wrong} plans with a fault"


def risk(runners: Runners, *, quick: bool) -> Iterator[str]:
    """Yield how often the order of risks was broken, and what keeping it costs."""
    count = 20 if quick else 1000
    violations, prices = 0, []
    for seed in range(count):
        data = instance(10 + seed % 16, seed, 1, "risk")
        kept = runners.run(OURS, Problem.from_json(data), RISK_S, 1)
        free = data | {"rules": {"risk_must_not_fall": False}}
        without = runners.run(OURS, Problem.from_json(free), RISK_S, 1)
        violations += kept.cost is None
        costs = [a.cost for a in (kept, without) if a.cost is not None and a.cost < SKIP_COST]
        if len(costs) == 2:
            prices.append(100 * (costs[0] / costs[1] - 1))
    yield f"\n== order of risks on {count} random instances of 10 to 25 drop points"
    verdict = "NOT reached" if violations else "reached"
    yield f"  bar 0 violations by the checker: {violations}, {verdict}"
    spread = f"mean {statistics.fmean(prices):.2f} %, worst {max(prices):.2f} %" if prices else "-"
    yield f"  its price over the same without the rule: {spread} ({len(prices)} pairs)"


OWN_ROWS: Mapping[str, Callable[..., Iterator[str]]] = {
    "proof": proof,
    "bound": bound,
    "risk": risk,
}
