"""The gate counts a load: what did not come stands there with who had it last, and is settled."""

from datetime import timedelta

import pytest

from delivery.desk.matters import matters
from delivery.handoffs import services
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.codes import spoken, with_check
from delivery.kernel.db import db
from tests import factories as make
from tests.conftest import NOON
from tests.handing import proof, scene
from tests.pages.test_handoffs_pages import ENGLISH, words
from tests.signing import get, post, sign_in


@pytest.fixture
def day(session):
    return scene()


@pytest.fixture
def gate(client, day):
    return sign_in(client, day.guard)


@pytest.fixture
def short(day):
    """One of two bags came, and the driver loaded both."""
    services.load(day.pickup, proof(minutes=5), actor=day.driver)
    services.take_in(day.ids[:1], proof(minutes=30), actor=day.guard)
    return day


def visit_of(day):
    return f"/gate/stops/{day.dropping.id}"


def test_the_page_of_a_visit_says_what_did_not_come_and_who_had_it_last(gate, short):
    shown = words(get(gate, visit_of(short), headers=ENGLISH))
    assert "1 of 2 bags are here" in shown
    assert f"{spoken(short.bags[1].code)}" in shown
    assert "With Route A since 12:05" in shown


def test_the_list_opens_by_itself_where_the_gate_takes_in(gate, short):
    with clock.at(NOON + timedelta(minutes=45)):
        shown = words(get(gate, "/gate/arrivals", headers=ENGLISH))
    assert "1 of 2 bags are here" in shown
    assert spoken(short.bags[1].code) in shown


def test_one_press_ends_the_count_and_another_settles_a_bag(gate, short):
    counted = post(gate, visit_of(short) + "/count", {}, follow_redirects=True, headers=ENGLISH)
    assert "1 bag did not come" in words(counted)
    way = f"{visit_of(short)}/bags/{short.ids[1]}"
    settled = post(gate, way + "/miss", {}, follow_redirects=True, headers=ENGLISH)
    assert "Every bag is explained." in words(settled)
    assert short.bags[1].state == "missing"
    found = post(gate, way + "/take-in", {}, follow_redirects=True, headers=ENGLISH)
    assert "Every bag is here." in words(found)


def test_a_bag_that_is_at_another_gate_is_written_down_with_its_gate(client, gate, short):
    other = make.make_gate(short.point.gate.compound.neighbourhood)
    way = f"{visit_of(short)}/bags/{short.ids[1]}/miss"
    done = post(gate, way, {"gate": other.id}, follow_redirects=True, headers=ENGLISH)
    assert "since 12:00" in words(done)
    sign_in(client, make.actor_with(Role.GATE_STAFF, other.id))
    there = words(get(client, "/gate/arrivals", headers=ENGLISH))
    assert "Here, but of another gate" in there
    assert spoken(short.bags[1].code) in there


def test_a_scan_at_the_wrong_gate_tells_its_own_where_the_bag_is(client, short):
    other = make.make_gate(short.point.gate.compound.neighbourhood)
    sign_in(client, make.actor_with(Role.GATE_STAFF, other.id))
    short.bags[1].code = with_check("7KXM2QP")
    db.session.flush()
    form = {"code": short.bags[1].code}
    said = post(client, "/gate/take-in", form, follow_redirects=True, headers=ENGLISH)
    assert "they know that it is here" in words(said)
    sign_in(client, short.guard)
    own = words(get(client, visit_of(short), headers=ENGLISH))
    assert "Not here, and known" in own


def test_a_stranger_sees_nothing_of_a_visit(client, short):
    sign_in(client, make.actor_with(Role.GATE_STAFF, make.make_gate().id))
    assert get(client, visit_of(short)).status_code == 404
    way = f"{visit_of(short)}/bags/{short.ids[1]}/miss"
    assert post(client, way, {}).status_code == 404
    assert short.bags[1].state == "on-vehicle"


def titles(app, who, at):
    with app.test_request_context(headers=ENGLISH):
        return [matter.title for matter in matters(who, at)]


def test_the_coordinator_sees_what_is_open_and_nothing_once_it_is_settled(app, client, short):
    nearby = short.point.gate.compound.neighbourhood_id
    who = make.actor_with(Role.COORDINATOR, nearby)
    sign_in(client, who)
    at = NOON + timedelta(minutes=45)
    with clock.at(at):
        assert "1 bag not accounted for, 东门架子" in titles(app, who, at)
        listed = words(get(client, "/discrepancies", headers=ENGLISH))
        assert spoken(short.bags[1].code) in listed
        services.take_in(short.ids[1:], proof(minutes=44), actor=short.guard)
        assert [t for t in titles(app, who, at) if "accounted" in t] == []
        assert "Every bag is accounted for" in words(get(client, "/discrepancies", headers=ENGLISH))
