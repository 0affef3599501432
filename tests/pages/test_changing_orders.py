"""A change is shown before it is saved, a former order comes back, and a slip is asked about."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from delivery.kernel import clock
from delivery.merchants.catalogue.models import Offer
from delivery.orders.models import BasketLine, Line, Order
from delivery.orders.rules import MOST_LINES
from delivery.orders.services import close_due_waves, put_in_basket
from tests import factories as make
from tests.conftest import NOON
from tests.pages.test_orders_pages import checkout, text
from tests.services.test_orders_placing import make_day, place
from tests.signing import bearer, get, post, sign_in


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


def held(session, order_id):
    lines = session.execute(
        select(Line.offer_id, Line.quantity).where(Line.order_id == order_id)
    ).all()
    return {row.offer_id: row.quantity for row in lines}


def chosen(*pieces):
    return {"to": [f"{offer.id}:{n}" for offer, n in pieces]}


def address(id_, *pieces):
    return f"/orders/{id_}/change?" + "&".join(f"to={offer.id}:{n}" for offer, n in pieces)


# Looking before saving


def test_nothing_is_saved_by_looking(session, resident, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    shown = text(get(resident, address(id_, (day.greens, 3), (day.eggs, 0))))
    assert "2 → 3" in shown
    assert "¥3.90 more" in shown
    assert "¥12.90 less" in shown
    assert "So far ¥20.70" in shown
    assert "Afterwards ¥11.70" in shown
    assert held(session, id_) == {day.greens.id: 2, day.eggs.id: 1}


def test_of_two_presses_on_one_product_the_later_counts(resident, day):
    (id_,) = place(day, (day.greens, 2))
    shown = text(get(resident, address(id_, (day.greens, 3), (day.greens, 4))))
    assert "2 → 4" in shown
    assert "2 → 3" not in shown


def test_what_is_back_at_its_number_is_no_change(resident, day):
    (id_,) = place(day, (day.greens, 2))
    assert "Nothing yet" in text(get(resident, address(id_, (day.greens, 2))))


def test_saving_keeps_what_was_shown(session, resident, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 1))
    words = chosen((day.greens, 3)) | {"shown_fen": "2460"}
    assert post(resident, f"/orders/{id_}/change", words).location == f"/orders/{id_}"
    assert held(session, id_) == {day.greens.id: 3, day.eggs.id: 1}
    assert "Saved. The order now costs ¥24.60." in text(get(resident, f"/orders/{id_}"))


def test_taking_everything_out_says_that_it_cancels(session, resident, day):
    (id_,) = place(day, (day.greens, 2))
    assert "the order is cancelled" in text(get(resident, address(id_, (day.greens, 0))))
    post(resident, f"/orders/{id_}/change", chosen((day.greens, 0)) | {"shown_fen": "0"})
    session.expire_all()
    assert session.get(Order, id_).state == "cancelled"


def test_a_change_that_is_stale_is_shown_again_and_not_saved(session, resident, day):
    (id_,) = place(day, (day.greens, 2))
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(price_fen=350))
    answer = post(
        resident, f"/orders/{id_}/change", chosen((day.greens, 3)) | {"shown_fen": "1170"}
    )
    assert answer.status_code == 409
    said = text(answer)
    assert "It would now cost ¥10.50, not ¥11.70" in said
    assert "Afterwards ¥10.50" in said
    assert held(session, id_) == {day.greens.id: 2}


def test_more_than_the_shelf_holds_is_said_before_and_refused_after(session, resident, day):
    (id_,) = place(day, (day.eggs, 2))
    assert "Only 5 left" in text(get(resident, address(id_, (day.eggs, 9))))
    answer = post(resident, f"/orders/{id_}/change", chosen((day.eggs, 9)) | {"shown_fen": "11610"})
    assert answer.status_code == 409
    assert held(session, id_) == {day.eggs.id: 2}


def test_what_is_sold_no_more_can_be_taken_out_but_not_added_to(session, resident, day):
    (id_,) = place(day, (day.greens, 2), (day.eggs, 2))
    session.execute(update(Offer).where(Offer.id == day.eggs.id).values(listed=False))
    more = post(resident, f"/orders/{id_}/change", chosen((day.eggs, 3)) | {"shown_fen": "4650"})
    assert more.status_code == 409
    fewer = post(resident, f"/orders/{id_}/change", chosen((day.eggs, 1)) | {"shown_fen": "2070"})
    assert fewer.status_code == 302
    assert held(session, id_) == {day.greens.id: 2, day.eggs.id: 1}


def test_a_late_change_is_refused_in_a_sentence_and_a_late_look_leads_to_the_order(resident, day):
    (id_,) = place(day, (day.greens, 2))
    close_due_waves(day.wave.cut_off_at)
    answer = post(
        resident, f"/orders/{id_}/change", chosen((day.greens, 3)) | {"shown_fen": "1170"}
    )
    assert answer.status_code == 409
    assert "Orders closed at 14:00" in text(answer)
    assert get(resident, f"/orders/{id_}/change").location == f"/orders/{id_}"


@pytest.mark.parametrize("word", ["x", "1:2", ":", "5b0c8a52-1f0e-4d5a-9d0e-0a4d5d1c7a11:-1"])
def test_nonsense_in_the_address_or_the_form_is_refused(resident, day, word):
    (id_,) = place(day, (day.greens, 2))
    assert get(resident, f"/orders/{id_}/change?to={word}").status_code == 422
    answer = post(resident, f"/orders/{id_}/change", {"to": word, "shown_fen": "780"})
    assert answer.status_code == 422


def test_a_neighbour_sees_no_change_of_mine(client, day):
    (id_,) = place(day, (day.greens, 2))
    stranger = make.make_household(day.point.gate.compound_id)
    sign_in(client, make.actor_with(make.Role.RESIDENT, stranger.id))
    assert get(client, f"/orders/{id_}/change").status_code == 404
    words = chosen((day.greens, 3)) | {"shown_fen": "1170"}
    assert post(client, f"/orders/{id_}/change", words).status_code == 404


def test_a_program_sees_the_change_before_it_saves_it(client, session, day):
    (id_,) = place(day, (day.greens, 2))
    lines = {"lines": [{"offer_id": str(day.greens.id), "quantity": 12}]}
    told = client.post(
        f"/api/v1/orders/{id_}/preview", json=lines, headers=bearer(day.resident)
    ).json
    assert (told["before_fen"], told["goods_fen"], told["possible"]) == (780, 4680, False)
    assert told["changes"][0] | {"offer_id": 0} == {
        **{"offer_id": 0, "name": day.greens.product.name, "before": 2, "after": 12},
        **{"more_fen": 3900, "left": 8},
    }
    wrong = client.post(
        f"/api/v1/orders/{id_}/amend",
        headers=bearer(day.resident),
        json={"lines": [{"offer_id": str(day.greens.id), "quantity": 3}], "shown_fen": 1},
    )
    assert (wrong.status_code, wrong.json["type"]) == (409, "price-changed")


# Ordering again


def test_the_last_order_can_be_had_again(session, resident, day):
    place(day, (day.greens, 2), (day.eggs, 1))
    assert post(resident, "/basket/again").location == "/basket"
    kept = session.execute(select(BasketLine.offer_id, BasketLine.quantity)).all()
    assert sorted(n for _, n in kept) == [1, 2]


def test_any_former_order_can_be_had_again_and_what_is_gone_is_said(session, resident, day):
    (id_,) = place(day, (day.greens, 4), (day.eggs, 1))
    close_due_waves(day.wave.cut_off_at)
    assert "Order this again" in text(get(resident, f"/orders/{id_}"))
    session.execute(update(Offer).where(Offer.id == day.eggs.id).values(stock=0))
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(stock=3, price_fen=450))
    post(resident, "/basket/again", {"order": str(id_)})
    shown = text(get(resident, "/basket"))
    assert f"Not there today: {day.eggs.product.name_en}" in shown
    assert f"There is less today of {day.greens.product.name_en}: 3 of 4" in shown
    assert "Now ¥4.50, was ¥3.90" in shown


def test_many_that_are_gone_are_counted_rather_than_all_named(session, resident, day):
    offers = [make.make_offer(day.store) for _ in range(MOST_LINES - 1)]
    (id_,) = place(day, (day.greens, 1), *((offer, 1) for offer in offers))
    session.execute(update(Offer).where(Offer.id != day.greens.id).values(stock=0))
    post(resident, "/basket/again", {"order": str(id_)})
    assert f"and {MOST_LINES - 9} more" in text(get(resident, "/basket"))


def test_where_nothing_is_left_of_an_order_that_is_said(session, resident, day):
    (id_,) = place(day, (day.greens, 1))
    session.execute(update(Offer).values(stock=0))
    post(resident, "/basket/again", {"order": str(id_)})
    assert "Nothing of that order is on sale today." in text(get(resident, "/basket"))


def test_nobody_has_a_strangers_order_again(client, day):
    (id_,) = place(day, (day.greens, 2))
    stranger = make.make_household(day.point.gate.compound_id)
    sign_in(client, make.actor_with(make.Role.RESIDENT, stranger.id))
    assert post(client, "/basket/again", {"order": str(id_)}).status_code == 404


def test_a_program_is_told_what_could_not_be_had_again(client, session, day):
    (id_,) = place(day, (day.greens, 4), (day.eggs, 1))
    session.execute(update(Offer).where(Offer.id == day.eggs.id).values(stock=0))
    session.execute(update(Offer).where(Offer.id == day.greens.id).values(stock=3))
    words = {"order_id": str(id_)}
    told = client.post("/api/v1/basket/again", json=words, headers=bearer(day.resident)).json
    assert [(one["asked"], one["there"]) for one in told["fewer"]] == [(4, 3)]
    assert [one["offer_id"] for one in told["gone"]] == [str(day.eggs.id)]
    assert told["basket"]["goods_fen"] == 3 * 390


# Twice within ten minutes


def test_the_same_basket_again_is_asked_about_and_can_be_meant(session, resident, day):
    for _ in range(2):
        put_in_basket(day.home.id, day.greens.id, 2)
        first = post(resident, "/basket/place", checkout(day))
    assert first.status_code == 409
    said = text(first)
    assert "Exactly this was ordered at 12:00 already. Nothing was ordered a second time." in said
    assert "Yes, order it once more" in said
    assert session.scalars(select(Line.quantity)).all() == [2]
    assert post(resident, "/basket/place", checkout(day, again="1")).status_code == 302
    session.expire_all()
    assert session.scalars(select(Line.quantity)).all() == [4]


def test_after_ten_minutes_nobody_is_asked(session, resident, day):
    put_in_basket(day.home.id, day.greens.id, 2)
    post(resident, "/basket/place", checkout(day))
    put_in_basket(day.home.id, day.greens.id, 2)
    with clock.at(NOON + timedelta(minutes=10)):
        assert post(resident, "/basket/place", checkout(day)).status_code == 302


def test_a_program_is_asked_too(client, day):
    words = {
        "wave_id": str(day.wave.id),
        "drop_point_id": str(day.point.id),
        "lines": [{"offer_id": str(day.greens.id), "quantity": 1}],
    }

    def ordered(**more):
        return client.post("/api/v1/orders", json=words | more, headers=bearer(day.resident))

    assert ordered().status_code == 201
    asked = ordered()
    assert (asked.status_code, asked.json["type"]) == (409, "ordered-just-now")
    assert ordered(again=True).status_code == 201
