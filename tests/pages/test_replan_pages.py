"""A coordinator asks for new routes while vehicles are out, sees what would change, and adopts it."""

import pytest

from delivery.kernel import clock
from tests.pages.test_routing_pages import board, page
from tests.services.routing_world import LATER, adopted, closed_wave
from tests.services.test_routing_replan import OUT, act, asked_again, of_wave, small_shift
from tests.signing import post, sign_in


@pytest.fixture
def world(session):
    with clock.at(OUT):
        world = closed_wave(points=4, orders=1, vehicles=0)
        world.shifts = [small_shift(world) for _ in range(3)]
        adopted(world, at=LATER)
        act(of_wave(world)["A"].stops[0], "load", world)
        yield world


def test_the_board_says_that_vehicles_are_out_and_what_a_new_plan_would_change(
    session, client, world
):
    sign_in(client, world.coordinator)
    assert "Vehicles are out." in page(client, board(world))
    of_wave(world)["B"].shift.called_off_at = OUT
    session.flush()
    plan = asked_again(world)
    shown = page(client, board(world))
    assert "What would change" in shown
    assert "instead of Route B" in shown
    assert "Route B is not needed any more." in shown
    assert "采用后有哪些变化" in page(client, board(world), "zh")
    assert post(client, f"/plans/{plan.id}/adopt").status_code == 302
    assert {"A", "C"} == of_wave(world).keys()


def test_a_bag_loaded_meanwhile_refuses_the_plan_and_the_board_offers_to_make_it_again(
    client, world
):
    plan = asked_again(world)
    act(of_wave(world)["B"].stops[0], "load", world)
    sign_in(client, world.coordinator)
    assert post(client, f"/plans/{plan.id}/adopt").status_code == 409
    assert "Make the routes again" in page(client, board(world))
