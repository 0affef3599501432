"""The coordinator's board and the volunteer's own way, as a browser sees them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_babel import refresh
from sqlalchemy import select

from delivery.kernel import clock
from delivery.places.models import GATE
from delivery.routing.drawing import timeline
from delivery.routing.models import Plan, Route, StreetLayer
from delivery.routing.showing import board_of
from tests import factories as make
from tests.counting import statements
from tests.services.routing_world import LATER, adopted, closed_wave, proposed
from tests.signing import get, post, sign_in


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave()


def board(world, **words):
    number = words.get("number")
    return f"/waves/{world.wave.id}/plan" + (f"?number={number}" if number else "")


def read(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def page(client, url, language="en"):
    refresh()  # a test's requests share one context, and with it one language
    return read(get(client, url, headers={"Accept-Language": language}))


def test_a_wave_without_a_plan_offers_to_make_one(client, world):
    sign_in(client, world.coordinator)
    assert "Make the routes" in page(client, board(world))


def test_making_asks_the_worker_and_the_page_waits(session, client, world):
    sign_in(client, world.coordinator)
    answer = post(client, board(world), {"seconds": 10})
    assert answer.status_code == 302
    assert session.scalars(select(Plan)).one().seconds == 10
    shown = page(client, board(world))
    assert "every 2s" in shown
    assert "being made" in shown


@pytest.mark.parametrize("seconds", ["0", "61", "x", "-1", str(2**63)])
def test_odd_seconds_are_refused(client, world, seconds):
    sign_in(client, world.coordinator)
    assert post(client, board(world), {"seconds": seconds}).status_code == 422


def test_a_proposal_shows_routes_and_the_honest_cost(client, world):
    proposed(world)
    sign_in(client, world.coordinator)
    shown = page(client, board(world))
    for words in ("Route A", "Drive these routes", "Every bag has a route", "not proved yet"):
        assert words in shown


def test_adopting_makes_them_the_routes(session, client, world):
    plan = proposed(world)
    sign_in(client, world.coordinator)
    assert post(client, f"/plans/{plan.id}/adopt").status_code == 302
    assert session.scalars(select(Route)).one().state == "planned"
    assert "Print the run sheets" in page(client, board(world))


def test_a_changed_wave_is_said_and_cannot_be_adopted(client, world):
    plan = proposed(world)
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    sign_in(client, world.coordinator)
    shown = page(client, board(world))
    assert "changed since then" in shown
    assert "Drive these routes" not in shown
    assert post(client, f"/plans/{plan.id}/adopt").status_code == 409


def test_what_is_left_out_is_told_with_the_reason_in_both_languages(client, world):
    GATE.apply(world.points[0].gate, "close", actor=world.coordinator, at=LATER)
    proposed(world)
    sign_in(client, world.coordinator)
    assert "The gate is closed." in page(client, board(world))
    assert "大门关着" in page(client, board(world), "zh")


def test_older_plans_can_be_looked_at(client, world):
    adopted(world)
    adopted(world, at=LATER + timedelta(minutes=5))
    sign_in(client, world.coordinator)
    assert "Withdrawn" in page(client, board(world, number=1))


def test_the_map_has_routes_stops_and_the_streets(session, client, world):
    plan = proposed(world)
    layer = make.keep(
        StreetLayer(
            neighbourhood_id=world.wave.neighbourhood_id,
            geojson={"type": "FeatureCollection", "features": []},
        )
    )
    sign_in(client, world.coordinator)
    drawn = get(client, f"/plans/{plan.id}/map.json").get_json()
    assert [len(route["stops"]) for route in drawn["routes"]] == [2]
    assert drawn["streets"] == f"/streets/{layer.id}.geojson"
    streets = get(client, drawn["streets"])
    assert streets.get_json()["type"] == "FeatureCollection"
    again = get(client, drawn["streets"], headers={"If-None-Match": streets.headers["ETag"]})
    assert again.status_code == 304


def test_a_volunteer_finds_the_route_and_where_it_goes_next(client, world):
    adopted(world)
    sign_in(client, world.driver)
    shown = page(client, "/routes")
    assert "Open the route" in shown
    assert world.store.name in shown


def test_a_colleague_does_not_see_the_route(session, client, world):
    adopted(world)
    route = session.scalars(select(Route)).one()
    stranger = make.make_volunteer(world.wave.neighbourhood)
    sign_in(client, make.actor_with("volunteer", stranger.id))
    for url in (f"/routes/{route.id}", f"/routes/{route.id}/sheet", f"/stops/{route.stops[0].id}"):
        assert get(client, url).status_code == 404


def test_the_way_is_shown_stop_by_stop_and_on_paper(session, client, world):
    adopted(world)
    route = session.scalars(select(Route)).one()
    sign_in(client, world.driver)
    shown = page(client, f"/routes/{route.id}")
    assert "4 bags loaded" in shown
    assert "geo:26.61" in shown
    drop = page(client, f"/stops/{route.stops[1].id}")
    assert "2 bags put down" in drop
    sheet = page(client, f"/routes/{route.id}/sheet")
    assert sheet.count("<svg") >= 3
    assert "Run sheet" in sheet


def test_all_sheets_of_a_wave_are_printed_at_once(client, world):
    adopted(world)
    sign_in(client, world.coordinator)
    assert "Run sheet" in page(client, f"/waves/{world.wave.id}/sheets")


def test_a_coordinator_of_elsewhere_sees_nothing(client, world):
    plan = proposed(world)
    other = make.make_neighbourhood()
    sign_in(client, make.actor_with("coordinator", other.id))
    for url in (board(world), f"/plans/{plan.id}/map.json", f"/waves/{world.wave.id}/sheets"):
        assert get(client, url).status_code == 404
    assert post(client, f"/plans/{plan.id}/adopt").status_code == 404


def test_the_board_asks_as_often_for_many_stops_as_for_few(session, client):
    counts = []
    with clock.at(LATER):
        for size in (1, 5):
            world = closed_wave(points=size, orders=size, vehicles=size)
            proposed(world)
            url = board(world)
            sign_in(client, world.coordinator)
            get(client, url)
            session.expunge_all()
            with statements() as seen:
                page(client, url)
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_drops_that_would_cover_one_another_stand_together_on_the_timeline(client, world):
    plan = proposed(world)
    lines = board_of(plan).lines
    marks = timeline(lines, LATER)["routes"][0]["stops"]
    assert [mark["label"] for mark in marks] in (["A1", "A2"], ["1–2"])
    late = [replace(line, back_at=line.back_at + timedelta(hours=9)) for line in lines]
    assert [mark["label"] for mark in timeline(late, LATER)["routes"][0]["stops"]] == ["1–2"]
