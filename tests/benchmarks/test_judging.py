"""Plans of other solvers are mended where they could not be told a rule, and only there."""

from benchmarks.judging import driven
from delivery.routing.core.assemble import Tour
from delivery.routing.core.check import faults
from delivery.routing.core.visits import Visit
from tests.routing.makers import line, load, problem, store, vehicle


def loading(*loads: int) -> Visit:
    return Visit(True, 0, loads)


def drop(at: int, *loads: int) -> Visit:
    return Visit(False, at, loads)


def test_a_plan_that_keeps_all_rules_is_left_as_it_is():
    given = problem(100, 200)
    plan, mended = driven(given, [Tour(0, 0, (loading(0, 1), drop(0, 0), drop(1, 1)))])
    assert (mended, plan.cost, faults(given, plan)) == (0, 400, ())


def test_a_loading_too_many_is_put_together_with_the_one_before():
    given = problem(100, 200)
    tour = Tour(0, 0, (loading(0), drop(0, 0), loading(1), drop(1, 1)))
    plan, dearer = driven(given, [tour])
    assert (plan.cost, faults(given, plan)) == (400, ())
    assert round(dearer) == -33  # they came as 600


def test_where_it_all_fits_no_vehicle_the_route_is_split():
    given = problem(100, 200, vehicles=[vehicle(crates=1, count=2)])
    tour = Tour(0, 0, (loading(0), drop(0, 0), loading(1), drop(1, 1)))
    plan, _ = driven(given, [tour])
    assert (len(plan.routes), faults(given, plan)) == (2, ())


def test_a_part_goes_to_another_vehicle_where_its_own_has_no_unit_left():
    fleet = [vehicle(crates=1), vehicle("dear", fixed_cost=9), vehicle("cheap", fixed_cost=5)]
    given = problem(100, 200, vehicles=fleet)
    tour = Tour(0, 0, (loading(0), drop(0, 0), loading(1), drop(1, 1)))
    plan, dearer = driven(given, [tour])
    assert (plan.cost, faults(given, plan)) == (605, ())
    assert round(100 * dearer) == 83  # five more than 600
    assert {route.vehicle for route in plan.routes} == {"van", "cheap"}


def test_two_visits_of_a_drop_point_become_one():
    stores = [store(), store(id="t", place=2)]
    loads = [load(1), load(1, id="l2", store="t")]
    given = problem(100, stores=stores, loads=loads, travel=[line(0, 100, 150)], places=PLACES)
    tour = Tour(0, 0, (loading(0), drop(0, 0), Visit(True, 1, (1,)), drop(0, 1)))
    plan, _ = driven(given, [tour])
    assert (plan.cost, faults(given, plan)) == (300, ())


PLACES = [{"id": name} for name in "abc"]


def test_what_cannot_be_driven_is_in_the_plan_for_the_checker_to_say():
    given = problem(100, 900)
    plan, mended = driven(given, [Tour(0, 0, (loading(0, 1), drop(0, 0), drop(1, 1)))])
    assert mended == 0
    assert "after-shift" in {fault.code for fault in faults(given, plan)}
