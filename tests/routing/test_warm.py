"""A worker that is warm has nothing left to compile: a first plan is as quick as any other."""

import importlib
import pkgutil

import pytest

from delivery.routing.core import bound, search
from delivery.routing.core.search.jit import COMPILES
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from delivery.routing.core.warm import warm_up
from tests.routing.makers import problem, vehicle


def compiled():
    """Return what is compiled by now of all functions that Python may call."""
    found = {}
    for package in (search, bound):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, one in vars(importlib.import_module(module.name)).items():
                if hasattr(one, "signatures"):
                    found[module.name, name] = len(one.signatures)
    return found


@pytest.mark.skipif(not COMPILES, reason="nothing is compiled")
def test_a_first_plan_with_something_left_out_compiles_nothing_more():
    warm_up()
    before = compiled()
    plan = solve(problem(100, 200, 300, vehicles=[vehicle(crates=1)]), stop=Iterations(600))
    assert plan.skipped
    assert compiled() == before
