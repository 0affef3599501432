"""A load that is left out has reasons, and each of them stands the test: without it, it fits."""

from itertools import combinations

import pytest

from delivery.routing.core.check import faults
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from tests.routing.crowded import crowded
from tests.routing.makers import drop_point, line, load, problem, store, vehicle
from tests.routing.otherwise import INSTANCES, OF, WHOLE, Otherwise, without


def reasons(given, name="l1"):
    plan = solve(given, stop=Iterations(100))
    assert faults(given, plan) == ()
    return {r.code: r for s in plan.skipped if s.load == name for r in s.reasons}


@pytest.mark.parametrize(
    ("code", "changes", "needed"),
    [
        ("gate-closes", {"drop_points": [drop_point(1, closes_s=99)]}, 100),
        ("gate-opens", {"drop_points": [drop_point(1, opens_s=950)]}, 900),
        ("store-closes", {"vehicles": [vehicle(shift_s=[5, 1000])]}, 5),
        ("store-opens", {"stores": [store(opens_s=900)]}, 800),
        ("not-ready", {"loads": [load(1, ready_s=850)]}, 800),
        ("over-mass", {"loads": [load(1, mass_g=10_001)]}, 10_001),
        ("over-crates", {"loads": [load(1, crates=11)]}, 11),
        ("over-cold-crates", {"vehicles": [vehicle(cold_crates=0)]}, 1),
        ("shift-ends", {"vehicles": [vehicle(shift_s=[0, 199])]}, 200),
        ("shift-begins", {"vehicles": [vehicle(shift_s=[901, 1100])]}, 900),
        ("out-of-range", {"vehicles": [vehicle(max_distance_m=199)]}, 200),
        ("too-many-stops", {"vehicles": [vehicle(max_stops=0)]}, 1),
        ("too-many-loadings", {"vehicles": [vehicle(max_loadings=0)]}, 1),
        ("shelf-full", {"drop_points": [drop_point(1, shelf_crates=0)]}, 1),
        ("kind-not-allowed", {"drop_points": [drop_point(1, allowed_kinds=["bike"])]}, None),
        ("risk-too-high", {"drop_points": [drop_point(1, risk=3)]}, None),
    ],
)
def test_each_fact_alone_is_the_reason(code, changes, needed):
    base = {"loads": [load(1, cold_crates=1)]} if code == "over-cold-crates" else {}
    if code == "store-closes":
        base = {"stores": [store(closes_s=4)]}
    found = reasons(problem(100, **base, **changes))
    assert code in found
    served = found[code].would_serve
    assert served.cost == 200
    assert served.change.get("needed") == needed


def test_one_vehicle_more_would_serve_what_is_too_much_for_one():
    van = vehicle(crates=1, shift_s=[0, 250])
    found = reasons(problem(100, -100, loads=[load(1), load(2, skip_cost=20_000)], vehicles=[van]))
    assert found["no-vehicle-left"].would_serve.change == {
        "code": "no-vehicle-left",
        "vehicle": "van",
        "kind": "van",
        "from_s": 50,
    }


def test_two_facts_that_block_together_are_both_named():
    found = reasons(problem(100, loads=[load(1, crates=11, mass_g=10_001)]))
    assert found["over-mass"].facts["together_with"] == ["over-crates"]
    assert found["over-crates"].facts["together_with"] == ["over-mass"]


def test_where_there_is_no_way_nothing_helps():
    walk = line(0, 100)
    walk["time_s"][1][0] = None
    assert set(reasons(problem(100, travel=[walk]))) == {"no-way"}


def test_a_load_that_is_not_worth_it_says_what_it_would_cost():
    (reason,) = reasons(problem(100, loads=[load(1, skip_cost=150)])).values()
    assert (reason.code, reason.facts["cost"], reason.facts["skip_cost"]) == (
        "costs-more",
        200,
        150,
    )


def whose(given, name, code):
    """The facts that a code of ``explain`` stands for: those of the load, and of every vehicle."""
    left = next(x for x in given.loads if x.id == name)
    if code in WHOLE:
        return {(code, "")}
    part = OF[code][0]
    own = {"drop_points": left.drop_point, "stores": left.store, "loads": name}
    return {(code, own[part])} if part in own else {(code, v.id) for v in given.vehicles}


@pytest.mark.parametrize("seed", range(INSTANCES or 40))
def test_every_reason_stands_its_counterfactual_and_no_other_fact_does(seed):
    given = crowded(seed)
    plan = solve(given, stop=Iterations(100))
    for left in plan.skipped:
        tried = Otherwise(given, plan, (left.load,))
        reasons = {reason.code: reason for reason in left.reasons}
        if costs := sorted(tried.costs(given)):
            assert set(reasons) == {"costs-more"}
            assert (
                reasons["costs-more"].facts["cost"]
                == costs[0]
                >= reasons["costs-more"].facts["skip_cost"]
            )
            continue
        together = {code for code, r in reasons.items() if "together_with" in r.facts}
        for code in (*OF, *WHOLE):
            gone = frozenset(whose(given, left.load, code))
            served = sorted(tried.costs(without(given, gone)))
            assert bool(served) == (code in reasons.keys() - together), code
            if served:
                assert reasons[code].would_serve.cost in served, code
        for size in range(2, len(together) + 1):
            for some in combinations(sorted(together), size):
                gone = frozenset().union(*(whose(given, left.load, code) for code in some))
                assert tried.fits(without(given, gone)) == (size == len(together)), some
