"""A stop is asked about and moved by hand, on a page and by a program."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.access import SYSTEM
from delivery.kernel.ledger import Event
from delivery.routing import services
from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan as Answer
from delivery.routing.core.problem import Problem
from delivery.routing.models import Plan, Route
from tests import factories as make
from tests.pages.test_routing_pages import page
from tests.services.routing_world import LATER, closed_wave, proposed
from tests.signing import post, sign_in


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave(points=3, vehicles=2)


@pytest.fixture
def plan(client, world):
    sign_in(client, world.coordinator)
    return proposed(world)


def drop(plan, label="A1", query=""):
    return f"/plans/{plan.id}/drops/{label}" + (f"?{query}" if query else "")


def other_shift(world, plan):
    used = {route["vehicle"] for route in plan.answer["routes"]}
    return next(str(shift.id) for shift in world.shifts if str(shift.id) not in used)


def test_a_stop_says_why_it_is_so_late_and_on_its_vehicle_in_both_languages(client, plan):
    shown = page(client, drop(plan))
    for words in ("Why so late?", "Why on this vehicle?", "It could be:", "Move it by hand"):
        assert words in shown
    assert "为什么这么晚到" in page(client, drop(plan), "zh")


def test_a_time_that_nobody_can_keep_is_told_with_what_is_in_the_way(client, plan):
    shown = page(client, drop(plan, "A3", "by=15:00"))
    assert "Nothing leaves before 15:00" in shown
    assert "would have had to leave by 14:" in shown


def test_a_move_is_looked_at_before_it_is_saved_and_saved_as_a_proposal(
    session, client, world, plan
):
    to = other_shift(world, plan)
    shown = page(client, drop(plan, "A2", f"tries=1&to={to}&position=1"))
    assert "It can be driven." in shown
    assert session.scalar(select(func.count(Plan.id))) == 1
    answer = post(client, drop(plan, "A2"), {"to": to, "position": 1})
    assert answer.status_code == 302
    saved = session.scalars(select(Plan).filter_by(number=2)).one()
    assert (saved.state, saved.asked_by) == ("proposed", world.coordinator.id)
    made = Answer.from_json(saved.answer)
    assert faults(Problem.from_json(saved.problem), made) == ()
    assert sorted(route.vehicle for route in made.routes) == sorted(str(s.id) for s in world.shifts)
    services.adopt(saved, services.judged(saved), actor=world.coordinator, at=LATER)
    assert len(session.scalars(select(Route)).all()) == 2
    moved = session.scalars(select(Event).filter_by(action="move")).one()
    assert moved.subject_id == saved.id


def test_a_stop_can_be_left_out_by_hand(session, client, plan):
    assert "more" in page(client, drop(plan, "A2", "tries=1&to="))
    assert post(client, drop(plan, "A2"), {"to": ""}).status_code == 302
    saved = session.scalars(select(Plan).filter_by(number=2)).one()
    assert "A coordinator left it out." in page(client, f"/waves/{saved.wave_id}/plan?number=2")


def test_a_move_that_cannot_be_driven_says_why_and_is_not_saved(session, client, world):
    small = make.make_shift(world.wave, mass_g=1000)
    sign_in(client, world.coordinator)
    plan = proposed(world)
    assert "It cannot be driven." in page(client, drop(plan, "A1", f"tries=1&to={small.id}"))
    answer = post(client, drop(plan), {"to": str(small.id)})
    assert answer.status_code == 409
    assert "carries 1 kg" in answer.get_data(as_text=True) or "1 kg" in answer.get_data(
        as_text=True
    )
    assert session.scalar(select(func.count(Plan.id))) == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"to": "van"}, 422),
        ({"to": "0b5c1f1e-3a52-4a39-8a4e-2f3b6a1d9c70"}, 422),
        ({"position": 0}, 422),
        ({"position": 2**63}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_odd_moves_are_refused(client, plan, words, status):
    assert post(client, drop(plan), words).status_code == status


def test_a_stop_that_is_not_there_is_not_found(client, plan):
    assert post(client, drop(plan, "Z9"), {}).status_code == 404
    assert post(client, drop(plan, "漢"), {}).status_code == 404


def test_a_move_of_routes_that_are_withdrawn_is_refused(client, world, plan):
    services.withdraw(plan, actor=SYSTEM, at=LATER + timedelta(minutes=1))
    assert post(client, drop(plan), {"to": other_shift(world, plan)}).status_code == 409
