"""Ordering, paying and running waves for programs."""

import pytest

from delivery.kernel.access import Role
from tests import factories as make
from tests.services.test_orders_placing import make_day, place
from tests.signing import bearer


@pytest.fixture
def day(session):
    return make_day()


@pytest.fixture
def ask(client, day):
    """Ask as the resident, or as ``who``: ``ask("/basket")`` reads, with words it writes."""

    def ask(address, words=None, who=None, **more):
        headers = bearer(who or day.resident) | more
        if words is None:
            return client.get(f"/api/v1{address}", headers=headers)
        return client.post(f"/api/v1{address}", json=words, headers=headers)

    return ask


def an_order(day, *wanted, **more):
    lines = [{"offer_id": str(offer.id), "quantity": n} for offer, n in wanted]
    about = {"wave_id": str(day.wave.id), "drop_point_id": str(day.point.id), "lines": lines}
    return about | more


def test_a_program_searches_orders_reads_changes_and_cancels(ask, day):
    (found,) = [row for row in ask("/offers").json["rows"] if row["id"] == str(day.greens.id)]
    assert (found["price_fen"], found["stock"]) == (390, 10)
    assert ask("/drop-points").json[0]["id"] == str(day.point.id)
    (placed,) = ask("/orders", an_order(day, (day.greens, 2), (day.eggs, 1))).json
    assert placed["money"]["owed_fen"] == 2070
    url = f"/orders/{placed['id']}"
    changes = {"lines": [{"offer_id": str(day.greens.id), "quantity": 1}]}
    assert ask(f"{url}/amend", changes).json["money"]["goods_fen"] == 1680
    assert [row["id"] for row in ask("/orders").json["rows"]] == [placed["id"]]
    assert ask(f"{url}/cancel", {}).json["state"] == "cancelled"
    assert ask(url).json["money"]["owed_fen"] == 0


def test_a_basket_is_filled_and_ordered(ask, day):
    put = {"offer_id": str(day.greens.id), "quantity": 2}
    assert ask("/basket/lines", put).json["goods_fen"] == 780
    assert ask("/basket").json["rows"][0]["quantity"] == 2
    words = {"wave_id": str(day.wave.id), "drop_point_id": str(day.point.id)}
    assert ask("/basket/place", words | {"shown_fen": 1}).json["type"] == "price-changed"
    assert ask("/basket/place", words | {"shown_fen": 780}).status_code == 201
    assert ask("/basket").json["rows"] == []


def test_the_same_key_is_the_same_order(ask, day):
    key = {"Idempotency-Key": "till-7-order-0001"}
    first = ask("/orders", an_order(day, (day.greens, 2)), **key)
    second = ask("/orders", an_order(day, (day.greens, 2)), **key)
    assert first.json == second.json
    assert ask("/orders", an_order(day, (day.greens, 3)), **key).json["type"] == "key-reused"
    assert ask("/orders").json["rows"][0]["lines"][0]["quantity"] == 2


def test_refusals_say_what_and_by_field(ask, day):
    sold_out = ask("/orders", an_order(day, (day.eggs, 6)))
    assert (sold_out.status_code, sold_out.json["type"]) == (409, "sold-out")
    assert list(sold_out.json["fields"]) == [str(day.eggs.id)]
    bad = ask("/orders", an_order(day, (day.eggs, 0), gift=True))
    assert bad.status_code == 422
    assert {"gift", "lines.0.quantity"} <= set(bad.json["fields"])


def test_strangers_see_nothing_and_residents_run_no_waves(ask, day):
    (id_,) = place(day, (day.greens, 1))
    stranger = make_day().resident
    assert ask(f"/orders/{id_}", who=stranger).status_code == 404
    assert ask(f"/orders/{id_}/cancel", {}, who=stranger).status_code == 404
    assert ask(f"/waves/{day.wave.id}/hold", {}).status_code == 403
    assert ask(f"/orders/{id_}/payments", {"amount_fen": 1, "method": "cash"}).status_code == 403


def test_a_guard_takes_a_payment_and_a_clerk_the_cash(ask, day):
    (id_,) = place(day, (day.greens, 2))
    guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    clerk = make.actor_with(Role.STORE_MANAGER, day.store.id)
    words = {"amount_fen": 781, "method": "cash"}
    assert ask(f"/orders/{id_}/payments", words, guard).json["type"] == "paid-too-much"
    paid = ask(f"/orders/{id_}/payments", words | {"amount_fen": 780}, guard)
    assert (paid.status_code, paid.json["owed_fen"]) == (201, 0)
    assert ask("/cash/held", who=guard).json[0]["fen"] == 780
    handed = {"store_id": str(day.store.id), "holder_id": str(guard.id), "amount_fen": 700}
    assert ask("/cash", handed, clerk).json[0]["fen"] == 80
    assert ask("/cash", who=clerk).json[0]["fen"] == 80


def test_a_coordinator_runs_waves(ask, day):
    coordinator = make.actor_with(Role.COORDINATOR, day.neighbourhood.id)
    words = {
        "neighbourhood_id": str(day.neighbourhood.id),
        "cut_off_at": "2026-03-04T12:00:00+08:00",
        "collect_from_at": "2026-03-04T16:00:00+08:00",
        "collect_to_at": "2026-03-04T19:00:00+08:00",
        "capacity": 40,
    }
    made = ask("/waves", words, coordinator)
    assert (made.status_code, made.json["state"]) == (201, "open")
    url = f"/waves/{made.json['id']}"
    for act, state in (("hold", "held"), ("resume", "open"), ("close", "closed")):
        assert ask(f"{url}/{act}", {}, coordinator).json["state"] == state
    assert ask(f"{url}/cancel", {}, coordinator).json["type"] == "wrong-state"
    assert len(ask("/waves", who=coordinator).json["rows"]) == 2
    far = words | {"cut_off_at": "0001-01-01T00:00:00+08:00"}
    assert list(ask("/waves", far, coordinator).json["fields"]) == ["cut_off_at"]


def test_a_clerk_keeps_goods(ask, day):
    clerk = make.actor_with(Role.STORE_MANAGER, day.store.id)
    words = {"price_fen": 400, "zone": "B1", "listed": True, "more": 5, "reason": "delivery"}
    changed = ask(f"/offers/{day.greens.id}", words, clerk).json
    assert (changed["price_fen"], changed["stock"]) == (400, 15)
    product = {
        "gtin": "2001010000101",
        "name": "上海青",
        "category": "vegetables",
        "unit": "约 500 g",
        "mass_g": 500,
        "price": "3.90",
        "stock": 4,
        "zone": "A1",
    }
    url = f"/stores/{day.store.id}/offers"
    assert ask(url, product, clerk).status_code == 201
    assert ask(url, product, clerk).status_code == 409
    assert len(ask(url, who=clerk).json["rows"]) == 3
    elsewhere = make_day()
    assert ask(f"/offers/{elsewhere.greens.id}", words, clerk).status_code == 404
    assert ask(f"/stores/{elsewhere.store.id}/offers", product, clerk).status_code == 404


def test_an_operator_adds_a_store(ask, day):
    operator = make.actor_with(Role.OPERATOR, day.neighbourhood.district_id)
    words = {
        "name": "惠民生鲜",
        "lat": 26.6,
        "lon": 106.7,
        "opens_at": "07:00",
        "closes_at": "21:00",
        "areas": [str(day.neighbourhood.id)],
    }
    assert ask("/stores", words, operator).status_code == 201
    assert len(ask("/stores", who=operator).json["rows"]) == 2
    assert ask("/stores", words | {"opens_at": "07:00+01:00"}, operator).status_code == 422
