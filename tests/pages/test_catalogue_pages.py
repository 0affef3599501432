"""Operators keep stores, clerks keep goods, each only their own."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.catalogue import queries
from delivery.merchants.catalogue.models import Offer, Product, Store
from tests import factories as make
from tests.counting import statements
from tests.signing import get, post, sign_in

PRODUCT = {
    "gtin": "2001010000101",
    "name": "上海青",
    "category": "vegetables",
    "sold_by": "piece",
    "temperature": "ambient",
    "unit": "约 500 g",
    "mass_g": "500",
    "price": "3.90",
    "stock": "20",
    "zone": "A1",
}


@pytest.fixture
def neighbourhood(session):
    return make.make_neighbourhood()


@pytest.fixture
def store(neighbourhood):
    return make.make_store(neighbourhood)


@pytest.fixture
def operator(client, neighbourhood):
    return sign_in(client, make.actor_with(Role.OPERATOR, neighbourhood.district_id))


@pytest.fixture
def clerk(client, store):
    return sign_in(client, make.actor_with(Role.STORE_MANAGER, store.id))


def test_an_operator_adds_and_edits_a_store(session, operator, neighbourhood):
    words = {
        "name": "惠民生鲜",
        "lat": "26.6",
        "lon": "106.7",
        "opens_at": "07:00",
        "closes_at": "21:00",
        "payment_code": "wxp://f2f0",
        "areas": str(neighbourhood.id),
    }
    assert post(operator, "/stores", words).location == "/stores"
    store = session.scalars(select(Store)).one()
    assert "惠民生鲜" in get(operator, "/stores").get_data(as_text=True)
    assert "wxp://f2f0" in get(operator, f"/stores/{store.id}").get_data(as_text=True)
    post(operator, f"/stores/{store.id}", words | {"name": "惠民"})
    session.expire_all()
    assert store.name == "惠民"


def test_a_bad_store_is_shown_again_with_what_was_typed(operator, neighbourhood):
    answer = post(operator, "/stores", {"name": "惠民生鲜", "lat": "200"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="惠民生鲜"' in page
    assert 'id="f-lat-error"' in page


def test_a_clerk_edits_price_and_stock_in_place(session, clerk, store):
    offer = make.make_offer(store, stock=10)
    url = f"/goods/{offer.id}"
    assert get(clerk, url).status_code == 200
    words = {"price": "4.20", "stock": "14", "was": "10", "zone": "B1", "reason": "delivery"}
    assert post(clerk, url, words).status_code == 302
    session.expire_all()
    assert (offer.price_fen, offer.stock, offer.zone, offer.listed) == (420, 14, "B1", False)


def test_a_clerk_adds_a_product_and_not_twice(session, clerk, store):
    url = f"/goods/new/{store.id}"
    assert get(clerk, url).status_code == 200
    assert post(clerk, url, PRODUCT).status_code == 302
    assert session.scalars(select(Product.art)).one() == "greens"
    assert post(clerk, url, PRODUCT).status_code == 409
    assert post(clerk, url, PRODUCT | {"gtin": "2001010000102"}).status_code == 422


def test_price_and_stock_are_changed_in_the_list(session, clerk, store):
    offer = make.make_offer(store, stock=10)
    answer = post(clerk, f"/goods/{offer.id}/row", {"price": "4.10", "stock": "8", "was": "10"})
    assert answer.status_code == 302
    session.expire_all()
    assert (offer.price_fen, offer.stock, offer.zone) == (410, 8, "A1")


def test_a_shift_lead_moves_stock_for_a_reason_and_no_price(session, client, store):
    offer = make.make_offer(store, stock=10)
    lead = sign_in(client, make.actor_with(Role.SHIFT_LEAD, store.id))
    assert 'name="price"' not in get(lead, "/goods").text
    words = {"stock": "7", "was": "10", "reason": "damage"}
    assert post(lead, f"/goods/{offer.id}/stock", words).status_code == 302
    session.expire_all()
    assert offer.stock == 7
    assert post(lead, f"/goods/{offer.id}", PRODUCT).status_code == 403


def test_the_stock_ledger_says_why_and_what_was_left(client, store):
    offer = make.make_offer(store, stock=10)
    lead = sign_in(client, make.actor_with(Role.SHIFT_LEAD, store.id))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    for stock, was, reason in ((12, 10, "delivery"), (9, 12, "damage")):
        words = {"stock": stock, "was": was, "reason": reason}
        post(lead, f"/goods/{offer.id}/stock", words)
    page = get(lead, f"/goods/{offer.id}/moves").text
    for said in ("Spoiled or broken", "-3", "Goods came in", "+2", "Counted again"):
        assert said in page
    moves = queries.moves_of(session_offer(offer), 1).rows
    assert sorted(move.after for move in moves) == [9, 10, 12] or len(moves) == 3


def session_offer(offer):
    return db.session.get(Offer, offer.id)


def test_another_stores_goods_are_as_good_as_absent(clerk, neighbourhood):
    other = make.make_store(neighbourhood)
    offer = make.make_offer(other)
    assert get(clerk, f"/goods/{offer.id}").status_code == 404
    assert post(clerk, f"/goods/{offer.id}", {}).status_code in (404, 422)
    assert get(clerk, f"/goods?store={other.id}").status_code == 404
    assert post(clerk, f"/goods/new/{other.id}", PRODUCT).status_code == 404


def test_goods_are_found_and_the_list_asks_as_often_whatever_its_length(clerk, store):
    def ask():
        with statements() as seen:
            assert get(clerk, "/goods").status_code == 200
        return len(seen)

    make.make_offer(store, name="折耳根", search_key=" 折耳根 zheergen zeg")
    ask()
    few = ask()
    for _ in range(9):
        make.make_offer(store)
    assert ask() == few
    page = get(clerk, "/goods?q=zeg").get_data(as_text=True)
    assert "折耳根" in page
    assert "上海青" not in page
