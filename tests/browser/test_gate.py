"""The gate as its staff meet it: in the sun, with gloves, three presses a household."""

from types import SimpleNamespace

import pytest

from delivery.handoffs import services
from delivery.handoffs.codes import code_of
from delivery.kernel import clock
from delivery.kernel.codes import spoken
from delivery.kernel.db import db
from delivery.notices import telling
from tests import factories as make
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.handing import proof, scene
from tests.signing import token_of

PAGES = ["/gate", "{home}", "/gate/arrivals?bag={bag}", "/gate/waiting", "/gate/bags/{bag}"]
WRONG = "/gate/bags/{bag}/wrong"
PAGES += ["/gate/unclaimed", "/gate/cold", "/gate/{gate}/day"]
PAGES += ["/gate/stops/{visit}", WRONG, WRONG + "?way=put-right"]


@pytest.fixture
def day(app, monkeypatch):
    """Two bags of a household at the gate, both of them taken in and neither paid for."""
    monkeypatch.setattr(telling, "outgoing", lambda settings: [])
    with app.app_context(), clock.at(NOON):
        here = scene(state="on-vehicle")
        services.take_in(here.ids, proof(), actor=here.guard)
        db.session.commit()
        telling.tell(NOON)
        make.make_bag(here.order, state="on-vehicle", number_of=(3, 3))  # did not come
        db.session.commit()
        yield SimpleNamespace(
            guard=token_of(here.guard),
            leader=token_of(here.leader),
            resident=token_of(here.resident),
            home=f"/gate/households/{here.home.id}",
            bag=here.ids[0],
            visit=here.dropping.id,
            gate=here.point.gate_id,
            code=spoken(code_of(here.wave.id, here.home.id)).lower(),
        )
        db.session.remove()


@pytest.mark.parametrize("path", PAGES)
def test_the_gate_is_read_in_the_sun_and_pressed_with_gloves(visit, day, path):
    page = visit(path.format(**vars(day)), token=day.guard, width=320, language="en")
    assert sideways(page) <= 0
    assert axe(page, enhanced=True) == []
    assert undersized(page, 56) == []


@pytest.mark.parametrize(("who", "path"), [("leader", "/group/bags"), ("resident", "/notices")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_leaders_and_residents_read_theirs_by_day_and_by_night(visit, day, who, path, scheme):
    page = visit(path, token=getattr(day, who), width=320, language="en", scheme=scheme)
    assert sideways(page) <= 0
    assert axe(page) == []


def test_from_the_code_to_the_hands_in_three_presses(visit, day):
    page = visit("/gate", token=day.guard, language="en")
    page.get_by_label("Pick-up code or bag code").fill(day.code)
    page.get_by_role("button", name="Look it up").click()
    page.get_by_role("heading", name="Shelf 001").wait_for()
    page.get_by_role("button", name="¥7.80 in cash: hand over 2 bags").click()
    page.wait_for_url("**/gate")
    page.get_by_text("2 bags handed over, Building 3, unit 2.").wait_for()


def test_a_wrong_letter_is_said_beside_the_field_and_the_next_try_works(visit, day, faults):
    page = visit("/gate", token=day.guard, language="en")
    field = page.get_by_label("Pick-up code or bag code")
    field.fill("7777777")
    page.get_by_role("button", name="Look it up").click()
    page.get_by_text("This code cannot be right.").wait_for()
    assert all("422" in one for one in faults)  # which the browser notes, too
    faults.clear()
    page.get_by_label("Pick-up code or bag code").fill(day.code)
    page.get_by_role("button", name="Look it up").click()
    page.get_by_role("heading", name="Shelf 001").wait_for()
