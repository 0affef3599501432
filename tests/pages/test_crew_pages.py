"""The crew's pages: a coordinator gives vehicles and volunteers a time on a wave."""

import re

import pytest
from sqlalchemy import select

from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.kernel.access import Role
from tests import factories as make
from tests.signing import get, post, sign_in

BIKE = {
    "kind": "cargo-bike",
    "name": "三轮车 9",
    "lat": "26.6",
    "lon": "106.7",
    "returns": "1",
    "mass_kg": "250",
    "crates": "40",
    "cold_crates": "8",
    "kmh": "14",
    "fixed": "15",
    "per_km": "0.80",
    "max_km": "",
    "max_risk": "1",
    "max_loadings": "4",
}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def wave(session):
    return make.make_wave(make.make_neighbourhood())


@pytest.fixture
def browser(client, wave):
    return sign_in(client, make.actor_with(Role.COORDINATOR, wave.neighbourhood_id))


def page(browser, url):
    answer = get(browser, url, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_crew_of_the_waves_ahead_is_on_one_page(browser, wave):
    make.make_shift(wave, volunteer=make.make_volunteer(wave.neighbourhood))
    shown = page(browser, "/crew")
    for words in ("Call off", "志愿者", "One more vehicle"):
        assert words in shown


def test_a_form_about_a_kind_begins_with_what_is_usual(browser):
    assert 'value="60.00"' in page(browser, "/crew/vehicles/new?kind=van")
    assert get(browser, "/crew/vehicles/new?kind=tank").status_code == 422


def test_a_vehicle_is_written_down_in_kilograms_and_kept_in_grams(session, browser):
    assert post(browser, "/crew/vehicles/new", BIKE).status_code == 302
    kept = session.scalars(select(Vehicle)).one()
    assert (kept.mass_g, kept.speed_mm_s, kept.fen_per_km, kept.in_use, kept.max_distance_m) == (
        250_000,
        3889,
        80,
        True,
        None,
    )
    assert post(browser, f"/crew/vehicles/{kept.id}", BIKE | {"max_km": "12"}).status_code == 302
    session.expire_all()
    assert (kept.max_distance_m, kept.in_use) == (12_000, False)
    assert 'value="14"' in page(browser, f"/crew/vehicles/{kept.id}")


@pytest.mark.parametrize(
    "wrong", [{"mass_kg": "0"}, {"kmh": "400"}, {"lat": "91"}, {"per_km": "cheap"}, {"kind": "x"}]
)
def test_an_odd_vehicle_is_refused_and_the_form_keeps_what_was_typed(session, browser, wrong):
    answer = post(browser, "/crew/vehicles/new", BIKE | wrong)
    assert answer.status_code == 422
    assert "三轮车 9" in answer.get_data(as_text=True)
    assert session.scalars(select(Vehicle)).all() == []


def test_a_shift_is_given_on_the_districts_clocks_and_called_off(session, browser, wave):
    vehicle = make.make_shift(make.make_wave(wave.neighbourhood, hours=26)).vehicle
    volunteer = make.make_volunteer(wave.neighbourhood)
    words = {
        "vehicle_id": vehicle.id,
        "volunteer_id": volunteer.id,
        "starts_at": "2026-03-02T14:00",
        "ends_at": "2026-03-02T17:00",
    }
    form = f"/crew/waves/{wave.id}/shifts/new"
    assert 'value="2026-03-02T14:00"' in page(browser, form)
    assert post(browser, form, words).status_code == 302
    shift = session.scalars(select(Shift).filter_by(wave_id=wave.id)).one()
    assert shift.starts_at == wave.cut_off_at
    again = post(browser, form, words, headers=ENGLISH)
    assert again.status_code == 409
    assert "Has a shift from" in again.get_data(as_text=True)
    assert post(browser, f"/crew/shifts/{shift.id}/call-off").status_code == 302
    session.expire_all()
    assert shift.called_off_at


def test_a_volunteer_is_let_in_and_the_link_is_shown_once(session, browser):
    words = {"name": "陈师傅", "phone": "199 0000 1234"}
    shown = post(browser, "/crew/volunteers/new", words).get_data(as_text=True)
    link = re.search(r"/link/[0-9a-f]{48}", shown)[0]
    assert link not in page(browser, "/crew")
    volunteer = session.scalars(select(Volunteer)).one()
    assert "/link/" in post(browser, f"/crew/volunteers/{volunteer.id}/link").get_data(as_text=True)


def test_what_belongs_to_others_is_not_found(browser):
    elsewhere = make.make_wave(make.make_neighbourhood())
    shift = make.make_shift(elsewhere)
    assert get(browser, f"/crew/waves/{elsewhere.id}/shifts/new").status_code == 404
    assert get(browser, f"/crew/vehicles/{shift.vehicle_id}").status_code == 404
    assert post(browser, f"/crew/shifts/{shift.id}/call-off").status_code == 404
