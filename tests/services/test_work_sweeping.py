"""What the worker forgets, and when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.db import db
from delivery.people import codes
from delivery.people.models import OneTimeCode, SignIn
from delivery.people.sessions import end_session, open_session
from delivery.work import work
from tests import factories as make
from tests.conftest import NOON

MONTH = timedelta(days=30)


@pytest.fixture
def user(session):
    return make.make_user()


def left_after(app, waited):
    """Return the kinds of codes, and how many sessions, that are left when the worker was by."""
    db.session.commit()
    with clock.at(NOON + waited):
        assert work(app, single=True)
    kinds = set(db.session.scalars(select(OneTimeCode.kind)))
    return kinds, len(db.session.scalars(select(SignIn)).all())


def test_a_spent_code_and_an_ended_session_are_forgotten_after_a_month(app, user):
    codes.spend(codes.issue("link", by=None, user_id=user.id), "link")
    codes.issue("invite", by=None, user_id=user.id)
    end_session(open_session(user, "link"))
    open_session(user, "password")
    assert left_after(app, MONTH) == ({"link", "invite"}, 2)
    assert left_after(app, MONTH + timedelta(minutes=1)) == ({"invite"}, 1)


def test_a_code_nobody_used_and_a_session_nobody_ended_are_forgotten_a_month_after_their_day(
    app, user
):
    codes.issue("reset", by=None, user_id=user.id)
    open_session(user, "password")
    assert left_after(app, codes.LASTS["reset"] + MONTH) == ({"reset"}, 1)
    assert left_after(app, 2 * MONTH) == (set(), 1)
    assert left_after(app, 2 * MONTH + timedelta(minutes=1)) == (set(), 0)
