"""The planner: solves elsewhere, outlives what solves, and never answers twice."""

import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.db import db
from delivery.orders.models import Wave
from delivery.places.models import GATE
from delivery.routing import services
from delivery.routing.models import Plan, Route
from delivery.routing.planning import MOST_TRIES, Planner, adopt_due
from tests import factories as make
from tests.conftest import SETTINGS
from tests.services.routing_world import LATER, closed_wave, proposed

QUICK = replace(SETTINGS, planner_processes=0, solve_seconds=0.1)


@pytest.fixture
def world(session):
    with clock.at(LATER):
        made = closed_wave()
        session.commit()
        yield made


@pytest.fixture
def planner():
    made = Planner(QUICK)
    yield made
    made.close()


def ask(world, seconds=0.1):
    plan = services.ask(world.wave, seconds=seconds, actor=world.coordinator, at=LATER)
    db.session.commit()
    return plan.id


def state_of(plan_id):
    return db.session.get(Plan, plan_id).state


def test_a_packed_wave_is_asked_for_once_and_answered(session, world, planner):
    assert planner.ask_for_due() == 1
    session.commit()
    assert planner.ask_for_due() == 0
    assert planner.work(wait=True) == 1
    plan = session.scalars(select(Plan)).one()
    assert (plan.state, plan.made_at, plan.serves_all) == ("proposed", LATER, True)


def test_a_pool_whose_process_is_killed_is_replaced_and_the_plan_is_made(world):
    planner = Planner(replace(QUICK, planner_processes=1))
    plan_id = ask(world, seconds=20)
    planner.work()
    for process in planner._executor._processes.values():
        os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(RuntimeError):
        planner.work(wait=True)
    assert state_of(plan_id) == "asked"
    db.session.get(Plan, plan_id).seconds = 0.1
    db.session.commit()
    assert planner.work(wait=True) == 1
    planner.close()
    assert state_of(plan_id) == "proposed"


def test_what_kills_its_solver_each_time_is_given_up(monkeypatch, world, planner):
    def dies(*args, **kwargs):
        raise RuntimeError("no memory")

    monkeypatch.setattr("delivery.routing.planning.solve_json", dies)
    plan_id = ask(world)
    for _ in range(MOST_TRIES):
        with pytest.raises(RuntimeError):
            planner.work(wait=True)
    assert state_of(plan_id) == "failed"


def test_an_answer_with_faults_is_never_proposed(monkeypatch, world, planner):
    def wrong(problem, **kwargs):
        return {"version": 1, "cost": 0, "routes": [], "skipped": []}

    monkeypatch.setattr("delivery.routing.planning.solve_json", wrong)
    plan_id = ask(world)
    with structlog.testing.capture_logs() as logs:
        planner.work(wait=True)
    assert state_of(plan_id) == "failed"
    assert "neither dropped nor left out" in logs[-1]["why"]


def test_of_two_planners_with_one_plan_the_second_is_not_needed(session, world, planner):
    other = Planner(QUICK)
    ask(world)
    other._send(session.scalars(select(Plan.id)).one())
    assert planner.work(wait=True) == 1
    other.work(wait=True)
    assert [plan.state for plan in session.scalars(select(Plan))] == ["proposed"]


def trusting(world):
    world.wave.neighbourhood.adopts_plans_itself = True
    db.session.commit()


def test_a_neighbourhood_that_trusts_the_router_drives_at_once(session, world):
    trusting(world)
    proposed(world)
    session.commit()
    assert adopt_due() == 1
    assert [route.state for route in session.scalars(select(Route))] == ["planned"]
    assert session.get(Wave, world.wave.id).state == "planned"
    assert adopt_due() == 0


def test_a_plan_that_leaves_something_out_waits_for_a_person(session, world):
    trusting(world)
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    proposed(world)
    session.commit()
    assert adopt_due() == 0


def test_a_proposal_out_of_date_is_withdrawn_and_the_wave_planned_again(session, world, planner):
    trusting(world)
    proposed(world, at=LATER - timedelta(minutes=5))
    make.make_bag(world.orders[0], number_of=(2, 2))
    session.commit()
    adopt_due()
    session.commit()
    assert planner.ask_for_due() == 1
    session.commit()
    planner.work(wait=True)
    assert adopt_due() == 1
    assert [p.state for p in session.scalars(select(Plan).order_by(Plan.number))] == [
        "withdrawn",
        "adopted",
    ]
