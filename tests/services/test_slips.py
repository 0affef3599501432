"""A store that is late moves the plan: one that waits is made anew, one that is driven is looked at."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.desk.matters.waves import stores_late
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotAllowed, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import PickList, Slip
from delivery.merchants.picking.services.slips import say_late
from delivery.notices import audiences
from delivery.notices.queries import is_told
from delivery.routing.models import Plan
from delivery.routing.planning import Planner, make_anew_due
from delivery.routing.queries import plans_out_of_time
from delivery.routing.rules import PICKING_S
from delivery.routing.wave_problem import problem_of
from tests import factories as make
from tests.racing import race
from tests.services.routing_world import LATER, adopted, closed_wave, proposed
from tests.services.test_work_planner import QUICK

SOON = LATER + timedelta(minutes=5)


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave(points=2, orders=1, bags=0, list_state="open")


def pick_list(world):
    return db.session.scalars(select(PickList).filter_by(wave_id=world.wave.id)).one()


def late(world, minutes, at=SOON):
    lead = make.actor_with(Role.SHIFT_LEAD, world.store.id)
    say_late(pick_list(world), minutes, actor=lead, at=at)


def ready_s(world):
    return {load["ready_s"] for load in problem_of(world.wave, at=SOON).problem["loads"]}


@pytest.fixture
def matters(app):
    """What the day page says of late stores; it needs addresses, and so a request."""

    def matters(who):
        with app.test_request_context(headers={"Accept-Language": "en"}):
            return list(stores_late(who, SOON))

    return matters


def told(world):
    """Return to whom the last slip is told."""
    event = db.session.scalars(
        select(Event).where(Event.action == "slip", is_told()).order_by(Event.seq.desc())
    ).first()
    if event is None:
        return set()
    return {user for _seq, user in audiences.people(("pick_lists", "slip"), [event.seq])}


def test_goods_that_are_not_packed_are_ready_that_much_later(world):
    assert ready_s(world) == {PICKING_S}
    late(world, 20)
    assert ready_s(world) == {PICKING_S + 20 * 60}
    late(world, 0)
    assert ready_s(world) == {PICKING_S}


def test_bags_that_stand_packed_are_ready_whatever_is_said(world):
    bag = make.make_bag(world.orders[0])
    late(world, 20)
    assert len(ready_s(world)) == 2
    assert min(ready_s(world)) == max(0, (bag.packed_at - world.wave.cut_off_at).seconds)


def test_a_proposal_is_made_anew_and_only_once(session, world):
    proposed(world)
    assert plans_out_of_time() == []
    late(world, 20)
    session.commit()
    with clock.at(SOON):
        assert make_anew_due() == 1
        assert make_anew_due() == 0
        session.expire_all()
        planner = Planner(QUICK)
        session.scalars(select(Plan).filter_by(state="asked")).one().seconds = 0.1
        session.commit()
        assert planner.work(wait=True) == 1
        planner.close()
        assert plans_out_of_time() == []
    states = [p.state for p in session.scalars(select(Plan).order_by(Plan.number))]
    assert states == ["withdrawn", "proposed"]
    newest = session.scalars(select(Plan).filter_by(state="proposed")).one()
    assert {x["ready_s"] for x in newest.problem["loads"]} == {PICKING_S + 20 * 60}
    assert told(world) == set(), "nobody has to do anything"


def test_an_adopted_plan_is_left_to_the_coordinator_who_is_told(session, world, matters):
    plan = adopted(world)
    session.refresh(world.wave)
    late(world, 20)
    session.commit()
    assert make_anew_due() == 0
    assert plan.state == "adopted"
    assert told(world) == {world.coordinator.id}
    (matter,) = matters(world.coordinator)
    assert matter.urgent


def test_the_coordinator_sees_it_until_the_store_is_on_time_again(world, matters):
    late(world, 20)
    (matter,) = matters(world.coordinator)
    assert ("20" in matter.title, matter.urgent) == (True, False)
    assert matters(make.actor_with(Role.COORDINATOR, make.make_user().id)) == []
    late(world, 0)
    assert matters(world.coordinator) == []


def test_a_list_that_is_done_is_not_late_and_nobody_is_late_for_ever(world):
    with pytest.raises(Invalid):
        late(world, 241)
    done = closed_wave(list_state="done")
    with pytest.raises(WrongState):
        late(done, 20)
    picker = make.actor_with(Role.STORE_STAFF, world.store.id)
    with pytest.raises(NotAllowed):
        say_late(pick_list(world), 20, actor=picker, at=SOON)


def test_two_who_say_it_at_once_leave_one_word(arena):
    with arena.app_context(), clock.at(LATER):
        world = closed_wave(points=1, orders=1, bags=0, list_state="open")
        lead = make.actor_with(Role.SHIFT_LEAD, world.store.id)
        list_id = pick_list(world).id
        db.session.commit()
        db.session.remove()

        def say(minutes):
            say_late(db.session.get(PickList, list_id), minutes, actor=lead, at=SOON)

        race(arena, lambda: say(10), lambda: say(20))
        (left,) = db.session.scalars(select(Slip.late_min).filter_by(pick_list_id=list_id)).all()
        assert left in (10, 20)
        db.session.remove()
