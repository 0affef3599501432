"""Why a stop is so late, and on its vehicle: each reason stands its counterfactual, and no other does."""

from dataclasses import replace
from itertools import combinations

import pytest

from delivery.routing.core.question import why_so_late, why_this_vehicle
from delivery.routing.core.reading import written
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from tests.routing.crowded import crowded
from tests.routing.makers import drop_point, load, problem, vehicle
from tests.routing.otherwise import INSTANCES, Otherwise, facts, without

SEEDS = range(INSTANCES or 10)


def solved(given):
    return given, solve(given, stop=Iterations(100))


def stops(given, plan):
    """Where each vehicle of the plan drops something, with the loads and the time."""
    of = {x.id: x.drop_point for x in given.loads}
    for route in plan.routes:
        for stop in route.stops:
            if stop.kind == "drop":
                yield (route.vehicle, route.unit, of[stop.loads[0]]), stop


def codes(answer):
    return {reason.code for reason in answer.reasons}


def judged(tried, given, answer, *, but=(), wish=()):
    """Hold an answer against everything that can be tried in the problem ``given``."""
    said = {(r.code, r.facts.get("of")) for r in answer.reasons}
    costs = sorted(tried.costs(given, but))
    assert (codes(answer) == {"costs-more"}) == bool(costs)
    if costs:
        assert answer.reasons[0].facts["cost"] == costs[0]
        return
    single = not any("together_with" in r.facts for r in answer.reasons)
    for fact in facts(given):
        if fact not in wish:
            alone = tried.fits(without(given, frozenset({fact})), but)
            assert alone == (single and fact in said), fact
    for reason in answer.reasons if not codes(answer) & {"no-way", "only-vehicle"} else ():
        gone = frozenset({(reason.code, reason.facts["of"])} if single else said)
        assert reason.would_serve.cost == max(0, min(tried.costs(without(given, gone), but)))
    if not single:
        for size in range(1, len(said)):
            for some in combinations(sorted(said), size):
                assert not tried.fits(without(given, frozenset(some)), but), some


@pytest.mark.parametrize("seed", SEEDS)
def test_why_so_late_stands_its_counterfactual(seed):
    given, plan = solved(crowded(seed))
    for where, stop in stops(given, plan):
        by_s = max(0, stop.starts_s - 40)
        answer = why_so_late(given, plan, *where, by_s)
        points = (
            replace(p, closes_s=min(p.closes_s, by_s)) if p.id == where[2] else p
            for p in given.drop_points
        )
        wished = replace(given, drop_points=tuple(points))
        judged(Otherwise(given, plan, stop.loads), wished, answer, wish=[("gate-closes", where[2])])


@pytest.mark.parametrize("seed", SEEDS)
def test_why_this_vehicle_stands_its_counterfactual(seed):
    given, plan = solved(crowded(seed))
    names = [v.id for v in given.vehicles]
    for where, stop in stops(given, plan):
        answer = why_this_vehicle(given, plan, *where)
        home = (names.index(where[0]), where[1])
        spares = [("no-vehicle-left", name) for name in names]
        judged(Otherwise(given, plan, stop.loads), given, answer, but=[home], wish=spares)


def test_a_stop_of_a_route_that_is_locked_or_done_cannot_be_otherwise():
    plan = solved(problem(100, 200))[1]
    done = [written(stop) for stop in plan.routes[0].stops[:3]]
    lock = {"vehicle": "van", "unit": 0, "at_place": 1, "free_at_s": 100, "done": done}
    first, last = (x.loads[0] for x in plan.routes[0].stops if x.kind == "drop")
    now = problem(100, 200, locked=[lock | {"on_board": [last]}])
    after = solve(now, stop=Iterations(100))
    asked = [("van", 0, name.replace("l", "d")) for name in (first, last)]
    assert codes(why_so_late(now, after, *asked[0])) == {"already-done"}
    assert codes(why_this_vehicle(now, after, *asked[0])) == {"already-done"}
    assert codes(why_this_vehicle(now, after, *asked[1])) == {"on-board"}


def test_each_other_vehicle_has_its_own_reason():
    vehicles = [vehicle(), vehicle("cart", crates=1), vehicle("bike", kind="bike", fixed_cost=900)]
    points = [drop_point(1, allowed_kinds=["van"])]
    given, plan = solved(
        problem(100, loads=[load(1, crates=2)], vehicles=vehicles, drop_points=points)
    )
    answer = why_this_vehicle(given, plan, "van", 0, "d1")
    said = {
        e.vehicle: [(r.code, r.facts.get("limit")) for r in e.reasons] for e in answer.elsewhere
    }
    assert said == {"cart": [("over-crates", 1)], "bike": [("kind-not-allowed", ("van",))]}


def test_who_asks_for_a_stop_that_is_not_there_is_told():
    given, plan = solved(problem(100))
    with pytest.raises(KeyError):
        why_so_late(given, plan, "van", 0, "d9")
