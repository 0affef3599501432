"""From a closed wave to routes: a problem that is stable, a plan that is adopted once."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import chain

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.errors import Conflict, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import CUSTODY
from delivery.places.models import GATE
from delivery.routing import queries, services
from delivery.routing.core.problem import Problem
from delivery.routing.models import Plan, Route, StopLoad
from delivery.routing.wave_problem import problem_of
from tests import factories as make
from tests.counting import statements
from tests.services.routing_world import LATER, adopted, closed_wave, proposed, solved


@pytest.fixture
def world(session):
    return closed_wave()


def problem(world):
    return problem_of(world.wave, at=LATER)


def test_each_drop_point_and_store_make_one_load_with_its_orders(world):
    made = problem(world)
    assert sorted(map(len, made.orders.values())) == [2, 2]
    assert sorted(chain(*made.orders.values())) == sorted(str(o.id) for o in world.orders)
    assert {load["mass_g"] for load in made.problem["loads"]} == {2400}


def test_the_problem_is_of_the_published_format(world):
    assert len(Problem.from_json(problem(world).problem).loads) == 2


def test_the_same_wave_makes_the_same_problem(world):
    assert problem(world).fingerprint() == problem(world).fingerprint()


def test_windows_count_from_the_cut_off_on_the_districts_clocks(session, world):
    world.points[0].opens_at, world.points[0].closes_at = time(15), time(16)
    session.flush()  # the cut-off is at 14:00 in Guiyang
    point = next(
        p for p in problem(world).problem["drop_points"] if p["id"] == str(world.points[0].id)
    )
    assert (point["opens_s"], point["closes_s"]) == (3600, 7200)


def test_goods_may_come_until_the_collection_ends(world):
    point = problem(world).problem["drop_points"][0]
    assert (point["opens_s"], point["closes_s"]) == (0, 5 * 3600)


def test_nobody_leaves_before_now(world):
    assert problem(world).problem["now_s"] == 3600


def test_a_closed_gate_is_left_out_with_the_reason(world):
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    made = problem(world)
    assert [(left["code"], len(left["orders"])) for left in made.left_out] == [("gate-closed", 2)]
    assert len(made.problem["loads"]) == 1


def test_a_store_that_is_shut_all_day_is_left_out_with_the_reason(session, world):
    world.store.opens_at, world.store.closes_at = time(6), time(7)
    session.flush()
    made = problem(world)
    assert {left["code"] for left in made.left_out} == {"store-shut"}
    assert made.problem["stores"] == made.problem["loads"] == []


def test_a_risk_counts_until_it_expires(session, world):
    compound = world.points[0].gate.compound
    compound.risk_level, compound.risk_until = 2, world.wave.collect_from_at + timedelta(hours=1)
    session.flush()
    assert sorted(p["risk"] for p in problem(world).problem["drop_points"]) == [0, 2]
    compound.risk_until = world.wave.collect_from_at
    session.flush()
    assert sorted(p["risk"] for p in problem(world).problem["drop_points"]) == [0, 0]


def test_before_packing_the_lines_are_reckoned(session):
    world = closed_wave(bags=0, list_state="open")
    load = problem(world).problem["loads"][0]
    assert load["mass_g"] == 2 * 2 * 500
    assert load["ready_s"] == 45 * 60


def test_cancelled_orders_and_bags_that_have_left_are_not_routed(session):
    world = closed_wave(points=1, orders=3, bags=0)
    make.make_bag(world.orders[0])
    make.make_bag(world.orders[1], state="handed-over")
    away = make.make_order(
        world.wave,
        make.make_store(world.wave.neighbourhood),
        world.orders[0].household,
        world.points[0],
        state="cancelled",
    )
    named = set(chain(*problem(world).orders.values()))
    assert str(world.orders[0].id) in named
    assert not {str(world.orders[1].id), str(away.id)} & named


def test_a_load_too_big_for_every_vehicle_is_split(session):
    world = closed_wave(points=1, orders=6, bags=2, vehicles=0)
    world.shifts = [make.make_shift(world.wave, mass_g=5_000, max_loadings=4)]
    made = problem(world)
    assert [load["mass_g"] for load in made.problem["loads"]] == [4800, 4800, 4800]


def test_a_shift_that_was_called_off_drives_nothing(session, world):
    world.shifts[0].called_off_at = now()
    session.flush()
    assert problem(world).problem["vehicles"] == []


def test_the_number_of_queries_does_not_grow_with_the_wave(session):
    counts = []
    for size in (1, 6):
        world = closed_wave(points=size, orders=size, vehicles=size)
        session.expire_all()
        wave = session.get(type(world.wave), world.wave.id)
        with statements() as seen:
            problem_of(wave, at=LATER)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9


def test_an_adopted_plan_becomes_routes_and_the_wave_is_planned(session, world):
    plan = adopted(world)
    route = session.scalars(select(Route)).one()
    assert (route.letter, route.state, plan.state, world.wave.state) == (
        "A",
        "planned",
        "adopted",
        "planned",
    )
    assert [stop.kind for stop in route.stops] == ["pickup", "drop", "drop"]
    assert session.scalar(select(func.count()).select_from(StopLoad)) == 8
    assert route.leaves_at >= LATER
    published = session.scalars(select(Event).filter_by(action="publish")).one()
    assert published.subject_id == route.id


def test_a_plan_is_refused_once_the_wave_changed(session, world):
    plan = proposed(world)
    make.make_bag(world.orders[0], number_of=(2, 2))
    with pytest.raises(services.ProblemChanged), session.begin_nested():
        services.adopt(plan, services.judged(plan), actor=world.coordinator, at=LATER)
    assert session.scalars(select(Route)).all() == []


def test_a_plan_is_adopted_once(session, world):
    plan = adopted(world)
    with pytest.raises(WrongState):
        services.adopt(plan, services.judged(plan), actor=world.coordinator, at=LATER)


def test_a_plan_with_faults_is_never_adopted(session, world):
    plan = proposed(world)
    plan.answer = plan.answer | {"cost": plan.answer["cost"] + 1}
    session.flush()
    with pytest.raises(services.Undrivable, match="The plan says it costs"):
        services.adopt(plan, services.judged(plan), actor=world.coordinator, at=LATER)


def test_a_newer_plan_takes_the_place_of_the_older(session, world):
    first = adopted(world)
    second = adopted(world, at=LATER + timedelta(minutes=5))
    states = {r.plan_id: r.state for r in session.scalars(select(Route))}
    assert states == {first.id: "withdrawn", second.id: "planned"}
    assert (session.get(Plan, first.id).state, second.number) == ("withdrawn", 2)


def test_routes_whose_bags_are_under_way_are_not_replaced(session, world):
    adopted(world)
    second = proposed(world)
    bag = next(iter(queries.bags_by_order([world.orders[0].id]).values()))[0]
    CUSTODY.apply(bag, "load", actor=world.driver, at=LATER)
    with pytest.raises(Conflict):
        services.adopt(second, services.judged(second), actor=world.coordinator, at=LATER)


def test_a_wave_that_takes_orders_is_not_planned(session):
    world = closed_wave()
    open_one = make.make_wave(world.wave.neighbourhood, hours=30)
    with pytest.raises(WrongState):
        services.ask(open_one, seconds=3, actor=world.coordinator, at=LATER)


def test_a_wave_with_nothing_to_bring_is_not_planned(session):
    world = closed_wave(orders=0)
    with pytest.raises(Conflict):
        services.ask(world.wave, seconds=3, actor=world.coordinator, at=LATER)


def test_asking_twice_is_one_plan(session, world):
    first = services.ask(world.wave, seconds=3, actor=world.coordinator, at=LATER)
    assert services.ask(world.wave, seconds=9, actor=world.coordinator, at=LATER) is first


def test_a_plan_is_proposed_once(session, world):
    plan = proposed(world)
    made, answer = solved(world.wave)
    with pytest.raises(WrongState):
        services.propose(plan, made, answer, made_at=LATER, actor=SYSTEM, at=LATER)


def test_a_plan_that_does_not_serve_what_it_says_is_undrivable(world):
    made, answer = solved(world.wave)
    worse = replace(made, problem=made.problem | {"loads": made.problem["loads"][:1]})
    with pytest.raises(services.Undrivable):
        services.judge(worse, answer)


def test_waves_wait_for_planning_once_everything_is_packed(session):
    packed, unpacked = closed_wave(), closed_wave(list_state="open")
    assert queries.waves_to_plan() == [packed.wave]
    proposed(packed)
    assert queries.waves_to_plan() == []
    assert unpacked.wave.state == "closed"
