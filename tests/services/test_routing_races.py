"""Two coordinators at once: one set of routes, whoever is quicker, and nothing half saved."""

import pytest
from sqlalchemy import func, select

from delivery.kernel import clock
from delivery.kernel.db import db, glance
from delivery.kernel.errors import WrongState
from delivery.routing import services
from delivery.routing.models import Plan, Route
from delivery.routing.moving import keep, prepared
from tests.racing import race, refusals
from tests.services.routing_world import LATER, closed_wave, proposed

repeated = pytest.mark.parametrize("turn", range(2))


@pytest.fixture
def stage(arena):
    """The arena's application context; what is made in it is committed before a race."""
    with arena.app_context(), clock.at(LATER):
        yield arena
        db.session.remove()


class Desk:
    """A wave with proposals that wait for two coordinators; ids only."""

    def __init__(self, plans=1):
        world = closed_wave(points=3, vehicles=2)
        self.who, self.wave, self.shifts = (
            world.coordinator,
            world.wave.id,
            [str(s.id) for s in world.shifts],
        )
        self.plans = [proposed(world).id for _ in range(plans)]
        db.session.commit()
        db.session.remove()

    def adopt(self, plan_id):
        judgement = glance(lambda: services.judged(db.session.get_one(Plan, plan_id)))
        plan = db.session.get_one(Plan, plan_id)
        return len(services.adopt(plan, judgement, actor=self.who, at=LATER))

    def move(self, plan_id):
        to = {"to": self.shifts[1], "position": 1}
        made = glance(lambda: prepared(db.session.get_one(Plan, plan_id), "A1", to))
        return keep(db.session.get_one(Plan, plan_id), *made, actor=self.who, at=LATER).number

    def driven(self):
        of_wave = select(func.count(Route.id)).filter_by(wave_id=self.wave, state="planned")
        return db.session.scalar(of_wave)

    def states(self):
        plans = select(Plan.state).filter_by(wave_id=self.wave).order_by(Plan.number)
        return [*db.session.scalars(plans)]


@repeated
def test_one_plan_adopted_twice_at_once_is_adopted_once(stage, turn):
    desk = Desk()
    outcomes = race(stage, *[lambda: desk.adopt(desk.plans[0])] * 2)
    assert [type(refused) for refused in refusals(outcomes)] == [WrongState]
    assert desk.driven() == 1


@repeated
def test_of_two_plans_adopted_at_once_one_is_driven(stage, turn):
    desk = Desk(plans=2)
    race(stage, *(lambda plan=plan: desk.adopt(plan) for plan in desk.plans))
    assert desk.states().count("adopted") == 1
    assert desk.driven() == 1


@repeated
def test_two_moves_at_once_are_two_proposals(stage, turn):
    desk = Desk()
    outcomes = race(stage, *[lambda: desk.move(desk.plans[0])] * 2)
    kept = [number for number in outcomes if isinstance(number, int)]
    assert desk.states() == ["proposed"] * (1 + len(kept))
    assert len({*kept}) == len(kept) >= 1


@repeated
def test_a_move_and_an_adoption_at_once_leave_one_plan_driven(stage, turn):
    desk = Desk()
    race(stage, lambda: desk.adopt(desk.plans[0]), lambda: desk.move(desk.plans[0]))
    assert desk.states().count("adopted") == 1
    assert desk.driven() == 1
