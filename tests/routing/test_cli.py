"""The planner's command, as it is called from a shell."""

import json
import subprocess
import sys

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.cli import main
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import solve_json
from tests.routing.makers import data


@pytest.fixture
def file(tmp_path):
    def write(content, name="problem.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write


def test_a_problem_file_becomes_a_plan_file(file, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    asked = ["solve", file(data(100, 200)), "--seconds", "0.2", "--seed", "1", "-o", str(plan)]
    assert main(asked) == 0
    assert "cost 400, 1 routes, 0 loads left out" in capsys.readouterr().out
    found = Plan.from_json(json.loads(plan.read_text()))
    assert faults(Problem.from_json(data(100, 200)), found) == ()


def test_without_a_file_the_plan_is_printed_and_check_agrees(file, capsys):
    given = file(data(100))
    assert main(["solve", given, "--seconds", "0.1"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert main(["check", given, file(plan, "plan.json")]) == 0
    assert main(["check", given, file(plan | {"cost": 1}, "plan.json")]) == 1
    assert "total-wrong: The plan says it costs 1; it costs 200." in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b"{}", b"nul", b'"\\ud800"'])
def test_a_file_that_is_no_problem_is_refused_without_a_traceback(file, capsys, content):
    assert main(["solve", file(content)]) == 2
    told = capsys.readouterr().err
    assert told
    assert "Traceback" not in told


def test_a_missing_file_and_a_place_that_cannot_be_written_are_named(file, capsys):
    assert main(["solve", "nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err
    assert main(["solve", file(data(1)), "--seconds", "0.1", "-o", "no/such/folder"]) == 2


@pytest.mark.parametrize("wrong", [["--seconds", "0"], ["--seconds", "nan"], ["--seed", "-1"], []])
def test_wrong_options_are_refused(file, wrong):
    with pytest.raises(SystemExit) as left:
        main(["solve", *([file(data(1))] if wrong else []), *wrong])
    assert left.value.code == 2


def test_a_pool_gets_plain_json_and_gives_plain_json():
    plan = solve_json(data(100), seconds=0.1, seed=3)
    assert json.loads(json.dumps(plan)) == plan
    assert plan["seed"] == 3


def test_the_module_runs_as_a_command(file):
    command = [sys.executable, "-m", "delivery.routing", "solve", file(b"{}")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "places: is missing" in done.stderr
