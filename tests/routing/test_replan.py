"""A plan made anew while vehicles are out, and moves tried by hand."""

import pytest
from hypothesis import given as draws
from hypothesis import settings
from hypothesis import strategies as st

from delivery.routing.core.check import faults
from delivery.routing.core.problem import InvalidProblem, Problem
from delivery.routing.core.replan import differences, replan, under_way
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from tests.routing.brute import best_cost
from tests.routing.crowded import crowded
from tests.routing.makers import drop_point, problem, vehicle
from tests.routing.otherwise import INSTANCES

STEPS = Iterations(300)


def two_vans(*at, **changes):
    return problem(*at, vehicles=[vehicle(count=3, crates=2)], **changes)


def test_what_is_begun_stays_and_a_new_load_joins():
    before = two_vans(100, 200, 300)
    plan = solve(before, stop=STEPS)
    more = two_vans(100, 200, 300, 400)
    now, after = replan(more, plan, now_s=120, change_cost=50, stop=STEPS)
    assert faults(now, after) == ()
    assert not after.skipped
    for old in plan.routes:
        if old.stops[0].leaves_s <= 120:
            new = next(r for r in after.routes if r.unit == old.unit)
            begun = [stop for stop in old.stops if stop.leaves_s <= 120]
            assert list(new.stops[: len(begun)]) == begun
    assert "l4 goes with" in " ".join(map(str, differences(plan, after, now)))


def test_nothing_new_changes_nothing():
    given = two_vans(100, 200, 300)
    plan = solve(given, stop=STEPS)
    now, after = replan(given, plan, now_s=50, change_cost=50, stop=STEPS)
    assert differences(plan, after, now) == ()
    assert after.cost == plan.cost


def test_before_anybody_left_only_change_has_a_price():
    given = two_vans(100, 200, drop_points=[drop_point(i, opens_s=500) for i in (1, 2)])
    plan = solve(given, stop=STEPS)
    now = under_way(given, plan, 10, change_cost=70)
    assert now.locked == ()
    assert {x.change_cost for x in now.loads} == {70}


def test_a_gate_that_closes_early_leaves_a_load_out_and_says_so():
    given = two_vans(100, 400)
    plan = solve(given, stop=STEPS)
    shut = two_vans(100, 400, drop_points=[drop_point(1), drop_point(2, closes_s=50)])
    now, after = replan(shut, plan, now_s=0, change_cost=1, stop=STEPS)
    assert faults(now, after) == ()
    # The van has left for the store only; the drop is not begun.
    assert [left.load for left in after.skipped] == ["l2"]
    assert "left-out" in {change.code for change in differences(plan, after, now)}


def test_a_load_on_board_cannot_vanish():
    given = two_vans(100, 200)
    plan = solve(given, stop=STEPS)
    with pytest.raises(InvalidProblem):
        replan(two_vans(100), plan, now_s=150, change_cost=1, stop=STEPS)


def test_what_is_on_board_is_not_taken_again_where_more_is_fetched():
    points = [drop_point(1), drop_point(2, opens_s=700), drop_point(3)]
    lock = {"vehicle": "van", "unit": 0, "at_place": 1, "free_at_s": 150, "on_board": ["l2"]}
    vans = [vehicle(max_loadings=2)]
    given = problem(100, 200, 50, drop_points=points, vehicles=vans, locked=[lock])
    plan = solve(given, stop=STEPS)
    assert faults(given, plan) == ()
    assert not plan.skipped


@settings(max_examples=INSTANCES or 20, deadline=None)
@draws(
    seed=st.integers(0, 10**6),
    now_s=st.integers(0, 700),
    change_cost=st.sampled_from([0, 50, 10**6]),
    shut=st.integers(0, 2),
)
def test_a_new_plan_keeps_what_is_begun_and_changes_as_little_as_pays(
    seed, now_s, change_cost, shut
):
    given = crowded(seed)
    plan = solve(given, stop=Iterations(100))
    data = given.to_json()
    data["drop_points"][shut]["closes_s"] = data["drop_points"][shut]["opens_s"]
    now, after = replan(
        Problem.from_json(data), plan, now_s=now_s, change_cost=change_cost, stop=Iterations(3000)
    )
    assert faults(now, after) == ()
    for lock in now.locked:
        route = next(r for r in after.routes if (r.vehicle, r.unit) == (lock.vehicle, lock.unit))
        assert route.stops[: len(lock.done)] == lock.done
        others = (r for r in after.routes if r is not route)
        assert not {n for r in others for s in r.stops for n in s.loads} & set(lock.on_board)
    assert after.cost == best_cost(now)
