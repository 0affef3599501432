"""A move tried by hand is judged as the whole plan would be, and says what is in its way."""

import pytest
from hypothesis import given as draws
from hypothesis import settings
from hypothesis import strategies as st

from delivery.routing.core.check import evaluate, faults
from delivery.routing.core.reading import written
from delivery.routing.core.replan import under_way
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from delivery.routing.core.what_if import Move, WhatIf, what_if
from tests.routing.crowded import crowded
from tests.routing.makers import drop_point, load, problem, store, vehicle
from tests.routing.otherwise import INSTANCES
from tests.routing.test_replan import two_vans

STEPS = Iterations(300)


@settings(max_examples=INSTANCES or 25, deadline=None)
@draws(seed=st.integers(0, 10**6), now_s=st.none() | st.integers(0, 600), moves=st.randoms())
def test_a_move_tried_is_the_same_as_the_whole_plan_judged(seed, now_s, moves):
    given = crowded(seed)
    plan = solve(given, stop=Iterations(60))
    if now_s is not None:
        given = under_way(given, plan, now_s, 50)
        plan = solve(given, stop=Iterations(60))
    tried = WhatIf(given, plan)
    for _ in range(12):
        some = moves.choice([*_stops(plan), *((left.load,) for left in plan.skipped), ("l1",)])
        to = moves.choice([None, *(v.id for v in given.vehicles)])
        outcome = tried.outcome(Move(tuple(some), to, 0, moves.choice([None, 0, 1, 2])))
        done = {n for k in given.locked for x in k.done if x.kind == "drop" for n in x.loads}
        if done.intersection(some):
            assert {fault.code for fault in outcome.faults} == {"done-changed"}
            continue
        whole = faults(given, outcome.plan)
        assert set(map(str, outcome.faults)) == set(map(str, whole))
        assert outcome.plan.cost == evaluate(given, outcome.plan)
        assert outcome.cost == outcome.plan.cost - plan.cost
        assert outcome.seconds == _seconds(outcome.plan) - _seconds(plan)


def _stops(plan):
    """The loads of each drop of a plan."""
    return [stop.loads for r in plan.routes for stop in r.stops if stop.kind == "drop"]


def _seconds(plan):
    return sum(route.duration_s for route in plan.routes)


def test_nothing_moves_on_a_route_that_is_locked_whole():
    given = problem(100, 200)
    plan = solve(given, stop=STEPS)
    lock = {"vehicle": "van", "unit": 0, "at_place": 0, "free_at_s": 400, "whole": True}
    stops = [written(stop) for stop in plan.routes[0].stops]
    fixed = problem(100, 200, 300, vehicles=[vehicle(count=2)], locked=[lock | {"done": stops}])
    after = solve(fixed, stop=STEPS)
    assert not what_if(fixed, after, Move(("l1",), "van", 1)).feasible
    assert not what_if(fixed, after, Move(("l3",), "van", 0)).feasible
    assert not what_if(fixed, after, Move(("l1",))).feasible


@pytest.mark.parametrize(
    ("move", "error"),
    [
        (Move(("l9",), "van"), KeyError),
        (Move(("l1",), "cart"), KeyError),
        (Move(("l1",), "van", 3), KeyError),
        (Move(("l1",), "van", -1), KeyError),
        (Move(("l1", "l2"), "van"), ValueError),
        (Move((), "van"), ValueError),
    ],
)
def test_a_move_of_what_is_not_there_is_refused(move, error):
    given = two_vans(100, 400)
    with pytest.raises(error):
        what_if(given, solve(given, stop=STEPS), move)


def test_a_move_says_what_is_in_its_way():
    points = [drop_point(1), drop_point(2, closes_s=250)]
    given = problem(100, 200, drop_points=points, stores=[store(loading_s=40)])
    plan = solve(given, stop=STEPS)
    assert what_if(given, plan, Move(("l2",), "van", 0, 1)).feasible
    late = what_if(given, plan, Move(("l1",), "van", 0, 1))
    assert late.feasible
    shut = problem(100, 200, drop_points=[drop_point(1, service_s=60), points[1]])
    best = solve(shut, stop=STEPS)
    swapped = what_if(shut, best, Move(("l2",), "van", 0, 1))
    assert [fault.code for fault in swapped.faults] == ["after-closing"]


def test_leaving_a_load_out_is_a_move_too():
    given = two_vans(100, 400, loads=[load(1), load(2, skip_cost=3000)])
    plan = solve(given, stop=STEPS)
    outcome = what_if(given, plan, Move(("l2",)))
    assert outcome.feasible
    assert outcome.cost == 3000 - 600
    assert [left.load for left in outcome.plan.skipped] == ["l2"]
