"""Whatever a file says, the answer is a plan without fault or a refusal with its fields."""

import copy
import json
import random

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import InvalidProblem, Problem
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from tests.routing.test_search import tiny

ODD = [None, True, -1, 0, 1, 2**31, 2**63, -(2**63), 10**400, 0.5, float("inf"), float("nan")]
ODD += ["", "s", "l1", "\0", "\ud800", [], {}, [[]], {"id": "s"}, "漢" * 500]


def spoilt(sound, seed):
    """Sound data with one to three of its values replaced by odd ones, or taken out."""
    draw = random.Random(seed)
    data = json.loads(json.dumps(sound))
    for _ in range(draw.randrange(1, 4)):
        at = data
        while isinstance(at, dict | list) and at:
            key = draw.choice(list(at) if isinstance(at, dict) else range(len(at)))
            inner = at[key]
            if not isinstance(inner, dict | list) or not inner or draw.random() < 0.2:
                at[key] = copy.deepcopy(draw.choice(ODD))
                break
            at = inner
    return data


@pytest.mark.parametrize("block", range(8))
def test_odd_values_are_refused_by_field_or_planned_without_fault(block):
    refusals = [refused for seed in range(block * 40, block * 40 + 40) if (refused := tried(seed))]
    assert refusals
    for refused in refusals:
        assert refused.fields
        assert str(refused).encode()


def tried(seed):
    """The refusal of a spoilt problem; if it is planned all the same, the plan must be sound."""
    try:
        given = Problem.from_json(spoilt(tiny(seed % 10).to_json(), seed))
    except InvalidProblem as refused:
        return refused
    assert faults(given, solve(given, stop=Iterations(30))) == ()
    return None


@pytest.mark.parametrize("block", range(4))
def test_whatever_a_plan_says_it_is_judged_or_refused(block):
    judged = 0
    for seed in range(block * 50, block * 50 + 50):
        given = tiny(seed % 10)
        said = solve(given, stop=Iterations(30)).to_json()
        try:
            plan = Plan.from_json(spoilt(said, seed))
        except InvalidProblem:
            continue
        judged += 1
        assert all(str(fault) for fault in faults(given, plan))
    assert judged
