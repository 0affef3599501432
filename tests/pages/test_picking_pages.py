"""The supermarket's pages: lists, the walk with a trolley, packing, labels."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.merchants.picking import services
from delivery.merchants.picking.models import Bag, PickList
from delivery.merchants.picking.queries import crates
from delivery.merchants.picking.rules import Found
from delivery.orders.models import Line, Order
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.signing import get, post, sign_in


@pytest.fixture
def point(session):
    return make.make_drop_point()


@pytest.fixture
def store(point):
    return make.make_store(point.gate.compound.neighbourhood)


@pytest.fixture
def milk(store):
    return make.make_offer(store, name="鲜牛奶", price_fen=690, temperature="chilled", zone="C3")


@pytest.fixture
def pork(store):
    return make.make_offer(store, name="猪前腿肉", price_fen=3000, sold_by="weight", zone="A5")


@pytest.fixture
def pick_list(store, point, milk, pork, session):
    wave = make.make_wave(point.gate.compound.neighbourhood, state="closed")
    for offers in ([milk, pork], [milk]):
        make.make_order(wave, store, make.make_household(point.gate.compound_id), point, *offers)
    (list_id,) = services.open_lists(NOON)
    return session.get(PickList, list_id)


@pytest.fixture
def staff(store, client):
    who = make.actor_with(Role.STORE_STAFF, store.id)
    sign_in(client, who)
    return who


@pytest.fixture
def walk(pick_list):
    return f"/picking/{pick_list.id}/trolleys/1"


def lines(session):
    session.expire_all()
    return session.scalars(select(Line).order_by(Line.id)).all()


def test_the_home_of_the_store_shows_how_far_each_list_is(client, staff, pick_list):
    page = get(client, "/picking", headers={"Accept-Language": "en"}).text
    assert "0 of 3 lines picked" in page
    assert f"/picking/{pick_list.id}" in page


def test_the_list_goes_shelf_by_shelf_with_what_each_crate_gets(client, staff, pick_list):
    page = get(client, f"/picking/{pick_list.id}").text
    assert page.index("猪前腿肉") < page.index("鲜牛奶")
    assert "1-1 × 2" in page
    assert "1-2 × 2" in page


def test_the_trolley_shows_one_item_with_its_place(client, staff, walk, pork, milk):
    page = get(client, walk).text
    assert '<strong class="where">A5</strong>' in page
    page = get(client, f"{walk}?item={milk.id}").text
    assert '<strong class="where">C3</strong>' in page


def test_all_there_settles_every_order_s_line_and_can_be_taken_back(
    client, staff, walk, milk, session
):
    answer = post(client, f"{walk}/pick", {"item": milk.id})
    assert answer.status_code == 302
    assert [line.picked for line in lines(session) if line.offer_id == milk.id] == [2, 2]
    page = get(client, answer.location).text
    assert f"{walk}/put-back" in page
    post(client, f"{walk}/put-back", {"item": milk.id})
    assert {line.state for line in lines(session)} == {"ordered"}


def test_of_three_for_two_orders_who_ordered_first_is_served_first(
    client, staff, walk, milk, session
):
    first = session.scalars(select(Order).order_by(Order.placed_at, Order.id)).first()
    session.execute(
        Order.__table__.update().where(Order.id != first.id).values(placed_at=NOON.replace(day=3))
    )
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = post(client, f"{walk}/pick", {"item": milk.id, "found": 3})
    shown = get(client, answer.location).text
    assert "gets 1 of 2" in shown
    assert "Shared by the store" in shown
    of_milk = {line.order_id: line.picked for line in lines(session) if line.offer_id == milk.id}
    assert of_milk[first.id] == 2
    assert sorted(of_milk.values()) == [1, 2]


def test_more_than_wanted_is_asked_again_with_what_was_typed(client, staff, walk, milk, session):
    answer = post(client, f"{walk}/pick?fewer=1", {"item": milk.id, "found": 5})
    assert answer.status_code == 422
    assert 'value="5"' in answer.text
    assert {line.state for line in lines(session)} == {"ordered"}


def test_what_is_sold_by_weight_asks_the_scale(client, staff, walk, pork, session):
    line = next(line for line in lines(session) if line.offer_id == pork.id)
    page = get(client, f"{walk}?item={line.id}").text
    assert 'name="weighed_g"' in page
    missing = post(client, f"{walk}/pick", {"item": line.id})
    assert (missing.status_code, "aria-invalid" in missing.text) == (422, True)
    post(client, f"{walk}/pick", {"item": line.id, "weighed_g": 1040})
    assert next(one for one in lines(session) if one.id == line.id).amount_fen == 3120


def test_pressed_by_two_pickers_it_is_one_fact(client, staff, walk, milk):
    assert post(client, f"{walk}/pick", {"item": milk.id}).status_code == 302
    assert post(client, f"{walk}/pick", {"item": milk.id}).status_code == 409


def pick_everything(client, walk, milk, pork, session):
    line = next(line for line in lines(session) if line.offer_id == pork.id)
    post(client, f"{walk}/pick", {"item": milk.id})
    post(client, f"{walk}/pick", {"item": line.id, "weighed_g": 1000})


def test_from_the_last_item_to_the_labels(client, staff, walk, pick_list, milk, pork, session):
    pick_everything(client, walk, milk, pork, session)
    assert f"/picking/{pick_list.id}/pack" in get(client, walk).text
    answer = post(client, f"/picking/{pick_list.id}/pack")
    assert answer.location == f"/picking/{pick_list.id}/labels"
    answer = post(client, answer.location)
    page = get(client, answer.location).text
    bags = session.scalars(select(Bag)).all()
    assert {bag.print_run for bag in bags} == {1}
    assert page.count('<li class="label">') == len(bags) == 3
    for bag in bags:
        assert f"{bag.code[:4]}-{bag.code[4:]}" in page


def test_a_label_names_no_person_and_no_door(client, staff, walk, pick_list, milk, pork, session):
    pick_everything(client, walk, milk, pork, session)
    post(client, f"/picking/{pick_list.id}/pack")
    page = get(client, post(client, f"/picking/{pick_list.id}/labels").location).text
    for home in (order.household for order in session.scalars(select(Order))):
        assert home.room not in page.replace("-", "")


def test_a_torn_label_is_printed_again_by_its_code(
    client, staff, walk, pick_list, milk, pork, session
):
    pick_everything(client, walk, milk, pork, session)
    post(client, f"/picking/{pick_list.id}/pack")
    address = f"/picking/{pick_list.id}/labels"
    post(client, address)
    assert post(client, address).status_code == 409
    code = session.scalars(select(Bag.code)).first()
    answer = post(client, address, {"code": f"{code[:4].lower()} {code[4:]}"})
    assert answer.location == f"{address}/2"
    assert get(client, answer.location).text.count('<li class="label">') == 1
    assert post(client, address, {"code": "ZZZZ"}).status_code == 404


def test_the_list_is_printed_a_sheet_a_trolley(client, staff, pick_list):
    page = get(client, f"/picking/{pick_list.id}/paper").text
    assert page.count('class="sheet') == 1


def test_a_coordinator_reads_and_does_not_pick(client, pick_list, walk, milk):
    coordinator = make.actor_with(Role.COORDINATOR, pick_list.wave.neighbourhood_id)
    sign_in(client, coordinator)
    page = get(client, f"/picking/{pick_list.id}").text
    assert "trolleys/1" not in page
    assert post(client, f"{walk}/pick", {"item": milk.id}).status_code == 403


def test_another_store_s_staff_find_nothing(client, pick_list, walk, point, milk):
    elsewhere = make.make_store(point.gate.compound.neighbourhood)
    sign_in(client, make.actor_with(Role.STORE_STAFF, elsewhere.id))
    assert get(client, f"/picking/{pick_list.id}").status_code == 404
    assert get(client, walk).status_code == 404
    assert post(client, f"{walk}/pick", {"item": milk.id}).status_code == 404
    assert post(client, f"/picking/{pick_list.id}/pack").status_code == 404
    assert get(client, f"/picking/{pick_list.id}/labels").status_code == 404
    assert str(pick_list.id) not in get(client, "/picking").text


def test_crates_stand_as_the_bags_are_put_down(pick_list):
    assert sorted(map(str, crates(pick_list).values())) == ["1-1", "1-2"]


def asked(client, path):
    get(client, path)  # the first time, templates are read
    with statements() as seen:
        assert get(client, path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["", "/paper", "/trolleys/1", "/labels", "/labels/1"])
def test_a_longer_list_asks_no_more_of_the_database(
    client, staff, pick_list, point, milk, pork, session, page
):
    few = settled(client, pick_list, session, page)
    for _ in range(5):
        home = make.make_household(point.gate.compound_id)
        make.make_order(pick_list.wave, pick_list.store, home, point, milk, pork)
    assert settled(client, pick_list, session, page) == few


def settled(client, pick_list, session, page):
    """Pick and pack all but one order, print the labels, and count what the page asks."""
    open_lines = session.scalars(
        select(Line).where(Line.state == "ordered").order_by(Line.order_id)
    )
    last = session.scalars(select(Order.id).order_by(Order.id.desc())).first()
    found = [
        Found(line.id, 2, 1000 if line.offer.product.sold_by == "weight" else None)
        for line in open_lines
        if line.order_id != last
    ]
    who = make.actor_with(Role.STORE_STAFF, pick_list.store_id)
    services.pick(pick_list, found, actor=who, at=NOON)
    services.pack(pick_list, actor=who, at=NOON)
    services.print_labels(pick_list, actor=who, at=NOON)
    return asked(client, f"/picking/{pick_list.id}{page}")


def test_more_lists_ask_no_more_of_the_database(client, staff, pick_list, point, milk):
    one = asked(client, "/picking")
    for hours in (3, 4, 5):
        neighbourhood = point.gate.compound.neighbourhood
        wave = make.make_wave(neighbourhood, state="closed", hours=hours)
        home = make.make_household(point.gate.compound_id)
        make.make_order(wave, pick_list.store, home, point, milk)
    services.open_lists(NOON)
    assert asked(client, "/picking") == one
