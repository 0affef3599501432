"""A new plan while vehicles are out: what is done or on board stays, and who is touched is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.db import db, glance
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import CUSTODY, Bag
from delivery.places.models import GATE
from delivery.routing import queries, services
from delivery.routing.changes import changes_of
from delivery.routing.core.plan import Plan as Answer
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import solve_json
from delivery.routing.models import Plan, Route, StopLoad
from delivery.routing.road import roads
from delivery.routing.showing import board_of, rows_of, words_of
from delivery.routing.wave_problem import problem_of
from tests import factories as make
from tests.racing import race, refusals
from tests.services.routing_world import LATER, adopted, closed_wave

OUT = LATER + timedelta(minutes=20)


@pytest.fixture
def world(session):
    with clock.at(LATER):
        world = closed_wave(points=4, orders=1, vehicles=0)
        world.shifts = [small_shift(world) for _ in range(3)]
        yield world


def small_shift(world):
    return make.make_shift(world.wave, volunteer=world.volunteer, mass_g=2500, max_loadings=1)


def of_wave(world):
    found = queries.with_stops(Route.wave_id == world.wave.id, Route.state == "planned")
    return {route.letter: route for route in found}


def bags_at(stop):
    loads = select(StopLoad.order_id).where(StopLoad.stop_id == stop.id)
    return db.session.scalars(select(Bag).where(Bag.order_id.in_(loads))).all()


def act(stop, action, world, at=OUT):
    for bag in bags_at(stop):
        CUSTODY.apply(bag, action, actor=world.driver, at=at)


def asked_again(world, at=OUT):
    """A new proposal, made as the worker does it."""
    plan = services.ask(world.wave, seconds=3, actor=world.coordinator, at=at)
    made = problem_of(world.wave, at=at)
    answer = solve_json(made.problem, seconds=0.2, before=made.before)
    services.judge(made, answer)
    services.propose(plan, made, answer, made_at=at, actor=world.coordinator, at=at)
    return plan


def adopt(plan, world, at=OUT):
    return services.adopt(plan, services.judged(plan), actor=world.coordinator, at=at)


def told(session, action):
    return session.scalars(select(Event).filter_by(subject="routes", action=action)).all()


def test_what_is_done_and_on_board_is_in_the_problem_as_locked(session, world):
    adopted(world)
    route = of_wave(world)["A"]
    pickup, first = route.stops[0], route.stops[1]
    act(pickup, "load", world)
    act(first, "drop", world)
    made = problem_of(world.wave, at=OUT)
    given = Problem.from_json(made.problem)
    (lock,) = given.locked
    assert (lock.vehicle, [stop.kind for stop in lock.done]) == (
        str(route.shift_id),
        ["start", "load", "drop"],
    )
    assert (len(lock.on_board), lock.free_at_s) == (len(route.stops) - 2, given.now_s)
    assert {vehicle for vehicle, _ in given.former.values()} <= {str(s.id) for s in world.shifts}
    assert made.before
    assert problem_of(world.wave, at=OUT).fingerprint() == made.fingerprint()


def test_nothing_new_keeps_every_route_and_tells_nobody(session, world):
    adopted(world)
    before = of_wave(world)
    act(before["A"].stops[0], "load", world)
    plan = asked_again(world)
    changes = changes_of(plan, words_of(plan, rows_of(plan), board_of(plan)))
    assert {change.code for change in changes} <= {"later", "earlier"}
    adopt(plan, world)
    after = of_wave(world)
    assert {k: r.id for k, r in after.items()} == {k: r.id for k, r in before.items()}
    assert {route.plan_id for route in after.values()} == {plan.id}
    assert told(session, "change") == told(session, "withdraw") == []


def test_a_vehicle_that_breaks_down_before_loading_is_relieved_and_the_rest_stays(session, world):
    adopted(world)
    before = of_wave(world)
    act(before["A"].stops[0], "load", world)
    broken = before["B"]
    broken.shift.called_off_at = OUT
    session.flush()
    plan = asked_again(world)
    words = words_of(plan, rows_of(plan), board_of(plan))
    codes = {change.code for change in changes_of(plan, words)}
    assert {"route-gone", "moved"} <= codes
    adopt(plan, world)
    after = of_wave(world)
    assert after["A"].id == before["A"].id
    assert "B" not in after
    assert [e.subject_id for e in told(session, "withdraw")] == [broken.id]
    orders = {o for some in queries.orders_at(after.values()).values() for o in some}
    assert orders == {order.id for order in world.orders}
    assert "aboard" not in {road.next and road.next.state for road in roads([*after.values()])}


def test_what_is_on_board_of_a_vehicle_that_is_called_off_is_left_out_with_the_reason(
    session, world
):
    adopted(world)
    route = of_wave(world)["A"]
    act(route.stops[0], "load", world)
    route.shift.called_off_at = OUT
    session.flush()
    made = problem_of(world.wave, at=OUT)
    assert {left["code"] for left in made.left_out} == {"called-off"}
    assert sum(len(left["orders"]) for left in made.left_out) == len(route.stops) - 1


def test_a_gate_that_closes_leaves_its_goods_out_and_their_custody_as_it_was(session, world):
    adopted(world)
    route = of_wave(world)["A"]
    act(route.stops[0], "load", world)
    GATE.apply(route.stops[1].drop_point.gate, "close", actor=world.coordinator, at=OUT)
    plan = asked_again(world)
    assert {left["code"] for left in plan.left_out} == {"gate-closed"}
    words = words_of(plan, rows_of(plan), board_of(plan))
    assert "left-out" in {change.code for change in changes_of(plan, words)}
    routes = adopt(plan, world)
    changed = [r for r in routes if r.shift_id == route.shift_id]
    assert [e.subject_id for e in told(session, "change")] == [r.id for r in changed]
    assert {bag.state for bag in bags_at(route.stops[1])} == {"on-vehicle"}


def test_a_changed_route_keeps_its_letter_and_what_is_done(session, world):
    adopted(world)
    route = of_wave(world)["A"]
    act(route.stops[0], "load", world)
    act(route.stops[1], "drop", world)
    extra = world.points[0]
    home = make.make_household(extra.gate.compound_id)
    order = make.make_order(
        world.wave, world.store, home, route.stops[1].drop_point, *_offers(world)
    )
    make.make_bag(order)
    plan = asked_again(world)
    adopt(plan, world)
    after = of_wave(world)
    assert after["A"].shift_id == route.shift_id
    (road,) = roads([after["A"]])
    assert road.done >= 2
    assert len(Answer.from_json(plan.answer).skipped) == 0


def _offers(world):
    return [line.offer for line in world.orders[0].lines]


def test_a_bag_loaded_between_asking_and_adopting_is_refused_and_can_be_asked_anew(session, world):
    adopted(world)
    act(of_wave(world)["A"].stops[0], "load", world)
    plan = asked_again(world)
    act(of_wave(world)["B"].stops[0], "load", world)
    with pytest.raises(services.ProblemChanged), session.begin_nested():
        adopt(plan, world)
    again = asked_again(world, at=OUT + timedelta(minutes=1))
    adopt(again, world, at=OUT + timedelta(minutes=1))
    assert again.state == "adopted"


def test_all_that_was_asked_of_the_board_is_said_of_a_plan_made_under_way(app, session, world):
    adopted(world)
    act(of_wave(world)["A"].stops[0], "load", world)
    board = board_of(asked_again(world))
    assert [line.visits[0].state for line in board.lines if line.letter == "A"] == ["done"]


@pytest.mark.parametrize("turn", range(2))
def test_of_two_adoptions_and_a_loading_at_once_nothing_is_half_done(arena, turn):
    with arena.app_context(), clock.at(LATER):
        world = closed_wave(points=4, orders=1, vehicles=0)
        world.shifts = [small_shift(world) for _ in range(3)]
        adopted(world)
        act(of_wave(world)["A"].stops[0], "load", world)
        plans, who = [asked_again(world).id for _ in range(2)], world.coordinator
        bags = [bag.id for bag in bags_at(of_wave(world)["B"].stops[0])]
        driver, wave = world.driver, world.wave.id
        db.session.commit()
        db.session.remove()

        def take(plan_id):
            judgement = glance(lambda: services.judged(db.session.get_one(Plan, plan_id)))
            return services.adopt(db.session.get_one(Plan, plan_id), judgement, actor=who, at=OUT)

        def load():
            for bag in bags:
                CUSTODY.apply(db.session.get_one(Bag, bag), "load", actor=driver, at=OUT)

        outcomes = race(arena, lambda: take(plans[0]), lambda: take(plans[1]), load)
        assert len(refusals(outcomes)) in (1, 2)
        states = db.session.scalars(select(Plan.state).filter_by(wave_id=wave)).all()
        assert states.count("adopted") == 1
        routes = db.session.scalars(select(Route).filter_by(wave_id=wave, state="planned")).all()
        assert len({route.letter for route in routes}) == len(routes)
        assert len({route.plan_id for route in routes}) == 1
        db.session.remove()
