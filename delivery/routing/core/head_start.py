"""A plan to begin from where the search runs as plain Python, a hundred times slower than compiled.

OR-Tools' routing library is compiled anyway. What it finds in most of the time, the search makes
better in the rest of it, at temperatures that do not take it apart.
"""

from dataclasses import dataclass

from delivery.routing.core.assemble import Tour
from delivery.routing.core.library_direct import best_tours
from delivery.routing.core.problem import Problem
from delivery.routing.core.search.engine import Cooling
from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.spots import CannotExpress
from delivery.routing.core.stopping import Iterations, StoppingRule

SHARE = 0.8
"""The library has so much of the time."""

WORTH_IT_S = 1.0
"""In less time the library may have found no plan at all."""

GENTLE = Cooling(first=0.02)


@dataclass(frozen=True, slots=True)
class HeadStart:
    """The tours to begin from, and all those that were come by on the way to them."""

    tours: tuple[Tour, ...] = ()
    seen: tuple[Tour, ...] = ()


def head_start(problem: Problem, stop: StoppingRule) -> HeadStart:
    """Return the library's tours if they are of use, else none.

    A search that runs by `Iterations` is to give the same plan everywhere, and the library stops by
    the clock. It is not told of vehicles under way, of former routes or of targets of minutes.
    """
    if COMPILES or isinstance(stop, Iterations) or stop.seconds < WORTH_IT_S:
        return HeadStart()
    if problem.locked or problem.former or any(v.target_s is not None for v in problem.vehicles):
        return HeadStart()
    seen: dict[Tour, None] = {}
    try:
        found = best_tours(problem, SHARE * stop.seconds, seen)
    except CannotExpress:
        return HeadStart()
    return HeadStart(tuple(found), tuple(seen))
