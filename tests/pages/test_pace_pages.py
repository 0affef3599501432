"""A shift lead says the store's pace and that it is late; the shop and the day page show it."""

import pytest

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.picking.models import PickList
from delivery.orders.services import set_pace
from tests import factories as make
from tests.conftest import NOON
from tests.services.test_orders_placing import make_day, place
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(client, session):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_day()


@pytest.fixture
def lead(day):
    return make.actor_with(Role.SHIFT_LEAD, day.store.id)


def test_a_pace_is_set_shown_and_taken_back(client, day, lead):
    place(day, (day.greens, 1))
    sign_in(client, lead)
    url = f"/pace/{day.store.id}"
    assert post(client, url, {"orders_per_wave": "1"}).location == url
    shown = get(client, url).text
    assert "1 / 1" in shown
    assert "full" in shown
    assert post(client, url, {"orders_per_wave": "-1"}).status_code == 422
    assert post(client, url, {}).status_code == 302
    assert "1 / 1" not in get(client, "/pace").text


def test_a_full_store_is_said_in_the_shop_and_in_the_basket(client, day, lead):
    neighbour = make.make_household(day.point.gate.compound_id)
    who = make.actor_with(Role.RESIDENT, neighbour.id)
    make.make_wave(day.neighbourhood, hours=26)
    place(day, (day.greens, 1), household_id=neighbour.id, actor=who)
    set_pace(day.store, 1, actor=lead, at=NOON)
    sign_in(client, day.resident)
    post(client, "/basket/lines", {"offer": day.eggs.id, "quantity": 1})
    for page in ("/shop", "/basket"):
        shown = get(client, page).text
        assert "is full for" in shown, page
        assert "It has room for orders until" in shown, page
    words = {"wave": day.wave.id, "drop_point": day.point.id, "shown_fen": 1290}
    refused = post(client, "/basket/place", words)
    assert refused.status_code == 409
    assert "takes no more orders" in refused.text
    sign_in(client, who)
    post(client, "/basket/lines", {"offer": day.eggs.id, "quantity": 1})
    assert "is full for" not in get(client, "/basket").text, "who has an order there may add to it"


def test_a_slip_is_said_on_the_list_and_seen_on_the_day_page(client, day, lead):
    wave = make.make_wave(day.neighbourhood, state="closed", hours=1)
    make.make_order(wave, day.store, day.home, day.point, day.greens)
    row = make.keep(PickList(_state="open", wave_id=wave.id, store_id=day.store.id))
    sign_in(client, lead)
    url = f"/picking/{row.id}"
    assert "Are you late?" in get(client, url).text
    assert post(client, f"{url}/slip", {"late_min": "20"}).location == url
    assert "20 minutes late." in get(client, url).text
    assert post(client, f"{url}/slip", {"late_min": "999"}).status_code == 422
    sign_in(client, make.actor_with(Role.COORDINATOR, day.neighbourhood.id))
    assert "is 20 minutes late" in get(client, "/today").text
    sign_in(client, make.actor_with(Role.STORE_STAFF, day.store.id))
    assert "Are you late?" not in get(client, url).text


def test_programs_say_both(client, day, lead):
    url = f"/api/v1/stores/{day.store.id}/pace"
    said = client.post(url, json={"orders_per_wave": 7}, headers=bearer(lead)).json
    assert (said["orders_per_wave"], said["waves"][0]["orders"]) == (7, 0)
    assert client.get(url, headers=bearer(lead)).json == said
    wave = make.make_wave(day.neighbourhood, state="closed", hours=1)
    row = make.keep(PickList(_state="open", wave_id=wave.id, store_id=day.store.id))
    db.session.commit()
    slip = f"/api/v1/picking/lists/{row.id}/slip"
    assert client.post(slip, json={"late_min": 20}, headers=bearer(lead)).json == {"late_min": 20}
