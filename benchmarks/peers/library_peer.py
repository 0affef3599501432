"""OR-Tools' routing library in its best tuning found: iterated local search that ruins strings.

Where one store loads each vehicle once, each drop point is one node, as a user of the library
would say it; elsewhere the planner's own model for it is used, with pickups and deliveries.
"""

from delivery.routing.core.assemble import Tour
from delivery.routing.core.library_direct import best_tours
from delivery.routing.core.problem import Problem


def tours(
    problem: Problem, seconds: float, seed: int, curve: list[tuple[float, int]]
) -> list[Tour]:
    """Return the library's tours after ``seconds``; it has no seed and tells nothing on the way."""
    return best_tours(problem, seconds)
