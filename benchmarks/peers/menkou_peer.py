"""Our own planner: compiled, as plain Python, and proving as long as there is time."""

from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.solve import Progress, solve
from delivery.routing.core.stopping import Gap, Seconds, StoppingRule

Curve = list[tuple[float, int]]


def plan(problem: Problem, seconds: float, seed: int, curve: Curve) -> Plan:
    """Return our plan after ``seconds``; ``curve`` gets what it tells on the way."""
    return _solved(problem, Seconds(seconds), seed, curve)


def plain(problem: Problem, seconds: float, seed: int, curve: Curve) -> Plan:
    """Return our plan as `plan` does, by the same search run as plain Python."""
    if COMPILES:
        raise RuntimeError("MENKOU_NUMBA=0 must be set before the search is imported")
    return _solved(problem, Seconds(seconds), seed, curve)


def proved(problem: Problem, seconds: float, seed: int, curve: Curve) -> Plan:
    """Return our plan as soon as it is proved to be the best, or after ``seconds``."""
    return _solved(problem, Gap(0.0, seconds), seed, curve)


def _solved(problem: Problem, stop: StoppingRule, seed: int, curve: Curve) -> Plan:
    def told(progress: Progress) -> None:
        curve.append((progress.seconds, progress.cost))

    return solve(problem, stop=stop, seed=seed, progress=told)
