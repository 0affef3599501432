"""Unit prices stand in the list, on the product's page and in the basket, once a store states contents."""

import csv
import io

import pytest

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.lists import checking, publishing
from delivery.merchants.catalogue.models import Product
from delivery.orders.services import put_in_basket
from tests import factories as make
from tests.counting import statements
from tests.pages.test_orders_pages import text
from tests.services.test_orders_placing import make_day
from tests.services.test_price_lists import Shop, found
from tests.signing import get, post, sign_in

EGGS = {
    "name": "鲜鸡蛋",
    "name_en": "Eggs",
    "unit": "15 枚",
    "content": 15,
    "content_unit": "piece",
}
OIL = {"name": "菜籽油", "name_en": "Oil", "unit": "5 l", "content": 5000, "content_unit": "ml"}
FLOUR = {"name": "面粉", "name_en": "Flour", "unit": "500 g", "content": 500, "content_unit": "g"}
PORK = {"name": "猪肉", "name_en": "Pork", "sold_by": "weight", "category": "meat"}


@pytest.fixture
def day(session):
    day = make_day()
    day.egg_box = make.make_offer(day.store, price_fen=1290, **EGGS)
    day.oil = make.make_offer(day.store, price_fen=6990, **OIL)
    day.flour = make.make_offer(day.store, price_fen=555, **FLOUR)
    day.pork = make.make_offer(day.store, price_fen=2881, **PORK)
    return day


@pytest.fixture
def resident(client, day):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, day.resident)


def test_the_list_says_what_500_g_500_ml_and_a_piece_cost(resident, day):
    shown = text(get(resident, "/shop?page=1"))
    assert "¥12.90 ¥0.86 / piece" in shown
    assert "¥69.90 ¥6.99 / 500 ml" in shown
    assert "¥28.81 / kg ¥14.41 / 500 g" in shown, "half a fen counts as one"
    assert "¥5.55 / 500 g" not in shown, "the price itself says it"


def test_so_do_the_products_page_and_the_basket(resident, day):
    page = text(get(resident, f"/shop/{day.oil.id}"))
    assert "¥6.99 / 500 ml" in page
    assert "In stock" in page
    put_in_basket(day.home.id, day.oil.id, 2)
    assert "¥139.80 ¥6.99 / 500 ml" in text(get(resident, "/basket"))


def test_a_product_is_put_in_the_basket_on_its_own_page(resident, day):
    here = f"/shop/{day.oil.id}"
    words = {"offer": day.oil.id, "quantity": 1, "back": here}
    assert post(resident, "/basket/lines", words).location == here
    assert "1 in the basket" in text(get(resident, here))


def test_a_product_of_a_store_elsewhere_is_nothing_here(resident, day):
    other = make_day()
    assert get(resident, f"/shop/{other.greens.id}").status_code == 404


def test_the_page_of_one_product_asks_as_much_whatever_else_there_is(resident, day):
    here = f"/shop/{day.oil.id}"
    get(resident, here)
    with statements() as few:
        get(resident, here)
    for _ in range(10):
        make.make_offer(day.store)
    with statements() as many:
        get(resident, here)
    assert len(many) == len(few)


@pytest.fixture
def shop(session):
    return Shop()


def test_a_list_that_states_contents_fills_them_in_where_nobody_had(client, shop):
    """Also where nothing else changes; what was stated before stays."""
    heads = "条码,商品名称,类别,规格,重量,价格,库存,货区,含量,含量单位"
    row = "2001010000101,上海青,蔬菜,1 包,500,3.90,20,A1,{},g"
    about = {"gtin": "2001010000101", "price_fen": 390, "stock": 20, "zone": "A1"}
    known = make.make_offer(shop.store, **about).product
    for amount, changed in ((400, 1), (300, 0)):
        list_id = shop.send("\n".join([heads, row.format(amount)]).encode())
        checking.check_due()
        assert found(list_id).changed == changed
        shop.accept(list_id)
        publishing.publish_due()
        db.session.refresh(known)
        assert (known.content, known.content_unit) == (400, "g")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    sign_in(client, shop.manager)
    out = get(client, f"/goods/lists/of/{shop.store.id}/goods.csv").get_data().decode("utf-8-sig")
    (one,) = csv.DictReader(io.StringIO(out))
    assert (one["含量"], one["含量单位"]) == ("400", "克")


def test_a_manager_looks_at_what_the_name_proposes_and_states_it(client, session):
    store = make.make_store(make.make_neighbourhood())
    offer = make.make_offer(store, name="面粉", unit="500 g*2", price_fen=900)
    sign_in(client, make.actor_with(Role.STORE_MANAGER, store.id))
    here = f"/goods/{offer.id}"
    assert 'value="1000 g"' in get(client, here).text
    assert db.session.get(Product, offer.product_id).content is None, "a proposal is no statement"
    assert post(client, f"{here}/content", {"content": "1 kg"}).location == here
    assert "¥4.50 / 500 g" in get(client, here).text
    assert post(client, f"{here}/content", {"content": "many"}).status_code == 422
    post(client, f"{here}/content", {"content": ""})
    assert db.session.get(Product, offer.product_id).content is None
    lead = make.actor_with(Role.SHIFT_LEAD, store.id)
    assert post(sign_in(client, lead), f"{here}/content", {"content": "2 kg"}).status_code == 403
