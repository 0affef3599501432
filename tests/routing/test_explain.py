"""A load that is left out has reasons, and each of them stands the test: without it, it fits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from delivery.routing.core.assemble import Tour, assemble, tours_of
from delivery.routing.core.check import faults
from delivery.routing.core.driving import Driver
from delivery.routing.core.explain import with_reasons
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from delivery.routing.core.visits import Visit, tidied
from tests.routing.makers import drop_point, line, load, problem, store, vehicle
from tests.routing.test_search import tiny

FAR = 10**6


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


RELAXED = {
    "gate-closes": lambda p, x: _points(p, x, closes_s=FAR),
    "gate-opens": lambda p, x: _points(p, x, opens_s=0),
    "store-closes": lambda p, x: _stores(p, x, closes_s=FAR),
    "store-opens": lambda p, x: _stores(p, x, opens_s=0),
    "not-ready": lambda p, x: _loads(p, x, ready_s=None),
    "ride-too-long": lambda p, x: _loads(p, x, max_ride_s=None),
    "over-mass": lambda p, x: _vehicles(p, mass_g=FAR),
    "over-crates": lambda p, x: _vehicles(p, crates=FAR),
    "over-cold-crates": lambda p, x: _vehicles(p, cold_crates=FAR),
    "out-of-range": lambda p, x: _vehicles(p, max_distance_m=None),
    "too-many-stops": lambda p, x: _vehicles(p, max_stops=None),
    "too-many-loadings": lambda p, x: _vehicles(p, max_loadings=9),
    "risk-too-high": lambda p, x: _vehicles(p, max_risk=9),
    "risk-falls": lambda p, x: replace(p, rules=replace(p.rules, risk_must_not_fall=False)),
}


def _only(items, name, **changes):
    return tuple(replace(item, **changes) if item.id == name else item for item in items)


def _points(given, load_, **changes):
    return replace(given, drop_points=_only(given.drop_points, load_.drop_point, **changes))


def _stores(given, load_, **changes):
    return replace(given, stores=_only(given.stores, load_.store, **changes))


def _loads(given, load_, **changes):
    return replace(given, loads=_only(given.loads, load_.id, **changes))


def _vehicles(given, **changes):
    return replace(given, vehicles=tuple(replace(v, **changes) for v in given.vehicles))


def insertions(given, plan, at) -> Iterator[list[Tour]]:
    """Every way to put load number ``at`` in, with one more store visit or none; all else stays."""
    driver, tours = Driver(given), {(t.vehicle, t.unit): t for t in tours_of(given, plan)}
    drop, fetch = Visit(False, driver.drop_of[at], (at,)), Visit(True, driver.store_of[at], ())
    for v, van in enumerate(given.vehicles):
        for unit in range(van.count):
            visits = list(tours[v, unit].visits) if (v, unit) in tours else []
            for i in range(len(visits) + 1):
                once = [*visits[:i], drop, *visits[i:]]
                twice = ([*once[:k], fetch, *once[k:]] for k in range(len(once) + 1))
                for order in (once, *twice):
                    tidy = Tour(v, unit, tuple(tidied(driver, order)))
                    yield [*(tours | {(v, unit): tidy}).values()]


def fits(given, plan, at):
    """Whether the load can be put in, judged by driving and checking every way there is."""
    served = len(given.loads) - len(plan.skipped) + 1
    for tours in insertions(given, plan, at):
        tried = assemble(given, tours)
        if len(given.loads) - len(tried.skipped) == served and not faults(given, tried):
            return True
    return False


@pytest.mark.parametrize("seed", range(40))
def test_every_reason_stands_its_counterfactual_and_no_other_fact_does(seed):
    given = tiny(seed)
    plan = solve(given, stop=Iterations(300))
    for left in with_reasons(given, plan).skipped:
        load_ = next(x for x in given.loads if x.id == left.load)
        at = given.loads.index(load_)
        said = {reason.code for reason in left.reasons if "together_with" not in reason.facts}
        if said & {"costs-more"}:
            assert fits(given, plan, at)
            continue
        for code, relax in RELAXED.items():
            assert fits(relax(given, load_), plan, at) == (code in said), code
