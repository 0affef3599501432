"""The inbox: one's own news, newest first, read by pressing."""

import pytest

from delivery.handoffs import services as gate
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.notices import telling
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.handing import proof, scene
from tests.signing import bearer, get, post, sign_in


@pytest.fixture(autouse=True)
def no_console(monkeypatch):
    monkeypatch.setattr(telling, "outgoing", lambda settings: [])


@pytest.fixture
def day(session):
    day = scene(state="on-vehicle")
    gate.take_in(day.ids, proof(), actor=day.guard)
    session.commit()
    telling.tell(NOON)
    return day


def news_of(client, who):
    return client.get("/api/v1/notices", headers=bearer(who)).json


def test_news_is_shown_until_it_is_read(client, day):
    sign_in(client, day.resident)
    shown = get(client, "/notices").text
    assert ("2 袋到了" in shown, 'class="pill hot"' in shown) == (True, True)
    assert post(client, "/notices/read").status_code == 302
    assert 'class="pill hot"' not in get(client, "/notices").text


def test_opening_leads_to_what_it_is_about_and_marks_it_read(client, day):
    (news,) = news_of(client, day.resident)
    sign_in(client, day.resident)
    opened = post(client, f"/notices/{news['event']}/open")
    assert opened.location == f"/orders/{day.order.id}"
    assert [one["is_read"] for one in news_of(client, day.resident)] == [True]


def test_nobody_opens_somebody_elses_news(client, day):
    (news,) = news_of(client, day.resident)
    sign_in(client, day.leader)
    assert post(client, f"/notices/{news['event']}/open").status_code == 404
    assert post(client, f"/notices/{2**62}/open").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, session):
    assert get(client, "/notices").status_code == 302


def test_programs_count_and_read_their_own(client, day):
    neighbour = make.actor_with(Role.RESIDENT, day.home.id)
    assert client.get("/api/v1/notices/unread", headers=bearer(day.resident)).json["count"] == 1
    assert client.get("/api/v1/notices/unread", headers=bearer(neighbour)).json["count"] == 0
    said = client.post("/api/v1/notices/read", json={}, headers=bearer(day.resident))
    assert said.json == {"count": 1}


@pytest.mark.parametrize("words", [{"events": [2**63]}, {"events": "all"}, {"other": 1}])
def test_words_that_do_not_fit_are_refused(client, day, words):
    answer = client.post("/api/v1/notices/read", json=words, headers=bearer(day.resident))
    assert answer.status_code == 422


def test_older_news_is_on_the_next_page_and_a_page_costs_the_same_however_full(client, day):
    sign_in(client, day.resident)
    with statements() as few:
        get(client, "/notices")
    for n in range(35):
        order = make.make_order(
            make.make_wave(day.wave.neighbourhood, hours=n + 3),
            day.store,
            day.home,
            day.point,
            make.make_offer(day.store),
        )
        bag = make.make_bag(order, state="on-vehicle")
        gate.take_in([bag.id], proof(), actor=day.guard)
    db.session.commit()
    telling.tell(NOON)
    with statements() as many:
        get(client, "/notices")
    assert len(many) <= len(few)
    oldest = news_of(client, day.resident)[-1]["event"]
    older = client.get(f"/api/v1/notices?before={oldest}", headers=bearer(day.resident)).json
    assert (len(news_of(client, day.resident)), len(older)) == (30, 6)
