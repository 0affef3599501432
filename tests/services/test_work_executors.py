"""Wherever a plan is solved, it is the same call and the same kind of answer."""

from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import InvalidProblem, Problem
from delivery.routing.core.solve import solve_json
from delivery.routing.executors import kind_of, open_executor
from delivery.routing.executors.processes import own_cores
from tests.conftest import SETTINGS

PROBLEM = {
    "version": 1,
    "places": [
        {"id": "store", "lat": 26.6, "lon": 106.7},
        {"id": "gate", "lat": 26.61, "lon": 106.7},
    ],
    "travel": [{"id": "bike", "speed_mm_s": 4000}],
    "stores": [{"id": "s", "place": 0, "opens_s": 0, "closes_s": 9000, "loading_s": 60}],
    "drop_points": [
        {"id": "d", "place": 1, "opens_s": 0, "closes_s": 9000, "service_s": 60, "risk": 0}
    ],
    "loads": [
        {"id": "l", "store": "s", "drop_point": "d", "mass_g": 9000, "crates": 1, "cold_crates": 0}
        | {"handling_s": 8, "skip_cost": 10**8}
    ],
    "vehicles": [
        {"id": "v", "kind": "cargo-bike", "count": 1, "travel": "bike", "start": 0, "end": 0}
        | {"mass_g": 10**5, "crates": 9, "cold_crates": 2, "fixed_cost": 0, "cost_per_m": 80}
        | {"cost_per_s": 500, "shift_s": [0, 9000], "max_risk": 9}
    ],
    "rules": {"risk_must_not_fall": True},
}


@contextmanager
def inline():
    yield replace(SETTINGS, planner_processes=0)


@contextmanager
def processes():
    yield replace(SETTINGS, planner_processes=1)


@contextmanager
def cluster():
    distributed = import_module("distributed")
    quiet = {"host": "127.0.0.1", "dashboard_address": None, "worker_dashboard_address": None}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, **quiet) as made:
        yield replace(SETTINGS, dask_address=made.scheduler_address)


@pytest.mark.filterwarnings("ignore")  # of the cluster's own libraries
@pytest.mark.parametrize("place", [inline, processes, cluster])
def test_a_plan_is_solved_and_a_bad_problem_is_refused_by_field(place):
    with place() as settings, open_executor(settings) as executor:
        solving = executor.submit(solve_json, PROBLEM, seconds=0.1, seed=1)
        refusing = executor.submit(solve_json, PROBLEM | {"version": 2}, seconds=0.1, seed=1)
        plan = Plan.from_json(solving.result(timeout=60))
        assert faults(Problem.from_json(PROBLEM), plan) == ()
        assert not plan.skipped
        with pytest.raises(InvalidProblem) as refused:
            refusing.result(timeout=60)
        assert "version" in refused.value.fields


def test_settings_say_who_solves():
    assert kind_of(replace(SETTINGS, planner_processes=0)) == "inline"
    assert kind_of(SETTINGS) == "processes"
    assert kind_of(replace(SETTINGS, dask_address="tcp://127.0.0.1:8786")) == "cluster"


def test_solvers_leave_the_first_core_to_the_others():
    assert own_cores({0, 1, 2, 3}, 2) == {2, 3}
    assert own_cores({0, 1}, 4) == {1}
    assert own_cores({5}, 1) == {5}
