"""Our own planner."""

from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import Progress, solve, warm_up
from delivery.routing.core.stopping import Seconds

__all__ = ["plan", "warm_up"]


def plan(problem: Problem, seconds: float, seed: int, curve: list[tuple[float, int]]) -> Plan:
    """Return our plan after ``seconds``; ``curve`` gets what it tells on the way."""

    def told(progress: Progress) -> None:
        curve.append((progress.seconds, progress.cost))

    return solve(problem, stop=Seconds(seconds), seed=seed, progress=told)
