"""The second opinion: the same problem by OR-Tools' routing library, from other ideas.

Each group of loads from one store to one drop point is a pickup and a delivery. It serves
everything but ``locked``, ``former`` and ``target_s``, and never disinfects.
"""

from collections.abc import Iterator

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.constraint_solver.routing_ils_pb2 import IteratedLocalSearchParameters
from ortools.constraint_solver.routing_parameters_pb2 import RoutingSearchParameters

from delivery.routing.core.assemble import Tour
from delivery.routing.core.groups import groups_of
from delivery.routing.core.library_model import Model
from delivery.routing.core.lookup import Lookup
from delivery.routing.core.problem import Problem
from delivery.routing.core.visits import Visit, tidied


def library_tours(
    problem: Problem, *, seconds: float = 0, solutions: int = 0, iterated: bool = False
) -> list[Tour]:
    """Return tours found within ``seconds``, or after ``solutions`` of them if that is given.

    The library walks by guided local search, or if ``iterated`` by iterated local search, which
    ruins strings of visits (SISR) and puts them back: its best way found for these problems.
    """
    groups = groups_of(problem)
    if not groups or not problem.vehicles:
        return []
    model = Model(problem, groups)
    found = solved(model.model, parameters(seconds, solutions), iterated=iterated)
    return [*_tours(model, found)] if found else []


def parameters(seconds: float, solutions: int = 0) -> RoutingSearchParameters:
    """Return how to search: a first plan by insertion, then guided local search until the end."""
    how = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy
    how.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    walk = routing_enums_pb2.LocalSearchMetaheuristic
    how.local_search_metaheuristic = walk.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(max(1, int(seconds * 1000)) if seconds else 600_000)
    if solutions:
        how.solution_limit = solutions
    return how


def solved(
    model: pywrapcp.RoutingModel, how: RoutingSearchParameters, *, iterated: bool
) -> pywrapcp.Assignment | None:
    """Return the best solution of ``model`` found; ``SolveWithParameters`` never iterates."""
    if not iterated:
        return model.SolveWithParameters(how)
    walk = routing_enums_pb2.LocalSearchMetaheuristic
    how.local_search_metaheuristic = walk.GREEDY_DESCENT
    how.use_iterated_local_search = True
    _iterate(how.iterated_local_search_parameters)
    return model.SolveWithIteratedLocalSearch(how)


def _iterate(how: IteratedLocalSearchParameters) -> None:
    del how.ruin_recreate_parameters.ruin_strategies[:]
    ruin = how.ruin_recreate_parameters.ruin_strategies.add().sisr
    ruin.max_removed_sequence_size, ruin.avg_num_removed_visits = 10, 10
    ruin.bypass_factor = 0.5
    accept = how.reference_solution_acceptance_strategy.simulated_annealing
    accept.automatic_temperatures = True


def _tours(model: Model, found: pywrapcp.Assignment) -> Iterator[Tour]:
    lookup = Lookup(model.problem)
    for k, (vehicle, unit) in enumerate(model.units):
        visits = tidied(lookup, [*_visits(model, found, k)])
        if visits:
            yield Tour(vehicle, unit, tuple(visits))


def _visits(model: Model, found: pywrapcp.Assignment, k: int) -> Iterator[Visit]:
    index = found.Value(model.model.NextVar(model.model.Start(k)))
    while not model.model.IsEnd(index):
        node = model.manager.IndexToNode(index)
        group = model.groups[node % model.size]
        picks = node < model.size
        yield Visit(picks, group.store if picks else group.drop, group.loads)
        index = found.Value(model.model.NextVar(index))
