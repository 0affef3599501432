"""Other solvers are told the same problem: what they find costs what the checker says.

They are an extra for the benchmark (``make bench-routing`` brings them), so elsewhere only what
needs none of them is tested.
"""

import pytest

from benchmarks.solvers import answer
from delivery.routing.core.spots import CannotExpress, Spots
from tests.routing.makers import drop_point, load, problem, store, vehicle


def asked(name: str, *at: int, **changes):
    if name != "library":
        pytest.importorskip(name, reason=f"{name} comes with make bench-routing only")
    seconds = 1 if name == "pyvrp" else 0.2  # the others are done, or as good, after their start
    found = answer(name, problem(*at, **changes), seconds, 1)
    assert found.trouble == ""
    return found.cost


PEERS = ("pyvrp", "vroom", "library")


@pytest.mark.parametrize("name", PEERS)
def test_loading_service_handling_and_windows_are_told(name):
    points = [drop_point(1, service_s=50, closes_s=400), drop_point(2, service_s=50)]
    loads = [load(i, handling_s=5) for i in (1, 2)]
    told = {"stores": [store(loading_s=100)], "drop_points": points, "loads": loads}
    assert asked(name, 100, 200, **told) == 400
    assert asked(name, 200, 300, **told, vehicles=[vehicle(shift_s=[0, 809])]) == 10_400
    assert asked(name, 200, 300, **told, vehicles=[vehicle(shift_s=[0, 810])]) == 600


@pytest.mark.parametrize("name", PEERS)
def test_open_ends_end_at_the_last_drop(name):
    assert asked(name, 100, 200, vehicles=[vehicle(end=None, fixed_cost=7)]) == 207


@pytest.mark.parametrize("name", PEERS)
def test_coming_back_for_more_is_told(name):
    van = vehicle(crates=1, max_loadings=2, fixed_cost=7)
    assert asked(name, 100, 200, vehicles=[van]) == 607


@pytest.mark.parametrize("name", PEERS)
def test_the_order_of_risks_is_told(name):
    points = [drop_point(1, risk=1), drop_point(2)]
    rules = {"risk_must_not_fall": True}
    assert (
        asked(name, 100, 200, drop_points=points, rules=rules, vehicles=[vehicle(end=None)]) == 300
    )


def test_a_rule_that_has_no_counterpart_is_said():
    given = problem(100, loads=[load(1, max_ride_s=60)])
    with pytest.raises(CannotExpress, match="max_ride_s"):
        Spots(given).refuse()
