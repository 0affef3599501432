"""Cold bags that have to hurry are seen at the gate, on the bag, and on the coordinator's day."""

from datetime import timedelta

import pytest

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from tests import factories as make
from tests.conftest import NOON
from tests.handing import scene
from tests.pages.test_counting_pages import titles
from tests.pages.test_handoffs_pages import ENGLISH, words
from tests.signing import bearer, get, sign_in


@pytest.fixture
def day(session):
    """An ambient and a chilled bag at the gate, packed at noon; it is half past seven."""
    here = scene(state="at-gate")
    for bag in here.bags:
        bag.packed_at = NOON
    db.session.commit()
    with clock.at(NOON + timedelta(minutes=450)):
        yield here


def test_the_gate_is_told_and_led_to_the_bags(client, day):
    sign_in(client, day.guard)
    assert "1 cold bag has to hurry." in words(get(client, "/gate", headers=ENGLISH))
    listed = words(get(client, "/gate/cold", headers=ENGLISH))
    assert "450 of 600 minutes" in listed
    assert "Building 3, unit 2" in listed
    shown = words(get(client, f"/gate/bags/{day.ids[1]}", headers=ENGLISH))
    assert "450 of 600 minutes" in shown
    assert "of 600 minutes" not in words(get(client, f"/gate/bags/{day.ids[0]}", headers=ENGLISH))


def test_the_coordinator_sees_it_on_the_day(app, client, day):
    who = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    at = NOON + timedelta(minutes=450)
    assert "1 cold bag has to hurry" in titles(app, who, at)
    sign_in(client, who)
    assert "450 of 600 minutes" in words(get(client, "/cold", headers=ENGLISH))


def test_a_program_reads_the_minutes_by_place(client, day):
    told = client.get("/api/v1/handoffs/gate/cold", headers=bearer(day.guard)).json
    assert [(one["alarm"], one["allowed_min"]) for one in told] == [("soon", 600)]
    assert sum(told[0][part] for part in ("store_min", "road_min", "gate_min")) == 450
