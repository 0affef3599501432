"""The second opinion: OR-Tools' routing library keeps the same rules."""

import pytest

from delivery.routing.core.assemble import assemble
from delivery.routing.core.check import faults
from delivery.routing.core.library import library_tours
from tests.routing.brute import best_cost
from tests.routing.makers import drop_point, problem, store, vehicle
from tests.routing.test_search import tiny


def opinion(given):
    plan = assemble(given, library_tours(given, solutions=20))
    assert faults(given, plan) == ()
    return plan


@pytest.mark.parametrize("seed", range(8))
def test_it_keeps_every_rule_and_is_never_better_than_the_best(seed):
    given = tiny(seed)
    assert opinion(given).cost >= best_cost(given)


def test_it_comes_back_to_the_store_for_more():
    van = vehicle(crates=1, max_loadings=2, max_stops=2, max_distance_m=900)
    plan = opinion(problem(100, 200, vehicles=[van], stores=[store(loading_s=5)]))
    assert plan.cost == 600
    assert len(plan.routes) == 1


def test_open_ends_and_shut_gates_are_seen():
    shut = [drop_point(1), drop_point(2, opens_s=999)]
    plan = opinion(problem(100, 200, vehicles=[vehicle(end=None)], drop_points=shut))
    assert plan.cost == 100 + 10_000 or plan.cost == 200


def test_without_loads_or_vehicles_there_is_nothing_to_say():
    assert library_tours(problem()) == []
    assert library_tours(problem(5, vehicles=[])) == []
