"""The published schema says what is read."""

import json

from delivery.routing.core.cli import main
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.schema import json_schema
from tests.routing.makers import data


def test_every_key_of_a_problem_is_in_its_schema_and_nothing_else_is_allowed():
    schema = json_schema(Problem)
    assert set(data(1)) <= set(schema["properties"])
    load = schema["properties"]["loads"]["items"]
    assert set(data(1)["loads"][0]) == set(load["required"])
    assert load["additionalProperties"] is False
    assert load["properties"]["mass_g"] == {"type": "integer", "minimum": 0, "maximum": 10**9}
    assert load["properties"]["ready_s"]["anyOf"][1] == {"type": "null"}


def test_a_plan_has_a_schema_too():
    assert {"cost", "bound", "gap", "routes", "skipped"} <= set(json_schema(Plan)["properties"])


def test_the_schemas_are_printed_by_the_command(capsys):
    assert main(["schema", "problem"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(json_schema(Problem)))
    assert main(["schema", "plan"]) == 0
