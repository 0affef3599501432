"""The search keeps every rule, alone and together, and finds the best plan of tiny problems."""

import random

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.parts import Stop
from delivery.routing.core.problem import Problem
from delivery.routing.core.reading import written
from delivery.routing.core.solve import Progress, solve
from delivery.routing.core.stopping import Iterations, Seconds
from tests.routing.brute import best_cost
from tests.routing.makers import drop_point, line, load, problem, store, vehicle


def solved(given, steps=300, **options):
    plan = solve(given, stop=Iterations(steps), **options)
    assert faults(given, plan) == ()
    return plan


def drops(plan):
    """The drop points of each route, in order."""
    return [
        [s.loads[0].replace("l", "d") for s in r.stops if s.kind == "drop"] for r in plan.routes
    ]


def test_an_empty_problem_has_an_empty_plan():
    assert solved(problem()).cost == 0
    assert [s.load for s in solved(problem(5, vehicles=[])).skipped] == ["l1"]


def test_the_nearest_way_is_found():
    assert solved(problem(100, 300, 200)).cost == 600


def test_windows_decide_the_order():
    points = [drop_point(1, opens_s=400), drop_point(2, closes_s=200)]
    assert drops(solved(problem(100, 200, drop_points=points))) == [["d2", "d1"]]


@pytest.mark.parametrize("what", [{"mass_g": 1500}, {"crates": 1}, {"max_stops": 1}])
def test_what_does_not_fit_in_one_vehicle_goes_in_two(what):
    plan = solved(problem(100, 200, vehicles=[vehicle(count=2, **what)]))
    assert len(plan.routes) == 2


def test_cold_crates_have_a_limit_of_their_own():
    loads = [load(i, crates=2, cold_crates=2) for i in (1, 2)]
    plan = solved(problem(100, 200, loads=loads, vehicles=[vehicle(count=2, cold_crates=3)]))
    assert len(plan.routes) == 2


def test_coming_back_to_the_store_saves_a_vehicle():
    van = vehicle(crates=1, count=2, fixed_cost=500, max_loadings=2)
    plan = solved(problem(100, 200, vehicles=[van]))
    assert len(plan.routes) == 1
    assert [s.kind for s in plan.routes[0].stops] == [
        "start",
        "load",
        "drop",
        "load",
        "drop",
        "end",
    ]


def test_loading_takes_its_time_at_each_visit():
    van = vehicle(crates=1, count=2, fixed_cost=500, max_loadings=2, shift_s=[0, 650])
    given = problem(100, 200, vehicles=[van], stores=[store(loading_s=30)])
    assert len(solved(given).routes) == 2


def test_range_risk_kind_and_way_keep_a_vehicle_out():
    bike = vehicle("bike", kind="bike", max_distance_m=300, fixed_cost=0)
    van = vehicle(fixed_cost=5000)
    assert [r.vehicle for r in solved(problem(200, vehicles=[bike, van])).routes] == ["van"]
    careful = vehicle("bike", kind="bike", max_risk=0)
    risky = [drop_point(1, risk=1)]
    plan = solved(problem(200, vehicles=[careful, van], drop_points=risky))
    assert [r.vehicle for r in plan.routes] == ["van"]
    only = [drop_point(1, allowed_kinds=["van"])]
    plan = solved(problem(200, vehicles=[vehicle("bike", kind="bike"), van], drop_points=only))
    assert [r.vehicle for r in plan.routes] == ["van"]
    walk = line(0, 200)
    walk["time_s"][0][1] = None
    assert solved(problem(200, travel=[walk])).skipped


def test_a_full_shelf_takes_no_more():
    loads = [load(1, crates=3), load(1, id="l2", crates=3, skip_cost=10)]
    plan = solved(problem(100, loads=loads, drop_points=[drop_point(1, shelf_crates=5)]))
    assert [left.load for left in plan.skipped] == ["l2"]


def test_loads_of_two_stores_for_one_drop_point_come_in_one_visit():
    stores = [store(), store(id="t", place=2)]
    loads = [load(1), load(1, id="l2", store="t")]
    plan = solved(problem(300, 100, stores=stores, loads=loads))
    assert [s.kind for s in plan.routes[0].stops] == ["start", "load", "load", "drop", "end"]
    assert plan.cost == 600


def test_a_load_waits_until_it_is_ready():
    plan = solved(problem(100, loads=[load(1, ready_s=300)]))
    assert plan.routes[0].stops[1].starts_s == 300


def test_what_may_not_ride_long_is_brought_first_or_loaded_again():
    loads = [load(1), load(2, max_ride_s=150)]
    plan = solved(problem(100, -150, loads=loads, vehicles=[vehicle(max_loadings=2)]))
    ride = next(s for r in plan.routes for s in r.stops if s.loads == ("l2",) and s.kind == "drop")
    assert not plan.skipped
    assert ride


def test_risk_never_falls_unless_the_vehicle_is_disinfected():
    points = [drop_point(1, risk=2), drop_point(2, risk=0)]
    rules = {"risk_must_not_fall": True}
    far = solved(problem(100, 200, drop_points=points, rules=rules))
    assert drops(far) == [["d2", "d1"]]
    closes = [drop_point(1, risk=2, closes_s=100), drop_point(2, risk=0)]
    van = [vehicle(max_loadings=2)]
    stuck = problem(100, 200, drop_points=closes, rules=rules, vehicles=van)
    assert len(solved(stuck).skipped) == 1
    clean = problem(100, 200, drop_points=closes, rules=rules | {"disinfect_s": 60}, vehicles=van)
    assert drops(solved(clean)) == [["d1", "d2"]]


def test_a_load_is_left_out_where_bringing_it_costs_more():
    plan = solved(problem(100, 900, loads=[load(1), load(2, skip_cost=1500)]))
    assert [left.load for left in plan.skipped] == ["l2"]


def test_a_load_stays_with_its_former_vehicle_if_changing_costs_more_than_it_saves():
    vehicles = [vehicle(fixed_cost=10, count=3)]
    loads = [load(1, change_cost=500), load(2)]
    plan = solved(problem(100, 200, loads=loads, vehicles=vehicles, former={"l1": ["van", 2]}))
    assert [(r.vehicle, r.unit) for r in plan.routes] == [("van", 2)]


def test_a_route_is_made_as_long_as_was_pledged():
    vehicles = [vehicle(count=2, target_s=200, cost_per_s_off_target=50)]
    plan = solved(problem(100, -100, vehicles=vehicles))
    assert [r.duration_s for r in plan.routes] == [200, 200]


def test_who_is_paid_by_time_leaves_late():
    points = [drop_point(1, opens_s=500)]
    plan = solved(problem(100, drop_points=points, vehicles=[vehicle(cost_per_s=1)]))
    assert plan.routes[0].duration_s == 200


LOCK = {"vehicle": "van", "unit": 0, "at_place": 1, "free_at_s": 150}


def test_what_is_on_board_stays_there_and_new_loads_are_fetched():
    vehicles = [vehicle(max_loadings=2), vehicle("cart", fixed_cost=9000)]
    given = problem(100, 200, 50, vehicles=vehicles, locked=[LOCK | {"on_board": ["l2"]}])
    plan = solved(given)
    assert [r.vehicle for r in plan.routes] == ["van"]
    assert not plan.skipped


def test_done_stops_and_whole_routes_stay():
    given = problem(100, 200, vehicles=[vehicle(count=2)])
    route = solved(given).routes[0]
    done = [written(stop) for stop in route.stops[:3]]
    first = route.stops[2].loads[0]
    left = next(x for x in ("l1", "l2") if x != first)
    lock = LOCK | {"at_place": route.stops[2].place, "done": done, "on_board": [left]}
    again = problem(100, 200, locked=[lock | {"free_at_s": route.stops[2].leaves_s}])
    assert solved(again).routes[0].stops == route.stops
    whole = LOCK | {"whole": True, "done": [written(stop) for stop in route.stops]}
    fixed = problem(100, 200, 300, vehicles=[vehicle(count=2)], locked=[whole])
    assert solved(fixed).routes[0].stops == route.stops
    assert isinstance(route.stops[0], Stop)


def tiny(seed):
    """A problem of three or four loads with a random choice of rules."""
    draw = random.Random(seed)
    at = [draw.randrange(-300, 300) for _ in range(draw.randrange(3, 5))]
    second = draw.random() < 0.4
    points = [
        drop_point(
            i,
            opens_s=(opens := draw.choice([0, 0, 200, 400])),
            closes_s=opens + draw.choice([150, 600]),
            service_s=draw.choice([0, 20]),
            risk=draw.randrange(3),
        )
        for i in range(1, len(at) + 1)
    ]
    loads = [
        load(
            i,
            crates=draw.randrange(1, 5),
            store="t" if second and draw.random() < 0.5 else "s",
            handling_s=draw.choice([0, 10]),
            skip_cost=draw.choice([400, 10_000]),
            max_ride_s=draw.choice([None, None, 250]),
            ready_s=draw.choice([None, None, 100]),
        )
        for i in range(1, len(at) + 1)
    ]
    rules = {"risk_must_not_fall": draw.random() < 0.3}
    if draw.random() < 0.5:
        rules["disinfect_s"] = 30
    vehicles = [
        vehicle(
            crates=draw.choice([4, 6]), max_loadings=draw.choice([1, 2]), end=draw.choice([0, None])
        ),
        vehicle(
            "cart",
            crates=5,
            fixed_cost=100,
            cost_per_s=draw.choice([0, 1]),
            max_distance_m=draw.choice([None, 900]),
            max_stops=draw.choice([None, 2]),
        ),
    ]
    stores = [store(loading_s=10), store(id="t", place=1)]
    return problem(
        *at, drop_points=points, loads=loads, rules=rules, vehicles=vehicles, stores=stores
    )


@pytest.mark.parametrize("seed", range(25))
def test_tiny_problems_are_solved_as_well_as_by_trying_everything(seed):
    given = tiny(seed)
    best = best_cost(given)
    found = solved(given, steps=5000).cost
    assert found >= best
    assert found == best


def test_the_same_seed_and_steps_give_the_same_plan():
    given = tiny(3)
    assert solved(given, seed=7).routes == solved(given, seed=7).routes


def test_progress_is_told_and_a_stop_is_obeyed():
    told: list[Progress] = []
    plan = solve(problem(100, 200), stop=Seconds(60), progress=told.append, cancelled=lambda: True)
    assert told[-1].cost == plan.cost == 400
    assert plan.seconds < 30


def test_a_problem_of_json_and_its_plan_agree():
    given = tiny(1)
    assert faults(Problem.from_json(given.to_json()), solved(given)) == ()
