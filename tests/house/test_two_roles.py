"""People of several roles: what they see as one, they may not touch as another."""

import pytest

from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from tests import factories as make
from tests.crawl import ROLES, ask, examples, holders, ways
from tests.world import make_world, token_of

FORMS = {"handoffs.take_cash": {"pay": "cash"}}  # a form that is read before its row


@pytest.fixture
def world(session):
    return make_world()


def of_two_places(world, role, others):
    """Return the token of somebody who is ``role`` at home and all ``others`` away from home."""
    user = make.make_user()
    for held, corner in [(role, world.home), *((other, world.away) for other in others)]:
        for scope_id in corner.actors[held].within(held):
            make.grant(user, held, scope_id)
    return token_of(Actor(user.id))


@pytest.fixture
def people(world):
    """A token for each permission and each role that holds it: elsewhere they are all the rest."""
    known = {}

    def token(way, role):
        if (way.permission, role) not in known:
            rest = set(ROLES) - set(holders(way.permission)) - {Role.OPERATOR}
            known[way.permission, role] = of_two_places(world, role, rest)
            db.session.commit()
        return known[way.permission, role]

    return token


@pytest.fixture
def lent(app, client, world, people):
    """Return who was given what away from home, where they do not hold the right to it."""
    bodies = examples(client)

    def found(only=""):
        for way in (way for way in ways(app, world.home.rows) if way.rows and only in str(way)):
            path = way.rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
            body = bodies.get((way.method, path)) if way.is_api else FORMS.get(way.endpoint)
            for role in set(holders(way.permission)) - {Role.OPERATOR}:
                token = people(way, role)
                db.session.remove()
                answer = ask(client, way, way.address(app, world.away.rows), token, body)
                if answer.status_code != 404:
                    yield str(way), role, answer.status

    return found


def test_one_role_s_sight_lends_no_other_role_its_right(lent):
    assert list(lent()) == []


def test_a_view_that_fetches_as_all_roles_at_once_is_found(lent, monkeypatch):
    """The negative control: who orders in another neighbourhood would close its waves."""
    monkeypatch.setattr(Actor, "acting", lambda self, permission: self)
    assert ("POST /waves/<uuid:wave_id>/close", Role.COORDINATOR) in {
        (way, role) for way, role, _status in lent("/close")
    }
