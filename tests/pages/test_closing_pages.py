"""The page of a shift's and a day's end: three figures, what differs, and a day that closes."""

from datetime import timedelta

import pytest

from delivery.handoffs import services
from delivery.kernel import clock
from delivery.kernel.access import Role
from tests import factories as make
from tests.handing import proof, scene
from tests.pages.test_counting_pages import titles
from tests.pages.test_handoffs_pages import ENGLISH, words
from tests.signing import get, post, sign_in


@pytest.fixture
def day(client, session):
    here = scene(state="at-gate")
    sign_in(client, here.guard)
    with clock.at(here.wave.collect_to_at + timedelta(minutes=5)):
        yield here


def page_of(day):
    return f"/gate/{day.point.gate_id}/day"


def test_a_count_that_differs_shows_what_should_stand_there(app, client, day):
    form = {"ambient": 1, "chilled": 0, "frozen": 0}
    said = {"follow_redirects": True, "headers": ENGLISH}
    shown = words(post(client, page_of(day) + "/count", form, **said))
    assert "Chilled 1 fewer" in shown
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    assert [t for t in titles(app, coordinator, clock.now()) if t.endswith("East Gate")]
    agreed = words(post(client, page_of(day) + "/count", form | {"chilled": 1}, **said))
    assert "The count agrees with the books." in agreed


def test_figures_that_are_none_are_refused_beside_their_field(client, day):
    refused = post(client, page_of(day) + "/count", {"ambient": "many", "chilled": 1})
    assert (refused.status_code, 'id="f-ambient-error"' in refused.text) == (422, True)


def test_the_day_is_closed_only_when_every_bag_has_an_end(client, day):
    open_day = get(client, page_of(day), headers=ENGLISH)
    assert "2 bags wait here" in words(open_day)
    assert "Close the day" not in words(open_day)
    assert post(client, page_of(day) + "/close", {}).status_code == 409
    services.hand_over(day.ids, proof(at=clock.now()), actor=day.guard)
    said = {"follow_redirects": True, "headers": ENGLISH}
    closed = post(client, page_of(day) + "/close", {}, **said)
    assert "The day is closed." in words(closed)


def test_another_gates_day_is_not_there(client, day):
    sign_in(client, make.actor_with(Role.GATE_STAFF, make.make_gate().id))
    assert get(client, page_of(day)).status_code == 404
    assert post(client, page_of(day) + "/close", {}).status_code == 404
