"""What two people did at the same moment is answered in a sentence, never by a broken page."""

import pytest
from sqlalchemy.exc import OperationalError

from delivery.kernel.access import Role
from delivery.merchants.catalogue import services
from delivery.people.models import Grant
from tests import factories as make
from tests.signing import bearer, post, sign_in

STORE = {"name": "合家", "lat": "26.6", "lon": "106.7", "opens_at": "07:00", "closes_at": "21:00"}


@pytest.fixture
def operator(session):
    return make.actor_with(Role.OPERATOR, make.make_neighbourhood().district_id)


@pytest.fixture
def meanwhile(operator, monkeypatch):
    """Let a store be added by an act that meets what somebody else wrote a moment ago."""

    def add(*_words, **_more):
        scope_id = operator.within(Role.OPERATOR)
        make.keep(Grant(user_id=operator.id, role=Role.OPERATOR, scope_id=next(iter(scope_id))))

    monkeypatch.setattr(services, "add_store", add)
    return STORE | {"areas": [str(make.make_neighbourhood().id)]}


def test_a_key_that_was_taken_a_moment_ago_is_a_conflict_for_programs(client, operator, meanwhile):
    answer = client.post("/api/v1/stores", json=meanwhile, headers=bearer(operator))
    assert (answer.status_code, answer.json["type"]) == (409, "conflict")


def test_people_see_their_form_again_with_what_they_typed(client, operator, meanwhile):
    sign_in(client, operator)
    answer = post(client, "/stores", meanwhile)
    assert answer.status_code == 409
    assert 'value="合家"' in answer.text


def test_a_database_that_is_broken_is_our_mistake_and_not_a_conflict(
    app, client, operator, meanwhile, monkeypatch
):
    def broken(*_words, **_more):
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    monkeypatch.setattr(services, "add_store", broken)
    answer = client.post("/api/v1/stores", json=meanwhile, headers=bearer(operator))
    assert answer.status_code == 500
