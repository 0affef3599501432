"""The checker finds every kind of fault that is planted, and nothing in a sound plan."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from delivery.routing.core import check, check_board
from delivery.routing.core.assemble import Tour, assemble
from delivery.routing.core.check import Fault, evaluate, faults
from delivery.routing.core.faults import SENTENCES
from delivery.routing.core.plan import Plan, Skipped
from delivery.routing.core.reading import written
from delivery.routing.core.visits import Visit
from tests.routing.makers import drop_point, line, load, problem, store, vehicle


def load_visit(*loads, at=0):
    return Visit(True, at, loads)


def drop(at, *loads):
    return Visit(False, at, loads or (at,))


def plan_of(given, *visits, vehicle=0, unit=0):
    return assemble(given, [Tour(vehicle, unit, visits)])


def two_drops(given=None):
    given = given or problem(100, 200)
    return given, plan_of(given, load_visit(0, 1), drop(0), drop(1))


def codes(given, plan):
    """The codes of the plan's faults; each must also have its sentence."""
    found = faults(given, plan)
    assert all(str(fault) for fault in found)
    return {fault.code for fault in found}


def with_route(plan, **changes):
    return replace(plan, routes=(replace(plan.routes[0], **changes),))


def with_stop(plan, at, **changes):
    stops = list(plan.routes[0].stops)
    stops[at] = replace(stops[at], **changes)
    return with_route(plan, stops=tuple(stops))


def changed(field, **changes):
    """The two-drop plan of the plain problem, judged by a problem that has changed."""
    plan = two_drops()[1]
    return codes(problem(100, 200, **{field: changes[field]}), plan)


def test_a_sound_plan_has_no_fault_and_costs_its_metres():
    given, plan = two_drops()
    assert faults(given, plan) == ()
    assert plan.cost == evaluate(given, plan) == 400


SPOILT = [
    ("vehicle-unknown", lambda p: with_route(p, vehicle="cart")),
    ("unit-unknown", lambda p: with_route(p, unit=1)),
    ("unit-twice", lambda p: replace(p, routes=p.routes * 2)),
    ("place-unknown", lambda p: with_stop(p, 2, place=99)),
    ("load-unknown", lambda p: with_stop(p, 2, loads=("l9",))),
    ("load-unknown", lambda p: replace(p, skipped=(Skipped("l9"),))),
    ("ends-missing", lambda p: with_route(p, stops=p.routes[0].stops[:-1])),
    ("ends-missing", lambda p: with_route(p, stops=())),
    ("kind-misplaced", lambda p: with_stop(p, 2, kind="end")),
    ("stop-empty", lambda p: with_stop(p, 2, loads=())),
    ("stop-mixed", lambda p: with_stop(p, 2, loads=("l1", "l2"))),
    ("place-wrong", lambda p: with_stop(p, 2, place=2)),
    ("place-wrong", lambda p: with_stop(p, 0, place=1)),
    ("place-wrong", lambda p: with_stop(p, 4, place=1)),
    ("load-twice", lambda p: replace(p, skipped=(Skipped("l1"),))),
    ("load-missing", lambda p: replace(p, routes=())),
    ("load-not-on-board", lambda p: with_stop(p, 1, loads=("l1",))),
    ("load-again", lambda p: with_stop(p, 1, loads=("l1", "l2", "l1"))),
    ("arrival-wrong", lambda p: with_stop(p, 2, arrives_s=99)),
    ("starts-before-arrival", lambda p: with_stop(p, 2, starts_s=99)),
    ("stay-wrong", lambda p: with_stop(p, 2, leaves_s=150)),
    ("distance-wrong", lambda p: with_route(p, distance_m=1)),
    ("duration-wrong", lambda p: with_route(p, duration_s=1)),
    ("cost-wrong", lambda p: with_route(p, cost=1)),
    ("total-wrong", lambda p: replace(p, cost=1)),
    ("bound-above-cost", lambda p: replace(p, bound=401)),
]


@pytest.mark.parametrize(("code", "spoil"), SPOILT)
def test_a_spoilt_plan_is_found_out(code, spoil):
    given, plan = two_drops()
    assert code in codes(given, spoil(plan))


BROKEN = [
    ("before-opening", "drop_points", [drop_point(1, opens_s=101), drop_point(2)]),
    ("after-closing", "drop_points", [drop_point(1, closes_s=99), drop_point(2)]),
    ("before-opening", "stores", [store(opens_s=1)]),
    ("before-ready", "loads", [load(1, ready_s=1), load(2)]),
    ("ride-too-long", "loads", [load(1), load(2, max_ride_s=199)]),
    ("over-mass_g", "vehicles", [vehicle(mass_g=1999)]),
    ("over-crates", "vehicles", [vehicle(crates=1)]),
    ("over-cold_crates", "loads", [load(1, crates=11, cold_crates=11), load(2)]),
    ("before-shift", "vehicles", [vehicle(shift_s=[1, 1000])]),
    ("after-shift", "vehicles", [vehicle(shift_s=[0, 399])]),
    ("too-far", "vehicles", [vehicle(max_distance_m=399)]),
    ("too-many-stops", "vehicles", [vehicle(max_stops=1)]),
    ("too-many-loadings", "vehicles", [vehicle(max_loadings=0)]),
    ("risk-too-high", "drop_points", [drop_point(1, risk=3), drop_point(2)]),
    (
        "kind-not-allowed",
        "drop_points",
        [drop_point(1, allowed_kinds=["robot"]), drop_point(2)],
    ),
    ("shelf-over", "drop_points", [drop_point(1, shelf_crates=0), drop_point(2)]),
]


@pytest.mark.parametrize(("code", "field", "value"), BROKEN)
def test_each_rule_broken_alone_is_found(code, field, value):
    assert code in changed(field, **{field: value})


def test_nothing_leaves_before_now():
    plan = two_drops()[1]
    assert "before-shift" in codes(problem(100, 200, now_s=1), plan)


RISKY = {"risk_must_not_fall": True}
POINTS = [drop_point(1, risk=2), drop_point(2, risk=1)]


def test_disinfection_at_a_store_begins_a_new_order():
    rules = RISKY | {"disinfect_s": 60}
    given = problem(100, 200, drop_points=POINTS, rules=rules, vehicles=[vehicle(max_loadings=2)])
    plan = plan_of(given, load_visit(0), drop(0), load_visit(1), drop(1))
    assert faults(given, plan) == ()
    assert plan.routes[0].duration_s == 660
    hasty = problem(100, 200, drop_points=POINTS, rules=RISKY, vehicles=[vehicle(max_loadings=2)])
    assert {"risk-falls", "stay-wrong"} <= codes(hasty, plan)


LOCK = {"vehicle": "van", "unit": 0, "at_place": 1, "free_at_s": 150}


def test_what_is_on_board_is_dropped_without_being_loaded():
    given = problem(100, 200, locked=[LOCK | {"on_board": ["l2"]}])
    plan = plan_of(given, drop(1))
    assert faults(given, plan) == ()
    assert [stop.kind for stop in plan.routes[0].stops] == ["start", "drop", "end"]
    assert plan.routes[0].stops[0].leaves_s == 150


def test_what_is_done_must_stay_as_it_was():
    before = two_drops()[1].routes[0].stops[:3]
    done = [written(stop) for stop in before]
    given = problem(100, 200, locked=[LOCK | {"on_board": ["l2"], "done": done}])
    plan = plan_of(given, drop(1))
    assert faults(given, plan) == ()
    assert plan.cost == 400
    assert "done-changed" in codes(given, with_stop(plan, 1, starts_s=1))
    whole = [written(stop) for stop in plan.routes[0].stops]
    fixed = problem(100, 200, locked=[LOCK | {"whole": True, "done": whole}])
    assert faults(fixed, assemble(fixed, [])) == ()
    assert "route-changed" in codes(fixed, with_stop(plan, 1, starts_s=1))


def test_a_vehicle_out_after_its_shift_may_still_come_home():
    given = problem(100, locked=[LOCK | {"free_at_s": 2000}])
    plan = assemble(given, [])
    assert faults(given, plan) == ()
    assert plan.routes[0].stops[-1].arrives_s == 2100


def test_who_pays_for_time_targets_and_changed_vehicles():
    van = vehicle(cost_per_s=2, target_s=100, cost_per_s_off_target=3, fixed_cost=7)
    loads = [load(1, change_cost=50), load(2, change_cost=90)]
    vehicles = [van, vehicle("cart")]
    former = {"l1": ["cart", 0], "l2": ["van", 0]}
    given = problem(100, 200, vehicles=vehicles, loads=loads, former=former)
    plan = two_drops(given)[1]
    assert plan.cost == evaluate(given, plan) == 7 + 400 + 2 * 400 + 3 * 300 + 50


def test_an_open_end_is_the_last_drop():
    given = problem(100, 200, vehicles=[vehicle(end=None)])
    plan = two_drops(given)[1]
    assert faults(given, plan) == ()
    assert plan.cost == 200


def test_stops_in_a_row_at_one_store_are_one_visit():
    given = problem(100, 200, stores=[store(loading_s=30)])
    plan = two_drops(given)[1]
    assert plan.routes[0].duration_s == 430
    assert faults(given, plan) == ()


def test_a_plan_survives_json():
    plan = two_drops()[1]
    assert Plan.from_json(plan.to_json()) == plan


def leg_without_a_way():
    walk = line(0, 100, 200)
    walk["time_s"][1][2] = None
    return problem(100, 200, travel=[walk]), two_drops()[1]


def load_taken_and_never_dropped():
    given, plan = two_drops()
    stops = plan.routes[0].stops
    return given, with_route(plan, stops=stops[:3] + stops[4:])


def two_visits_of_one_drop_point():
    given = problem(100, loads=[load(1), load(1, id="l2")])
    return given, plan_of(given, load_visit(0), drop(0, 0), load_visit(1), drop(0, 1))


def risk_that_falls():
    return problem(100, 200, drop_points=POINTS, rules=RISKY), two_drops()[1]


def load_of_another_vehicle():
    vehicles = [vehicle(), vehicle("cart")]
    given = problem(100, vehicles=vehicles, locked=[LOCK | {"on_board": ["l1"]}])
    return given, plan_of(problem(100, vehicles=vehicles), load_visit(0), drop(0), vehicle=1)


def other_beginning():
    before = two_drops()[1].routes[0].stops[:3]
    done = [written(stop) for stop in before]
    given = problem(100, 200, locked=[LOCK | {"on_board": ["l2"], "done": done}])
    return given, with_stop(plan_of(given, drop(1)), 1, starts_s=1)


def other_route():
    plan = two_drops()[1]
    whole = [written(stop) for stop in plan.routes[0].stops]
    given = problem(100, 200, locked=[LOCK | {"whole": True, "done": whole}])
    return given, with_stop(plan, 1, starts_s=1)


PLANTED = {
    "no-way": leg_without_a_way,
    "load-not-dropped": load_taken_and_never_dropped,
    "drop-point-twice": two_visits_of_one_drop_point,
    "risk-falls": risk_that_falls,
    "load-taken": load_of_another_vehicle,
    "done-changed": other_beginning,
    "route-changed": other_route,
}


@pytest.mark.parametrize("code", PLANTED)
def test_each_fault_that_needs_more_than_one_change_is_found(code):
    assert code in codes(*PLANTED[code]())


def test_every_kind_of_fault_is_planted_and_found_above():
    planted = {code for code, _ in SPOILT} | {code for code, *_ in BROKEN} | {*PLANTED}
    assert planted == {*SENTENCES}


def test_every_fault_that_the_checker_tells_has_its_sentence():
    told = set()
    for path in Path(check.__file__).parent.glob("check*.py"):
        told |= set(re.findall(r'_?[Ff]ault\(\s*f?"([^"]+)"', path.read_text(encoding="utf-8")))
    figures = {f"{what}-wrong" for what in ("distance", "duration", "cost")}
    sizes = {f"over-{what}" for what in check_board.CAPACITIES}
    twofold = {"load-twice", "load-missing"}
    assert told - {"over-{what}", "{what}-wrong"} | figures | sizes | twofold == {*SENTENCES}


def test_a_fault_says_itself_in_a_sentence():
    assert str(Fault("load-unknown", {"load": "l9"})) == "There is no load l9."
