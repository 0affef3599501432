"""Each rule alone and beside each other: kept, at the least cost that trying everything finds."""

from itertools import combinations

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from tests.routing.brute import best_cost
from tests.routing.makers import data, drop_point, load, store, vehicle
from tests.routing.otherwise import INSTANCES


def each(part, **changes):
    """A rule: every item of a part of the problem has these values."""

    def rule(found):
        for item in found[part]:
            item.update(changes)

    return rule


def first(part, **changes):
    """A rule: the first item of a part has these values."""
    return lambda found: found[part][0].update(changes)


def whole(**changes):
    """A rule of the whole wave."""
    return lambda found: found["rules"].update(changes)


RULES = {
    "mass": each("vehicles", mass_g=2000),
    "crates": each("vehicles", crates=3),
    "cold crates": each("vehicles", cold_crates=2),
    "windows": first("drop_points", opens_s=350, closes_s=420),
    "early closing": first("drop_points", closes_s=110),
    "store hours": each("stores", opens_s=40, closes_s=300),
    "ready": first("loads", ready_s=200),
    "rides": each("loads", max_ride_s=230),
    "service": each("drop_points", service_s=45),
    "shift": each("vehicles", shift_s=[20, 620]),
    "range": first("vehicles", max_distance_m=500),
    "stops": each("vehicles", max_stops=2),
    "loadings": each("vehicles", max_loadings=2),
    "kinds": first("drop_points", allowed_kinds=["bike"]),
    "risk": first("vehicles", max_risk=0),
    "risk order": whole(risk_must_not_fall=True),
    "disinfection": whole(risk_must_not_fall=True, disinfect_s=30),
    "shelf": first("drop_points", shelf_crates=1),
    "open ends": each("vehicles", end=None),
    "time costs": each("vehicles", cost_per_s=2),
    "targets": each("vehicles", target_s=300, cost_per_s_off_target=1),
    "leaving out": each("loads", skip_cost=260),
    "two stores": lambda found: found["loads"][1].update(store="t"),
    "one drop point": lambda found: found["loads"][3].update(drop_point="d1"),
    "change": lambda found: (
        found.update(former={"l1": ["bike", 0], "l2": ["bike", 0]})
        or [item.update(change_cost=70) for item in found["loads"]]
    ),
    "one way": lambda found: found["travel"][0]["time_s"][1].__setitem__(2, None),
}


def problem_with(*names):
    """Four loads along a street and two vehicles, under the rules of these names."""
    at = (100, 200, -150, 250)
    found = data(
        *at,
        drop_points=[drop_point(i, risk=(2, 0, 1, 0)[i - 1]) for i in range(1, 5)],
        loads=[load(i, cold_crates=i % 2, skip_cost=3000) for i in range(1, 5)],
        stores=[store(), store(id="t", place=4)],
        vehicles=[vehicle(), vehicle("bike", kind="bike", fixed_cost=60)],
    )
    for name in names:
        RULES[name](found)
    return Problem.from_json(found)


def kept(*names):
    """Solve the problem under these rules, and hold it against everything."""
    given = problem_with(*names)
    plan = solve(given, stop=Iterations(6000))
    assert faults(given, plan) == ()
    assert plan.cost == best_cost(given)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_alone_is_kept_at_the_least_cost(rule):
    kept(rule)


PAIRS = [pair for pair in combinations(RULES, 2) if pair != ("windows", "early closing")]


@pytest.mark.parametrize("pair", PAIRS if INSTANCES else PAIRS[::13], ids=" and ".join)
def test_each_two_rules_together_are_kept_at_the_least_cost(pair):
    kept(*pair)
