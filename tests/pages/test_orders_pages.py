"""A resident's way from the shelves to an order, and a coordinator's with waves, in HTML."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.merchants.catalogue.models import Offer
from delivery.merchants.catalogue.rules import search_key_of
from delivery.orders.models import BasketLine, Order, Wave, WaveSchedule
from delivery.orders.services import close_due_waves, pay, put_in_basket, settle_line
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.services.test_orders_placing import make_day, place
from tests.signing import get, post, sign_in


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def resident(client, day):
    return sign_in(client, day.resident)


@pytest.fixture
def coordinator(client, day):
    return sign_in(client, make.actor_with(Role.COORDINATOR, day.neighbourhood.id))


def text(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def in_english(client, url, **words):
    return get(client, url, headers={"Accept-Language": "en"}, **words)


def checkout(day, **more):
    words = {"wave": day.wave.id, "drop_point": day.point.id, "shown_fen": 780}
    return {name: str(value) for name, value in (words | more).items()}


def test_the_shop_shows_cut_off_goods_and_what_is_left(resident, day):
    make.make_offer(day.store, stock=0, name="豆苗", name_en="Pea shoots")
    shown = text(in_english(resident, "/shop"))
    assert "Orders close at 14:00" in shown
    assert "Collect 16:00–19:00" in shown
    assert day.greens.product.name_en in shown
    assert "5 left" in shown
    assert "Sold out" in shown


def test_goods_of_stores_that_serve_elsewhere_are_not_shown(resident, day):
    other = make_day()
    assert other.greens.product.name not in text(get(resident, "/shop"))


@pytest.mark.parametrize("typed", ["折耳", "zheer", "zeg", "Fish", "2001"])
def test_goods_are_found_in_chinese_pinyin_initials_english_and_by_number(resident, day, typed):
    key = search_key_of("折耳根", "Fishwort", "2001010000101")
    root = make.make_offer(day.store, name="折耳根", name_en="Fishwort", search_key=key)
    found = text(get(resident, f"/shop?q={typed}"))
    assert root.product.name in found
    assert day.eggs.product.name not in found


def test_a_press_on_plus_puts_one_in_the_basket_and_comes_back(session, resident, day):
    words = {"offer": str(day.greens.id), "quantity": "1", "back": "/shop?category=vegetables"}
    answer = post(resident, "/basket/lines", words)
    assert (answer.status_code, answer.location) == (302, "/shop?category=vegetables")
    assert session.scalars(select(BasketLine.quantity)).all() == [1]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/shop", "/me", "\\\\x"])
def test_the_way_back_never_leads_out_of_the_shop(resident, day, back):
    words = {"offer": str(day.greens.id), "quantity": "1", "back": back}
    assert post(resident, "/basket/lines", words).location == "/shop"


def test_none_takes_it_out_again(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 3)
    post(resident, "/basket/lines", {"offer": str(day.greens.id), "quantity": "0"})
    assert session.scalars(select(BasketLine)).all() == []


def test_a_stores_unlisted_goods_cannot_be_put_in(session, resident, day):
    day.greens.listed = False
    words = {"offer": str(day.greens.id), "quantity": "1"}
    assert post(resident, "/basket/lines", words).status_code == 404


def test_the_basket_shows_the_sum_the_time_and_the_places(resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    shown = text(in_english(resident, "/basket"))
    assert "¥7.80" in shown
    assert day.point.gate.compound.name in shown
    assert "16:00–19:00" in shown


def test_placing_empties_the_basket_and_leads_to_the_orders(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    answer = post(resident, "/basket/place", checkout(day))
    assert answer.location == "/orders"
    assert session.scalars(select(BasketLine)).all() == []
    assert len(session.scalars(select(Order)).all()) == 1
    assert "¥7.80" in text(get(resident, "/orders"))


def test_the_same_form_sent_twice_is_one_order(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    for _ in range(2):
        answer = post(resident, "/basket/place", checkout(day), key="a-key-of-this-form")
        assert answer.location == "/orders"
    assert session.scalar(select(Offer.stock).where(Offer.id == day.greens.id)) == 8


def test_a_key_does_not_stand_for_another_form(session, resident, day):
    words = {"offer": str(day.greens.id), "quantity": "1"}
    post(resident, "/basket/lines", words, key="a-key-of-this-form")
    again = post(resident, "/basket/lines", words | {"quantity": "3"}, key="a-key-of-this-form")
    assert again.status_code == 409
    assert session.scalars(select(BasketLine.quantity)).all() == [1]


def test_a_changed_price_shows_the_basket_again_with_the_new_sum(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    day.greens.price_fen = 420
    answer = post(resident, "/basket/place", checkout(day))
    assert answer.status_code == 409
    assert "¥4.20" in text(answer)
    assert 'name="shown_fen" value="840"' in answer.get_data(as_text=True)


def test_a_sold_out_line_shows_the_basket_again_and_names_it(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    day.greens.stock = 1
    answer = post(resident, "/basket/place", checkout(day))
    assert answer.status_code == 409
    assert day.greens.product.name in text(answer)
    assert session.scalars(select(Order)).all() == []


def test_after_the_cut_off_the_next_wave_is_ticked(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    tomorrow = make.make_wave(day.neighbourhood, hours=26)
    close_due_waves(day.wave.cut_off_at)
    answer = post(resident, "/basket/place", checkout(day))
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert f'value="{tomorrow.id}" checked' in page


def test_a_basket_for_a_wave_with_an_order_shows_the_merged_result(resident, day):
    place(day, (day.greens, 1))
    put_in_basket(day.home.id, day.greens.id, 2)
    shown = text(in_english(resident, "/basket"))
    assert "1 + 2 = 3" in shown
    assert "¥11.70" in shown


def test_an_order_is_cancelled_on_its_page(session, resident, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    post(resident, f"/orders/{id_}/cancel")
    session.expire_all()
    assert session.get(Order, id_).state == "cancelled"


def test_an_order_tells_what_came_otherwise_and_its_code_once_it_is_packed(session, resident, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    close_due_waves(day.wave.cut_off_at)
    order = session.get(Order, id_)
    picker = make.actor_with(Role.STORE_STAFF, day.store.id)
    for line in order.lines:
        settle_line(line, picked=line.quantity - 1, actor=picker, at=NOON)
    assert "Pick-up code" not in text(in_english(resident, f"/orders/{id_}"))
    make.make_bag(order)
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    pay(order, amount_fen=100, method="cash", actor=guard, at=NOON)
    shown = text(in_english(resident, f"/orders/{id_}"))
    assert "1 bag is packed" in shown
    assert "Pick-up code" in shown
    assert "1 instead of 2" in shown
    assert "¥12.90 less" in shown
    assert "¥2.90" in shown


def test_a_neighbours_order_is_as_good_as_absent(client, day):
    (id_,) = place(day, (day.greens, 2))
    stranger = make.make_household(day.point.gate.compound_id)
    sign_in(client, make.actor_with(Role.RESIDENT, stranger.id))
    assert get(client, f"/orders/{id_}").status_code == 404
    assert post(client, f"/orders/{id_}/cancel").status_code == 404


def test_a_coordinator_makes_a_wave_by_hand(session, coordinator, day):
    words = {
        "neighbourhood": str(day.neighbourhood.id),
        "cut_off_at": "2026-03-03T12:00",
        "collect_from_at": "2026-03-03T16:00",
        "collect_to_at": "2026-03-03T19:00",
        "capacity": "120",
    }
    answer = post(coordinator, "/waves", words)
    assert answer.status_code == 302
    made = session.scalars(select(Wave).where(Wave.capacity == 120)).one()
    assert made.cut_off_at.hour == 4  # noon in Guiyang
    again = post(coordinator, "/waves", words)
    assert (again.status_code, "2026-03-03T12:00" in again.get_data(as_text=True)) == (409, True)


def test_a_weekly_schedule_opens_its_waves_and_can_be_stopped(session, coordinator, day):
    words = {
        "neighbourhood": str(day.neighbourhood.id),
        "weekdays": ["1", "3"],
        "cut_off": "12:00",
        "collect_from": "16:00",
        "collect_to": "19:00",
        "capacity": "120",
    }
    assert post(coordinator, "/waves/schedules", words).status_code == 302
    rows = session.scalars(select(WaveSchedule)).all()
    assert len(rows) == 2
    assert len(session.scalars(select(Wave).where(Wave.capacity == 120)).all()) == 2
    post(coordinator, f"/waves/schedules/{rows[0].id}/drop")
    assert len(session.scalars(select(WaveSchedule)).all()) == 1


def test_a_wave_is_held_resumed_and_cancelled_from_its_page(session, coordinator, day):
    (id_,) = place(day, (day.greens, 2))
    url = f"/waves/{day.wave.id}"
    assert "¥7.80" in text(get(coordinator, url))
    for act, state in (("hold", "held"), ("resume", "open"), ("cancel", "cancelled")):
        assert post(coordinator, f"{url}/{act}").location == url
        session.expire_all()
        assert session.get(Wave, day.wave.id).state == state
    assert session.get(Order, id_).state == "cancelled"
    assert post(coordinator, f"{url}/close").status_code == 409


def test_a_coordinator_does_not_see_waves_elsewhere(coordinator):
    other = make_day()
    assert get(coordinator, f"/waves/{other.wave.id}").status_code == 404
    assert post(coordinator, f"/waves/{other.wave.id}/hold").status_code == 404


def test_a_clerk_receives_cash(session, client, day):
    (id_,) = place(day, (day.greens, 2))
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    pay(session.get(Order, id_), amount_fen=780, method="cash", actor=guard, at=NOON)
    sign_in(client, make.actor_with(Role.SHIFT_LEAD, day.store.id))
    assert "¥7.80" in text(get(client, "/cash"))
    words = {"store": str(day.store.id), "holder": str(guard.id), "amount": "8"}
    assert post(client, "/cash", words).status_code == 409
    assert post(client, "/cash", words | {"amount": "7.80"}).location == "/cash"
    sign_in(client, guard)
    assert "¥7.80" not in text(get(client, "/cash/held"))


@pytest.mark.parametrize("url", ["/shop", "/basket", "/orders"])
def test_lists_ask_the_database_as_often_whatever_their_length(resident, day, url):
    def ask():
        get(resident, url)
        with statements() as seen:
            assert get(resident, url).status_code == 200
        return len(seen)

    place(day, (day.greens, 1))
    put_in_basket(day.home.id, day.greens.id, 1)
    few = ask()
    for n in range(6):
        store = make.make_store(day.neighbourhood)
        offers = [make.make_offer(store) for _ in range(3)]
        place(day, *((offer, 1) for offer in offers))
        put_in_basket(day.home.id, offers[n % 3].id, 1)
    assert ask() == few


@pytest.mark.parametrize("url", ["/waves", "/waves/{wave}"])
def test_a_coordinators_lists_do_too(coordinator, day, url):
    def ask():
        with statements() as seen:
            assert get(coordinator, url.format(wave=day.wave.id)).status_code == 200
        return len(seen)

    place(day, (day.greens, 1))
    ask()
    few = ask()
    for n in range(5):
        home = make.make_household(day.point.gate.compound_id)
        who = make.actor_with(Role.RESIDENT, home.id)
        place(day, (day.eggs, 1), household_id=home.id, actor=who)
        make.make_wave(day.neighbourhood, hours=30 + n)
    assert ask() == few


def test_large_print_orders_the_same_again_in_two_presses(session, resident, day):
    before = make.make_wave(day.neighbourhood, hours=-30, state="closed")
    make.make_order(before, day.store, day.home, day.point, day.greens)
    with resident.session_transaction() as kept:
        kept["elder"] = True
    shown = text(in_english(resident, "/shop"))
    assert "Just these, ¥7.80" in shown
    assert "2 o'clock in the afternoon" in shown
    assert day.eggs.product.name_en not in shown
    assert post(resident, "/basket/again").location == "/basket"
    assert post(resident, "/basket/place", checkout(day)).location == "/orders"
    ordered = text(in_english(resident, "/shop"))
    assert "You have ordered" in ordered
    assert "Just these" not in ordered  # nobody orders twice by pressing what is largest
    shelf = "/shop?category=" + day.eggs.product.category
    assert day.eggs.product.name_en in text(in_english(resident, shelf))
