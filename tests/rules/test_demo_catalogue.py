import random
import re
from collections import Counter
from pathlib import Path

import pytest
from stdnum import ean

from delivery.demo.catalogue import categories, offers, products
from delivery.demo.tables import rows

ART = Path(__file__).parents[2] / "delivery/static/art.svg"
PRODUCTS = products()
EVERY = PRODUCTS.values()


def test_there_is_enough_to_choose_from_in_each_of_ten_categories():
    count = Counter(product.category for product in EVERY)
    assert len(PRODUCTS) >= 180
    assert set(count) == {category.key for category in categories()}
    assert len(count) == 10
    assert min(count.values()) >= 10


def test_a_gtin_is_valid_and_from_the_range_for_use_inside_shops():
    for product in EVERY:
        assert ean.is_valid(product.gtin)
        assert len(product.gtin) == 13
        assert 20 <= int(product.gtin[:2]) <= 29


@pytest.mark.parametrize("field", ["gtin", "key", "name_zh", "name_en"])
def test_no_two_products_are_called_the_same(field):
    assert len({getattr(product, field) for product in EVERY}) == len(PRODUCTS)


def test_a_product_is_described_in_full():
    for product in EVERY:
        assert product.name_zh
        assert product.name_en
        assert product.unit_zh
        assert product.unit_en
        assert re.search(r"[\u4e00-\u9fff]", product.name_zh)
        assert product.name_en.isascii()
        assert 100 <= product.price_fen <= 20_000
        assert 20 <= product.mass_g <= 10_000
        assert product.sold_by in ("piece", "weight")


def test_what_must_be_kept_cold_lies_in_a_cold_zone():
    for product in EVERY:
        shelf = {"C": "chilled", "F": "frozen"}.get(product.zone[0], "ambient")
        assert product.temperature == shelf
        assert re.fullmatch(r"[A-G]\d", product.zone)


def test_every_picture_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', ART.read_text("utf-8")))
    used = {product.art for product in EVERY} | {category.art for category in categories()}
    assert used <= drawn


def test_every_store_sells_something_and_every_product_is_sold():
    stores = {row["key"] for row in rows("stores")}
    assert {store for product in EVERY for store in product.stores} == stores
    assert all(product.stores for product in EVERY)


def test_the_first_store_named_asks_the_price_of_the_table_and_others_come_near():
    for offer in offers(EVERY, {}, random.Random(1)):
        product = PRODUCTS[offer.product]
        if offer.store == product.stores[0]:
            assert offer.price_fen == product.price_fen
        assert offer.price_fen == pytest.approx(product.price_fen, rel=0.12)


def test_stock_covers_twice_what_is_expected():
    made = offers(EVERY, {"pak-choi": 100.0}, random.Random(1))
    assert {offer.stock for offer in made if offer.product == "pak-choi"} == {212}
    assert all(offer.stock >= 12 for offer in made)
