"""OR-Tools' routing library, in its best tuning found: iterated local search that ruins strings."""

from delivery.routing.core.assemble import Tour
from delivery.routing.core.library import library_tours
from delivery.routing.core.problem import Problem


def tours(
    problem: Problem, seconds: float, seed: int, curve: list[tuple[float, int]]
) -> list[Tour]:
    """Return the library's tours after ``seconds``; it has no seed and tells nothing on the way."""
    return library_tours(problem, seconds=seconds, iterated=True)
