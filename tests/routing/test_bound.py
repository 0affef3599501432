"""The bound is never above a plan's cost, and where everything is known it is the best cost."""

import os
import time

import pytest

from delivery.routing.core.assemble import assemble
from delivery.routing.core.bound import near
from delivery.routing.core.bound.cuts import broken
from delivery.routing.core.bound.master import path
from delivery.routing.core.bound.prove import Proof
from delivery.routing.core.check import faults
from delivery.routing.core.search.engine import Search
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Gap, Seconds
from delivery.routing.core.warm import warm_up
from tests.routing.brute import best_cost
from tests.routing.makers import drop_point, load, problem, store, vehicle
from tests.routing.test_search import tiny

INSTANCES = int(os.environ.get("MENKOU_BOUND_INSTANCES", "25"))
PLENTY_S = 600.0


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compiling is no part of the time that a proof has."""
    warm_up()


def proof_of(given, steps=0):
    """The proof for ``given`` after so many steps of the search, worked to its end."""
    search = Search(given, 1)
    if steps:
        search.run(steps, 0.0, 1.0)
    search.finish()
    proof = Proof(search, time.perf_counter() + PLENTY_S, lambda: False)
    proof.run()
    return proof


@pytest.mark.parametrize("seed", range(1000, 1000 + INSTANCES))
def test_no_plan_costs_less_than_the_bound(seed):
    given = tiny(seed)
    proof = proof_of(given)
    best = best_cost(given)
    plan = assemble(given, proof.search.tours())
    assert faults(given, plan) == ()
    assert proof.bound <= best <= proof.search.cost == plan.cost


def test_a_load_that_costs_nothing_to_bring_alone_is_asked_for_in_earnest():
    proof = proof_of(tiny(1083))
    assert not proof.tree.open
    assert proof.bound <= best_cost(tiny(1083))


def plain(seed):
    """A tiny problem of one store, which the bound knows all rules of, with reloading."""
    at = [(seed * 37 + i * 91) % 300 - 100 for i in range(4)]
    points = [
        drop_point(i, opens_s=100 * (i % 2), closes_s=400 + 50 * i, service_s=10)
        for i in range(1, 5)
    ]
    loads = [load(i, crates=1 + (seed + i) % 4, handling_s=5) for i in range(1, 5)]
    vehicles = [
        vehicle(fixed_cost=300, count=2, crates=5, max_loadings=1 + seed % 2),
        vehicle("cart", crates=4, fixed_cost=90, cost_per_s=seed % 2, max_distance_m=700),
    ]
    stores = [store(loading_s=10)]
    return problem(*at, drop_points=points, loads=loads, vehicles=vehicles, stores=stores)


@pytest.mark.parametrize("seed", range(12))
def test_with_one_store_the_best_plan_is_found_and_proved(seed):
    given = plain(seed)
    proof = proof_of(given)
    assert proof.bound == proof.search.cost == best_cost(given)


def test_a_plan_says_what_is_proved_of_it_and_a_gap_ends_the_work():
    given = plain(3)
    told = []
    plan = solve(given, stop=Gap(0.0, PLENTY_S), seed=1, progress=told.append)
    assert faults(given, plan) == ()
    assert plan.bound == plan.cost
    assert plan.gap == 0.0
    assert told[-1].bound == plan.bound


def test_what_is_locked_whole_is_in_the_bound():
    given = plain(1)
    first = solve(given, stop=Gap(0.0, PLENTY_S), seed=1)
    route = first.routes[0]
    stops = [
        {"place": s.place, "kind": s.kind, "loads": list(s.loads)}
        | {"arrives_s": s.arrives_s, "starts_s": s.starts_s, "leaves_s": s.leaves_s}
        for s in route.stops
    ]
    lock = {"vehicle": route.vehicle, "unit": route.unit, "at_place": 0, "free_at_s": 0}
    locked = [lock | {"on_board": [], "whole": True, "done": stops}]
    again = type(given).from_json(given.to_json() | {"locked": locked})
    plan = solve(again, stop=Gap(0.0, PLENTY_S), seed=1)
    assert plan.bound == plan.cost == first.cost


def test_a_proof_is_given_up_at_once():
    search = Search(plain(0), 1)
    proof = Proof(search, time.perf_counter() + PLENTY_S, lambda: True)
    assert proof.run() == 0


def test_a_cut_that_is_broken_is_found():
    thirds = [path(0, 1, nodes, 3) for nodes in ((0, 1), (1, 2), (0, 2))]
    assert broken(thirds, dict.fromkeys(range(3), 0.5), 3, set()) == [(0, 1, 2)]
    assert broken(thirds, dict.fromkeys(range(3), 0.5), 3, {(0, 1, 2)}) == []
    assert broken(thirds, {0: 1.0}, 3, set()) == []


def test_what_lies_between_two_visits_of_a_load_learns_to_remember_it():
    table = near.nearest([], 4)
    assert near.grown(table, [(0, 1, 2, 0)], 4)
    assert near.remembers(table, 1, 0)
    assert near.remembers(table, 2, 0)
    assert not near.grown(table, [(0, 1, 2, 0)], 4)
    assert not near.grown(table, [(0, 1, 2, 3)], 4)


def test_a_short_time_is_for_the_search_alone():
    plan = solve(plain(0), stop=Seconds(0.05), seed=1)
    assert plan.bound is None or plan.bound <= plan.cost
