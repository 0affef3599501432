"""What a problem file may say, and how it is refused."""

import json
import pickle

import pytest

from delivery.routing.core.problem import InvalidProblem, Problem
from tests.routing.makers import data, drop_point, line, load, problem, store, vehicle

HUGE = 2**63


def refusal(given):
    with pytest.raises(InvalidProblem) as raised:
        Problem.from_json(given)
    return raised.value.fields


def test_a_problem_survives_json_and_pickle():
    given = problem(100, 200, former={"l1": ["van", 0]}, now_s=5)
    assert Problem.from_json(json.loads(json.dumps(given.to_json()))) == given
    assert pickle.loads(pickle.dumps(given)) == given
    assert hash(given.travel[0]) == hash(problem(100, 200).travel[0])


def test_a_refusal_can_be_sent_between_processes():
    with pytest.raises(InvalidProblem) as raised:
        Problem.from_json({})
    assert pickle.loads(pickle.dumps(raised.value)).fields == raised.value.fields


def test_unknown_keys_are_refused_by_name():
    assert "loads[0].colour" in refusal(data(1, loads=[load(1, colour="red")]))
    assert "extra" in refusal(data(1, extra=1))


@pytest.mark.parametrize("wrong", [-1, HUGE, 1.0, 1.5, "1", True, None, [], {}, float("nan")])
def test_a_wrong_number_is_refused_by_its_field(wrong):
    assert "loads[0].mass_g" in refusal(data(1, loads=[load(1, mass_g=wrong)]))


@pytest.mark.parametrize("wrong", ["", "a\0b", "\ud800", "x" * 201, 7, None, ["a"]])
def test_a_wrong_name_is_refused_by_its_field(wrong):
    assert "stores[0].id" in refusal(data(1, stores=[store(id=wrong)]))


@pytest.mark.parametrize("wrong", [None, [], "x", 3, True, {"version": 2}])
def test_what_is_no_problem_at_all_is_refused(wrong):
    assert refusal(wrong)


@pytest.mark.parametrize(
    "table", [[], [[0]], [[0, 1]], [[0, 1], [1, -1]], [[0, HUGE], [1, 0]], 5, [[0, 1], 3]]
)
def test_a_matrix_of_the_wrong_shape_or_with_wrong_numbers_is_refused(table):
    travel = {"id": "walk", "distance_m": table, "time_s": table}
    assert any(path.startswith("travel[0]") for path in refusal(data(1, travel=[travel])))


def test_names_that_point_nowhere_are_refused():
    assert "loads[0].store" in refusal(data(1, loads=[load(1, store="elsewhere")]))
    assert "loads[0].drop_point" in refusal(data(1, loads=[load(9)]))
    assert "vehicles[0].travel" in refusal(data(1, vehicles=[vehicle(travel="wings")]))
    assert "vehicles[0].start" in refusal(data(1, vehicles=[vehicle(start=7)]))
    assert "former.l1" in refusal(data(1, former={"l1": ["van", 3]}))
    assert "drop_points[0].place" in refusal(data(1, drop_points=[drop_point(1, place=9)]))


def test_windows_that_close_before_they_open_are_refused_with_the_name():
    fields = refusal(data(1, drop_points=[drop_point(1, opens_s=9, closes_s=8)]))
    assert fields == {"drop_points[0].closes_s": "d1 closes before it opens"}
    assert "vehicles[0].shift_s" in refusal(data(1, vehicles=[vehicle(shift_s=[5, 4])]))


def test_twins_are_refused():
    assert "loads[1].id" in refusal(data(1, loads=[load(1), load(1)]))


def test_a_speed_needs_points_on_the_map():
    walk = {"id": "walk", "speed_mm_s": 1000}
    assert "p0 has none" in refusal(data(1, travel=[walk]))["travel[0]"]


def test_a_way_of_moving_has_a_speed_or_matrices_and_not_both():
    both = line(0, 1) | {"speed_mm_s": 1000}
    assert "travel[0]" in refusal(data(1, travel=[both]))
    assert "travel[0]" in refusal(data(1, travel=[{"id": "walk"}]))


def test_a_vehicle_locked_twice_or_with_a_broken_past_is_refused():
    lock = {"vehicle": "van", "unit": 0, "at_place": 0, "free_at_s": 0}
    assert "locked[1].unit" in refusal(data(1, locked=[lock, lock]))
    assert "locked[0].on_board[0]" in refusal(data(1, locked=[lock | {"on_board": ["no"]}]))
    assert "locked[0].done" in refusal(data(1, locked=[lock | {"whole": True}]))
    stop = {"place": 0, "kind": "end", "loads": [], "arrives_s": 0, "starts_s": 0, "leaves_s": 0}
    assert "locked[0].done" in refusal(data(1, locked=[lock | {"done": [stop]}]))


def test_many_faults_are_told_at_once_but_not_without_end():
    loads = [load(1, id=f"l{i}", mass_g=-1) for i in range(100)]
    assert len(refusal(data(1, loads=loads))) == 20
