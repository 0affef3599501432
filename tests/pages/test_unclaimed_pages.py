"""What a household reads and answers when it could not come, and what gate and desk see of it."""

from datetime import timedelta

import pytest

from delivery.handoffs.unclaimed.services import look_after
from delivery.kernel import clock
from delivery.kernel.access import Role
from tests import factories as make
from tests.handing import scene
from tests.pages.test_counting_pages import titles
from tests.pages.test_handoffs_pages import ENGLISH, words
from tests.services.test_unclaimed import PATIENCE, at_gate
from tests.signing import get, post, sign_in


@pytest.fixture
def day(session):
    """Chilled and ambient bags that have waited 25 minutes past their household's time."""
    here = scene()
    until = at_gate(here)
    with clock.at(until + timedelta(minutes=25)) as now:
        look_after(until + timedelta(minutes=20), PATIENCE)
        here.at = now or until + timedelta(minutes=25)
        yield here


def test_a_household_answers_with_one_press_and_the_gate_sees_it(client, day):
    page = f"/orders/{day.order.id}/wishes"
    sign_in(client, day.resident)
    asked = words(get(client, page, headers=ENGLISH))
    assert "What would help?" in asked
    done = post(client, page, {"way": "door"}, follow_redirects=True, headers=ENGLISH)
    assert "Thank you. The gate knows." in words(done)
    look_after(day.at, PATIENCE)
    sign_in(client, day.guard)
    assert "To the door" in words(get(client, "/gate/unclaimed", headers=ENGLISH))
    way = f"/gate/unclaimed/{day.order.id}/chilled/door"
    carried = post(client, way, follow_redirects=True, headers=ENGLISH)
    assert "1 bag was brought to the door." in words(carried)
    assert day.bags[1].state == "handed-over"


def test_another_household_neither_reads_nor_answers(client, day):
    stranger = make.make_household(day.home.compound_id)
    sign_in(client, make.actor_with(Role.RESIDENT, stranger.id))
    page = f"/orders/{day.order.id}/wishes"
    assert get(client, page).status_code == 404
    assert post(client, page, {"way": "give"}).status_code == 404


def test_a_word_that_is_none_is_refused_beside_the_question(client, day):
    sign_in(client, day.resident)
    refused = post(client, f"/orders/{day.order.id}/wishes", {"way": "burn"})
    assert (refused.status_code, 'id="f-way-error"' in refused.text) == (422, True)


def test_the_coordinator_sees_what_is_to_be_carried(app, client, day):
    who = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    for minutes in (40, 60):
        look_after(day.wave.collect_to_at + timedelta(minutes=minutes), PATIENCE)
    assert "1 bag that nobody could come for" in titles(app, who, day.at)
    sign_in(client, who)
    shown = words(get(client, "/unclaimed", headers=ENGLISH))
    assert "To the door" in shown
    assert "East Gate" in shown
