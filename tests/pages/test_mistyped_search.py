"""Who mistypes a name in the shop sees what it is nearest to, and is told so."""

import pytest

from tests import factories as make
from tests.pages.test_orders_pages import text
from tests.services.test_orders_placing import make_day
from tests.signing import bearer, get, sign_in


@pytest.fixture
def day(session):
    day = make_day()
    make.make_offer(day.store, name="西红柿", name_en="Tomatoes")
    elsewhere = make.make_store(make.make_neighbourhood())
    make.make_offer(elsewhere, name="电视机", name_en="Televisions")
    return day


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


@pytest.mark.parametrize(("typed", "meant"), [("tomatos", "tomatoes"), ("西红市", "西红柿")])
def test_the_shelf_shows_what_was_meant_and_says_so(resident, typed, meant):
    shown = text(get(resident, f"/shop?q={typed}"))
    assert f"Nothing is called “{typed}”. This is what there is for “{meant}”." in shown
    assert "Tomatoes" in shown


def test_a_right_word_is_not_corrected(resident):
    assert "Nothing is called" not in text(get(resident, "/shop?q=tomatoes"))


def test_what_stores_elsewhere_sell_corrects_nothing(resident):
    shown = text(get(resident, "/shop?q=televisons"))
    assert "Nothing was found" in shown
    assert "Televisions" not in shown


def test_the_api_tells_what_it_looked_for(client, day):
    answer = client.get("/api/v1/offers?q=tomatos", headers=bearer(day.resident)).json
    assert answer["read_as"] == "tomatoes"
    assert [row["name_en"] for row in answer["rows"]] == ["Tomatoes"]
