"""Favourites and the weekly list, as a household meets them in HTML and a program in JSON."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.orders.list_rows import Favourite, WeeklyAsk
from delivery.orders.models import BasketLine, Line
from delivery.orders.services import put_in_basket
from delivery.routing.planning import Planner
from delivery.work import jobs
from tests import factories as make
from tests.conftest import SETTINGS
from tests.pages.test_orders_pages import text
from tests.services.test_orders_placing import make_day, place
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


def test_a_favourite_is_kept_on_its_page_and_found_in_the_shop(session, resident, day):
    here = f"/shop/{day.greens.id}"
    assert "Keep as a favourite" in text(get(resident, here))
    words = {"offer": str(day.greens.id), "kept": "1", "back": here}
    assert post(resident, "/favourites", words).location == here
    assert "No longer a favourite" in text(get(resident, here))
    assert "Your favourites" in text(get(resident, "/shop"))
    only = text(get(resident, "/shop?kept=1"))
    assert day.greens.product.name_en in only
    assert day.eggs.product.name_en not in only
    post(resident, "/favourites", words | {"kept": ""})
    assert session.scalars(select(Favourite)).all() == []
    assert "No favourites yet" in text(get(resident, "/shop?kept=1"))


def test_an_order_becomes_a_weekly_list_that_can_be_changed_and_stopped(session, resident, day):
    (id_,) = place(day, (day.greens, 2))
    assert "Ask me for this every week" in text(get(resident, f"/orders/{id_}"))
    assert "You have no weekly list yet" in text(get(resident, "/weekly"))
    assert post(resident, "/weekly", {"order": str(id_)}).location == "/weekly"
    shown = text(get(resident, "/weekly"))
    assert day.greens.product.name_en in shown
    assert "Today, about ¥7.80" in shown
    post(resident, "/weekly/lines", {"offer": str(day.greens.id), "quantity": "3"})
    assert "Today, about ¥11.70" in text(get(resident, "/weekly"))
    assert "On your weekly list: 3 ×" in text(get(resident, f"/shop/{day.greens.id}"))
    post(resident, "/weekly/day", {"weekday": "5"})
    assert 'value="5" selected' in get(resident, "/weekly").get_data(as_text=True)
    post(resident, "/weekly/stop")
    assert "You have no weekly list yet" in text(get(resident, "/weekly"))


def test_the_basket_becomes_a_weekly_list(resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    assert "Take what is in the basket" in text(get(resident, "/weekly"))
    post(resident, "/weekly")
    assert day.greens.product.name_en in text(get(resident, "/weekly"))


def test_an_empty_basket_is_nothing_to_remember(resident, day):
    answer = post(resident, "/weekly")
    assert answer.status_code == 422
    assert "there is nothing to remember" in text(answer)


def test_the_question_stands_in_the_shop_and_a_yes_orders(session, resident, day):
    ask = make.make_weekly_ask(day.wave, day.home, day.greens)
    assert "Do you want your list for" in text(get(resident, "/shop"))
    assert "Yes, order it: ¥7.80" in text(get(resident, "/weekly"))
    answer = post(resident, f"/weekly/{ask.id}/order", {"shown_fen": "780"})
    assert answer.location == "/orders"
    assert session.scalars(select(Line.quantity)).all() == [2]
    assert "Do you want your list for" not in text(get(resident, "/shop"))
    twice = post(resident, f"/weekly/{ask.id}/order", {"shown_fen": "780"})
    assert twice.status_code == 409


def test_in_large_print_the_question_comes_first(resident, day):
    make.make_weekly_ask(day.wave, day.home, day.greens)
    with resident.session_transaction() as kept:
        kept["elder"] = True
    assert "do you want it?" in text(get(resident, "/shop"))


def test_a_sum_that_was_not_shown_is_refused_and_the_page_shown_anew(session, resident, day):
    ask = make.make_weekly_ask(day.wave, day.home, day.greens)
    answer = post(resident, f"/weekly/{ask.id}/order", {"shown_fen": "1"})
    assert answer.status_code == 409
    assert "Yes, order it: ¥7.80" in text(answer)
    assert session.scalars(select(Line)).all() == []


def test_the_list_goes_to_the_basket_or_is_not_wanted(session, resident, day):
    ask = make.make_weekly_ask(day.wave, day.home, day.greens)
    assert post(resident, f"/weekly/{ask.id}/basket").location == "/basket"
    assert session.scalars(select(BasketLine.quantity)).all() == [2]
    session.delete(session.get(WeeklyAsk, ask.id))
    session.flush()
    other = make.keep(
        WeeklyAsk(_state="asked", list_id=ask.list_id, wave_id=day.wave.id, day=ask.day)
    )
    assert post(resident, f"/weekly/{other.id}/decline").location == "/weekly"
    assert session.get(WeeklyAsk, other.id).state == "declined"


def test_a_neighbour_answers_nothing_for_me(client, day):
    ask = make.make_weekly_ask(day.wave, day.home, day.greens)
    stranger = make.make_household(day.point.gate.compound_id)
    sign_in(client, make.actor_with(Role.RESIDENT, stranger.id))
    answer = post(client, f"/weekly/{ask.id}/order", {"shown_fen": "780"})
    assert answer.status_code == 404


def test_a_program_keeps_a_list_and_answers(client, session, day):
    def call(path, **words):
        return client.post(f"/api/v1{path}", json=words, headers=bearer(day.resident))

    greens = str(day.greens.id)
    kept = call("/favourites", offer_id=greens, kept=True).json["rows"]
    assert [offer["id"] for offer in kept] == [greens]
    assert call("/favourites", offer_id=greens, kept=False).json["rows"] == []
    told = call("/weekly/lines", offer_id=greens, quantity=2).json
    assert (told["goods_fen"], told["ask"], len(told["lines"])) == (780, None, 1)
    ask_due()
    told = client.get("/api/v1/weekly", headers=bearer(day.resident)).json
    placed = call(f"/weekly/{told['ask']['id']}/order", shown_fen=told["goods_fen"])
    assert (placed.status_code, placed.json[0]["money"]["goods_fen"]) == (201, 780)


def ask_due() -> None:
    """Let the worker ask whatever is due, through its own list of jobs."""
    (job,) = [one for one in jobs(Planner(SETTINGS)) if one.name == "ask-weekly"]
    job.act()
