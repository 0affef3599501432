"""Plans, routes and the crew in a browser: the coordinator's screen, the volunteer's phone."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.db import db
from delivery.places.models import GATE
from delivery.routing.models import Route
from tests.browser.looks import axe, drawn, sideways, undersized
from tests.services.routing_world import LATER, adopted, closed_wave, proposed
from tests.signing import token_of

BOARDS = [
    "{board}",
    "{board}?number=1",
    "{drop}",
    "/crew",
    "{shift}",
    "{vehicle}",
    "/crew/vehicles/new",
]
ROADS = ["/routes", "{route}", "{stop}", "{sheet}"]


@pytest.fixture(scope="module")
def town(app):
    """A wave that is driven, with a newer plan that leaves something out; ids only."""
    with app.app_context(), clock.at(LATER):
        yield make_town()
        db.session.remove()


def make_town():
    world = closed_wave(points=3, orders=3, bags=2, vehicles=2)
    adopted(world)
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    plan, spare = proposed(world), world.shifts[1].id
    route = db.session.scalars(select(Route).filter_by(wave_id=world.wave.id)).first()
    return SimpleNamespace(
        coordinator=token_of(world.coordinator),
        driver=token_of(world.driver),
        board=f"/waves/{world.wave.id}/plan",
        drop=f"/plans/{plan.id}/drops/A1?tries=1&to={spare}&position=1&by=15:00",
        shift=f"/crew/waves/{world.wave.id}/shifts/new",
        vehicle=f"/crew/vehicles/{route.shift.vehicle_id}",
        route=f"/routes/{route.id}",
        stop=f"/stops/{route.stops[1].id}",
        sheet=f"/routes/{route.id}/sheet",
    )


@pytest.fixture
def see(visit, town):
    def see(path, who="coordinator", **words):
        token = getattr(town, who)
        return drawn(visit(path.format(**vars(town)), token=token, **words))

    return see


@pytest.mark.parametrize("path", BOARDS)
def test_a_coordinators_pages_are_for_everybody_on_any_screen(see, path):
    page = see(path, width=320, language="en")  # the longer words
    assert sideways(page) <= 0
    assert axe(page) == []
    assert axe(see(path, width=1280)) == []


@pytest.mark.parametrize("path", ROADS)
def test_a_volunteers_pages_are_read_in_the_sun(see, path):
    page = see(path, "driver", width=320, language="en")
    assert sideways(page) <= 0
    assert axe(page, enhanced=path != "{sheet}") == []


def test_the_way_is_driven_with_gloves(see):
    assert undersized(see("{route}", "driver"), 56) == []


def test_the_map_draws_what_the_table_says(see):
    page = see("{board}?number=1", width=1280)
    assert page.locator(".pin").count() >= 3
    assert page.locator("[data-map] path.route").count() == 1


def test_a_volunteer_loads_and_is_sent_to_the_first_drop(see):
    page = see("{route}", "driver", language="en")
    page.get_by_role("button", name="18 bags loaded").click()
    page.get_by_text("18 bags are loaded").wait_for()
    page.get_by_role("button", name="6 bags put down").wait_for()
