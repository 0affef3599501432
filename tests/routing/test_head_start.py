"""Without numba a search begins from the routing library's plan, and learns what led there."""

import pytest

from delivery.routing.core import head_start as module
from delivery.routing.core.assemble import assemble
from delivery.routing.core.check import evaluate, faults
from delivery.routing.core.head_start import HeadStart, head_start
from delivery.routing.core.library_direct import best_tours
from delivery.routing.core.pool import pooled
from delivery.routing.core.search.engine import Search
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations, Seconds
from tests.routing.makers import load, problem, vehicle


@pytest.fixture
def plain(monkeypatch):
    monkeypatch.setattr(module, "COMPILES", False)
    monkeypatch.setattr(module, "WORTH_IT_S", 0.0)


def three(**changes):
    return problem(100, -200, 300, vehicles=[vehicle(fixed_cost=50, count=2, crates=2)], **changes)


def test_every_route_that_the_library_came_by_is_learned_at_what_it_costs():
    given, seen = three(), {}
    best_tours(given, 0.1, seen)
    search = Search(given, 1)
    before = len(pooled(search.state))
    search.learn(seen)
    costs = {}
    for tour in seen:
        drops = frozenset(load for visit in tour.visits for load in visit.loads)
        plan = assemble(given, [tour])
        cost = sum(route.cost for route in plan.routes)
        costs[drops] = min(cost, costs.get(drops, cost))
    learned = {frozenset(column.loads): column.cost for column in pooled(search.state, before)}
    assert learned == costs
    assert search.cost == Search(given, 1).cost  # the plan is as it was


def test_a_plan_begun_from_the_librarys_is_driven_and_no_dearer(plain):
    given = three()
    first = head_start(given, Seconds(0.2))
    plan = solve(given, stop=Seconds(0.3))
    assert faults(given, plan) == ()
    assert plan.cost <= evaluate(given, assemble(given, first.tours))


def test_counted_steps_give_the_same_plan_everywhere_so_they_begin_from_nothing(plain):
    assert head_start(three(), Iterations(100)) == HeadStart()


def test_what_the_library_is_not_told_of_is_not_left_to_it(plain):
    loads = [load(1, change_cost=5), load(2), load(3)]
    assert head_start(three(former={"l1": ["van", 0]}, loads=loads), Seconds(0.2)) == HeadStart()
    aims = [vehicle(target_s=60, cost_per_s_off_target=1)]
    assert head_start(problem(100, vehicles=aims), Seconds(0.2)) == HeadStart()


def test_a_solve_that_may_be_cancelled_does_without_what_nothing_can_stop(plain, monkeypatch):
    monkeypatch.setattr("delivery.routing.core.solve.head_start", pytest.fail)
    plan = solve(three(), stop=Seconds(0.1), cancelled=lambda: False)
    assert plan.cost > 0
