"""The rule for sharing is set by the shift lead, read in the shop, and told to the picker."""

import pytest

from delivery.kernel.access import Role
from delivery.orders.services import set_sharing
from tests import factories as make
from tests.conftest import NOON
from tests.services.test_orders_placing import make_day, place
from tests.services.test_sharing import Day
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(client, session):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return make_day()


@pytest.fixture
def lead(day):
    return make.actor_with(Role.SHIFT_LEAD, day.store.id)


def test_a_shift_lead_states_the_rule_and_residents_read_it(client, day, lead):
    sign_in(client, lead)
    url = f"/pace/{day.store.id}"
    assert 'value="first-come" checked' in get(client, url).text
    assert post(client, f"{url}/sharing", {"rule": "equal"}).location == url
    assert 'value="equal" checked' in get(client, url).text
    assert post(client, f"{url}/sharing", {"rule": "by-name"}).status_code == 422
    sign_in(client, day.resident)
    shown = get(client, "/shop/sharing").text
    assert "Everybody gets the same number" in shown
    assert "How lots are drawn" not in shown
    assert "/shop/sharing" in get(client, f"/shop/{day.greens.id}").text


def test_where_lots_are_drawn_everybody_sees_the_numbers_of_their_own_orders(client, day, lead):
    (order_id,) = place(day, (day.greens, 1))
    set_sharing(day.store, "lottery", actor=lead, at=NOON)
    sign_in(client, day.resident)
    shown = get(client, "/shop/sharing").text
    assert str(day.wave.id) in shown
    assert str(order_id) in shown


def test_programs_read_and_state_the_rule(client, day, lead):
    url, said = f"/api/v1/stores/{day.store.id}/sharing", bearer(lead)
    assert client.get(url, headers=said).json == {"rule": "first-come"}
    assert client.post(url, json={"rule": "lottery"}, headers=said).json == {"rule": "lottery"}
    again = bearer(lead)
    assert client.post(url, json={"rule": "?"}, headers=again).status_code == 422


def test_a_picker_is_told_into_which_crates_it_goes(client, session):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    day = Day()
    sign_in(client, make.actor_with(Role.STORE_STAFF, day.store.id))
    url = f"/picking/{day.list_id}/trolleys/1"
    post(client, f"{url}/pick", {"item": day.offer.id, "found": 5})
    assert "Shared by the store" in get(client, url).text.replace("&#39;", "'")
