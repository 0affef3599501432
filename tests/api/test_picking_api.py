"""Picking for programs: the same acts, by field when they are refused."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.merchants.picking import services
from delivery.orders.models import Line, Order
from tests import factories as make
from tests.conftest import NOON
from tests.signing import bearer


@pytest.fixture
def store(session):
    point = make.make_drop_point()
    store = make.make_store(point.gate.compound.neighbourhood)
    wave = make.make_wave(point.gate.compound.neighbourhood, state="closed")
    offers = make.make_offer(store), make.make_offer(store, sold_by="weight")
    for _ in range(2):
        home = make.make_household(point.gate.compound_id)
        make.make_order(wave, store, home, point, *offers)
    return store


@pytest.fixture
def address(store):
    (list_id,) = services.open_lists(NOON)
    return f"/api/v1/picking/lists/{list_id}"


@pytest.fixture
def staff(store):
    return make.actor_with(Role.STORE_STAFF, store.id)


@pytest.fixture
def ask(client, staff):
    def ask(address, words=None):
        if words is None:
            return client.get(address, headers=bearer(staff))
        return client.post(address, json=words, headers=bearer(staff))

    return ask


def picks(tasks, **more):
    return [
        {"line_id": part["line_id"], "picked": part["quantity"]}
        | ({"weighed_g": part["quantity"] * task["mass_g"]} if task["sold_by"] == "weight" else {})
        | more
        for task in tasks
        for part in task["parts"]
    ]


def test_a_list_is_read_picked_packed_and_labelled(ask, address):
    (listed,) = ask("/api/v1/picking/lists").json["lists"]
    assert listed["progress"] == {"lines": 4, "settled": 0, "orders": 2, "packed": 0, "ready": 0}
    tasks = ask(address).json["tasks"]
    assert [part["crate"] for part in tasks[0]["parts"]] == ["1-1", "1-2"]
    assert ask(f"{address}/picks", {"picks": picks(tasks)}).json["ready"] == 2
    bags = ask(f"{address}/pack", {}).json["bags"]
    assert len(bags) == 2
    assert ask(f"{address}/bags").json["bags"] == bags
    labels = ask(f"{address}/labels", {}).json
    assert labels["run"] == 1
    assert {bag["payload"] for bag in labels["bags"]} == {f"MK1:{bag['code']}" for bag in bags}
    assert ask(address).json["state"] == "done"


def test_only_the_orders_that_are_named_are_packed(ask, address, session):
    ask(f"{address}/picks", {"picks": picks(ask(address).json["tasks"])})
    order_id = str(session.scalars(select(Order.id)).first())
    bags = ask(f"{address}/pack", {"order_ids": [order_id]}).json["bags"]
    assert {bag["order_id"] for bag in bags} == {order_id}
    assert ask(f"{address}/pack", {"order_ids": [order_id]}).json["bags"] == []


def test_a_line_that_is_put_back_is_picked_again(ask, address):
    found = picks(ask(address).json["tasks"])
    ask(f"{address}/picks", {"picks": found})
    ids = [one["line_id"] for one in found]
    assert ask(f"{address}/put-backs", {"line_ids": ids}).json["settled"] == 0
    assert ask(f"{address}/picks", {"picks": found}).json["settled"] == 4


def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(ask, address, session):
    found = picks(ask(address).json["tasks"])
    found[-1]["picked"] = 99
    answer = ask(f"{address}/picks", {"picks": found})
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["picks.3.picked"])
    assert {line.state for line in session.scalars(select(Line))} == {"ordered"}


def test_a_line_named_twice_is_refused(ask, address):
    found = picks(ask(address).json["tasks"])[:1]
    assert ask(f"{address}/picks", {"picks": found * 2}).status_code == 422


def test_unknown_fields_and_wrong_types_are_named(ask, address):
    answer = ask(f"{address}/picks", {"picks": [{"line_id": "x", "picked": -1, "colour": 1}]})
    assert answer.status_code == 422
    assert set(answer.json["fields"]) == {f"picks.0.{f}" for f in ("line_id", "picked", "colour")}


def test_a_coordinator_reads_what_a_store_does_and_cannot_do_it(client, address, session):
    wave = session.scalars(select(Order)).first().wave
    headers = bearer(make.actor_with(Role.COORDINATOR, wave.neighbourhood_id))
    assert client.get(address, headers=headers).status_code == 200
    assert client.post(f"{address}/pack", json={}, headers=headers).status_code == 403
