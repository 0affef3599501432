"""Two at once, on real connections: a secret is spent once, a try is counted, a role kept."""

import pytest
from sqlalchemy import func, select

from delivery.kernel.access import Actor, Role, fetch
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, WrongState
from delivery.people import codes, throttle
from delivery.people.models import Grant, JoinRequest, SignIn, User
from delivery.people.services import hold, joining, roster, signing
from delivery.people.throttle import limit
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals

repeated = pytest.mark.parametrize("turn", range(3))


def ready():
    db.session.commit()
    db.session.remove()


def count(model, *which):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*which))


@repeated
def test_of_two_who_spend_one_link_one_comes_in(stage, turn):
    user_id = make.make_user().id
    link = codes.issue("link", by=None, user_id=user_id)
    ready()
    done = race(stage, *[lambda: signing.open_link(link).token] * 2)
    assert [type(one) for one in refusals(done)] == [WrongState]
    assert count(SignIn, SignIn.user_id == user_id) == 1


@repeated
def test_of_two_who_type_one_household_code_one_asks(stage, turn):
    home = make.make_household(make.make_gate().compound_id)
    home_id = home.id
    code = codes.issue("join", by=None, household_id=home_id)
    ready()

    def come(phone):
        return joining.join(
            code, name="王芳", phone=phone, password="two words 7", address=f"10.0.{turn}.1"
        )

    done = race(
        stage, lambda: come(f"1380001{turn}001").token, lambda: come(f"1380001{turn}002").token
    )
    assert len([token for token in done if token]) == 1
    assert count(JoinRequest, JoinRequest.household_id == home_id) == 1


@repeated
def test_tries_at_once_are_all_counted(stage, turn):
    one = limit(3, "race", turn)
    ready()
    waits = race(stage, *[lambda: throttle.take([one])] * 6)
    assert sorted(wait > 0 for wait in waits) == [False] * 3 + [True] * 3


@repeated
def test_two_decisions_on_one_request_are_one(stage, turn):
    gate = make.make_gate()
    group = make.make_group(gate.compound_id)
    home = make.make_household(gate.compound_id, group)
    leader = make.actor_with(Role.LEADER, group.id)
    asked = make.keep(
        JoinRequest(_state="asked", user_id=make.make_user().id, household_id=home.id)
    )
    asked_id, user_id = asked.id, asked.user_id
    ready()

    def decide(action):
        return lambda: joining.decide(leader, fetch(JoinRequest, asked_id, leader), action)

    done = race(stage, decide("confirm"), decide("refuse"))
    assert [type(one) for one in refusals(done)] == [WrongState]
    state = db.session.get(JoinRequest, asked_id).state
    assert count(Grant, Grant.user_id == user_id) == (1 if state == "confirmed" else 0)


@repeated
def test_one_role_given_twice_at_once_is_held_once(stage, turn):
    user_id, gate_id = make.make_user().id, make.make_gate().id
    ready()
    race(stage, *[lambda: hold(user_id, Role.GATE_STAFF, gate_id, by=None)] * 2)
    assert count(Grant, Grant.user_id == user_id) == 1


@repeated
def test_two_operators_who_shut_each_other_out_leave_one(stage, turn):
    for row in db.session.scalars(select(User).join(Grant).where(Grant.role == Role.OPERATOR)):
        row.disabled_at = NOON  # of the turns before
    district_id = make.make_neighbourhood().district_id
    first, second = (make.actor_with(Role.OPERATOR, district_id) for _ in range(2))
    ready()

    def shut_out(actor: Actor, other: Actor):
        return lambda: roster.disable(actor, fetch(User, other.id, actor))

    done = race(stage, shut_out(first, second), shut_out(second, first))
    assert [type(one) for one in refusals(done)] == [Conflict]
