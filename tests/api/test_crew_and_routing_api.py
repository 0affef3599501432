"""Crew and routes for programs: the same acts as the pages', in JSON."""

import pytest
from sqlalchemy import select

from delivery.crew.models import Shift
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.routing.models import Plan
from tests import factories as make
from tests.services.routing_world import LATER, closed_wave, proposed
from tests.signing import bearer

CREW, ROUTING = "/api/v1/crew", "/api/v1/routing"
BIKE = {
    "kind": "cargo-bike",
    "name": "三轮车 9",
    "lat": 26.6,
    "lon": 106.7,
    "mass_g": 300_000,
    "crates": 45,
    "cold_crates": 12,
    "speed_mm_s": 3900,
}


@pytest.fixture
def world(session):
    with clock.at(LATER):
        yield closed_wave()


@pytest.fixture
def ask(client, world):
    def send(method, url, words=None, *, who=world.coordinator, expect=200):
        answer = client.open(url, method=method, json=words, headers=bearer(who))
        assert answer.status_code == expect, answer.get_json()
        return answer.get_json(silent=True)

    return send


def test_a_program_keeps_vehicles(ask, world):
    home = str(world.wave.neighbourhood_id)
    made = ask("POST", f"{CREW}/vehicles", BIKE | {"neighbourhood_id": home}, expect=201)
    ask("PUT", f"{CREW}/vehicles/{made['id']}", BIKE | {"in_use": False})
    kept = {v["id"]: v for v in ask("GET", f"{CREW}/vehicles")["vehicles"]}
    assert kept[made["id"]]["in_use"] is False


def test_a_program_lets_volunteers_in(ask, world):
    words = {"name": "陈师傅", "phone": "19900001234"}
    home = {"neighbourhood_id": str(world.wave.neighbourhood_id)}
    made = ask("POST", f"{CREW}/volunteers", words | home, expect=201)
    assert "/link/" in made["link"]
    names = {v["name"] for v in ask("GET", f"{CREW}/volunteers")["volunteers"]}
    assert names == {"陈师傅", "志愿者"}
    ask("POST", f"{CREW}/volunteers", words, expect=422)


def test_a_program_gives_and_takes_shifts(session, ask, world):
    url = f"{CREW}/waves/{world.wave.id}/shifts"
    first = ask("GET", url)["shifts"][0]
    words = {name: first[name] for name in ("vehicle_id", "volunteer_id", "starts_at", "ends_at")}
    assert ask("POST", url, words, expect=409)["type"] == "conflict"
    ask("DELETE", f"{CREW}/shifts/{first['id']}", expect=204)
    assert ask("POST", url, words, expect=201)["wave_id"] == str(world.wave.id)
    assert len(session.scalars(select(Shift)).all()) == 2


def test_a_program_asks_for_a_plan_reads_it_and_adopts_it(session, ask, world):
    url = f"{ROUTING}/waves/{world.wave.id}/plans"
    asked = ask("POST", url, {"seconds": 3}, expect=202)
    assert ask("GET", f"{ROUTING}/plans/{asked['id']}")["routes"] == []
    session.delete(session.scalars(select(Plan)).one())
    plan = proposed(world)
    told = ask("GET", f"{ROUTING}/plans/{plan.id}")
    assert (told["current"], told["left_out"], told["saving_fen"]) == (True, [], None)
    assert [visit["kind"] for visit in told["routes"][0]["visits"]] == ["load", "drop", "drop"]
    assert ask("POST", f"{ROUTING}/plans/{plan.id}/adopt")["state"] == "adopted"
    assert len(ask("GET", url)["plans"]) == 1


def test_a_volunteers_program_reads_the_route(ask, world, client):
    plan = proposed(world)
    ask("POST", f"{ROUTING}/plans/{plan.id}/adopt")
    listed = ask("GET", f"{ROUTING}/routes", who=world.driver)["routes"]
    road = ask("GET", f"{ROUTING}/routes/{listed[0]['id']}", who=world.driver)
    assert [stop["state"] for stop in road["stops"]] == ["now", "to", "to"]
    assert road["stops"][0]["goods"] == [{"temperature": "ambient", "bags": 4}]
    stranger = make.actor_with(Role.VOLUNTEER, make.make_volunteer(world.wave.neighbourhood).id)
    ask("GET", f"{ROUTING}/routes/{listed[0]['id']}", who=stranger, expect=404)
    ask("GET", f"{ROUTING}/plans/{plan.id}", who=world.driver, expect=403)


def test_a_program_asks_about_a_stop_and_moves_it(ask, world):
    spare = make.make_shift(world.wave)
    plan = proposed(world)
    used = {route["vehicle"] for route in plan.answer["routes"]}
    to = next(str(s.id) for s in (*world.shifts, spare) if str(s.id) not in used)
    url = f"{ROUTING}/plans/{plan.id}/drops/A1"
    told = ask("GET", f"{url}?by=15:30&tries=true&to={to}&position=1")
    assert (told["label"], told["route"], told["trial"]["feasible"]) == ("A1", "A", True)
    assert told["so_late"][0].keys() == {"code", "text"}
    assert len(told["elsewhere"]) == 1
    moved = ask("POST", f"{url}/move", {"to": to, "position": 1}, expect=201)
    assert (moved["number"], moved["state"]) == (2, "proposed")
    ask("GET", f"{ROUTING}/plans/{plan.id}/drops/Q9", expect=404)
    ask("GET", f"{url}?by=25:00", expect=422)
    ask("POST", f"{url}/move", {"to": "nowhere"}, expect=422)


@pytest.mark.parametrize("words", [{"seconds": 2**63}, {"seconds": "x"}, {"speed": 1}, []])
def test_odd_words_are_refused_by_field(ask, world, words):
    ask("POST", f"{ROUTING}/waves/{world.wave.id}/plans", words, expect=422)
