"""The search as plain Python makes the same plans as compiled, and both run in worker processes."""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan
from delivery.routing.core.solve import solve, solve_json
from delivery.routing.core.stopping import Iterations
from delivery.routing.core.warm import warm_up
from tests.routing.test_search import tiny

SCRIPT = """
import json, sys
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
plans = [solve(Problem.from_json(p), stop=Iterations(200)).to_json() for p in json.load(sys.stdin)]
json.dump(plans, sys.stdout)
"""


def test_plain_python_makes_the_same_plans_as_compiled():
    given = [tiny(seed) for seed in range(3)]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps([one.to_json() for one in given]),
        env=os.environ | {"MENKOU_NUMBA": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    for one, said in zip(given, json.loads(done.stdout), strict=True):
        here = solve(one, stop=Iterations(200))
        assert Plan.from_json(said).routes == here.routes


def test_a_pool_of_processes_plans():
    given = tiny(2)
    with ProcessPoolExecutor(1, get_context("spawn"), warm_up) as pool:
        said = pool.submit(solve_json, given.to_json(), seconds=0.2, seed=1).result()
    assert faults(given, Plan.from_json(said)) == ()
