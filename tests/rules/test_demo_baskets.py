import random
from collections import Counter

import pytest

from delivery.demo import reading
from delivery.demo.catalogue import products
from delivery.demo.reading import InvalidBaskets, read_baskets
from delivery.demo.shopping import demand, fill, shopping_day
from delivery.demo.tables import rows
from delivery.demo.wants import make_baskets, wants

WANTS, PRODUCTS = wants(), products()


@pytest.fixture
def read(tmp_path):
    def read(content):
        path = tmp_path / "baskets.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_baskets(path, WANTS)

    return read


def test_all_169_categories_of_the_data_set_are_answered_by_products():
    assert len(WANTS) == 169
    assert all(want.products and set(want.products) <= PRODUCTS.keys() for want in WANTS.values())


def test_every_product_answers_some_want():
    assert {key for want in WANTS.values() for key in want.products} == PRODUCTS.keys()


def test_a_file_is_read_line_by_line_and_what_is_unknown_is_counted(read):
    found = read('whole milk,  Cream Cheese ,unicorn\n\nunicorn,,\n"red/blush wine",soda,soda\n')
    assert found.baskets == (("whole milk", "cream cheese"), ("red/blush wine", "soda"))
    assert found.unknown == {"unicorn": 2}
    assert found.emptied == 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(read):
    assert read(b"\xef\xbb\xbfsoda\r\nrice,salt\r\n").baskets == (("soda",), ("rice", "salt"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-baskets"),
        ("unicorn\n", "no-baskets"),
        ("牛奶\n".encode("gbk"), "not-text"),
        ("soda\0\n", "not-text"),
        ("\x1b[2Jsoda\n", "not-text"),
        (b"PK\x03\x04\xff\xfe", "not-text"),
        ('soda,"rice\n', "not-csv"),
        ('"so"da\n', "not-csv"),
        ("x" * 81, "want-too-long"),
        ("soda," * 201, "too-many-wants"),
    ],
)
def test_what_is_no_basket_file_is_refused_with_its_reason(read, content, code):
    with pytest.raises(InvalidBaskets) as refused:
        read(content)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("LARGEST_FILE_BYTES", 9, "too-large"), ("MOST_BASKETS", 1, "too-many-baskets")],
)
def test_a_file_over_the_limit_is_refused(read, monkeypatch, limit, value, code):
    monkeypatch.setattr(reading, limit, value)
    with pytest.raises(InvalidBaskets, match=code):
        read("soda\nrice\n")


def test_made_baskets_are_alike_in_size_and_in_what_is_popular():
    made = make_baskets(9_835, WANTS, random.Random(1))
    sizes = Counter(len(basket) for basket in made)
    for row in rows("sizes")[:10]:
        assert sizes[int(row["size"])] == pytest.approx(int(row["baskets"]), rel=0.2)
    count = Counter(name for basket in made for name in basket)
    for want in list(WANTS.values())[:60]:
        assert count[want.name] == pytest.approx(want.baskets, rel=0.3)
    assert all(len(set(basket)) == len(basket) for basket in made)


def test_one_seed_always_makes_the_same_day():
    def day(seed):
        rng = random.Random(seed)
        baskets = make_baskets(50, WANTS, rng)
        return shopping_day([f"h{n}" for n in range(100)], baskets, WANTS, PRODUCTS, rng)

    assert day(1) == day(1) != day(2)


@pytest.mark.parametrize(
    ("baskets", "share", "shoppers"), [(50, 0.4, 40), (7, 1.0, 100), (1, 0, 0)]
)
def test_the_share_of_households_shops_once_each(baskets, share, shoppers):
    rng = random.Random(1)
    households = [f"h{n}" for n in range(100)]
    made = make_baskets(baskets, WANTS, rng)
    day = shopping_day(households, made, WANTS, PRODUCTS, rng, share=share)
    assert len({shopping.household for shopping in day}) == len(day) == shoppers


def test_every_want_becomes_a_product_from_a_store_that_sells_it():
    for name in WANTS:
        for item in fill((name,), "qianwei", WANTS, PRODUCTS, random.Random(1)):
            assert item.product in WANTS[name].products
            assert 1 <= item.pieces <= 3
            sells = PRODUCTS[item.product].stores
            assert item.store in sells
            assert item.store == "qianwei" or "qianwei" not in sells


def test_wants_that_meet_in_one_product_become_one_item():
    items = fill(("sparkling wine", "prosecco"), "hejia", WANTS, PRODUCTS, random.Random(1))
    assert [(item.store, item.product) for item in items] == [("hejia", "sparkling-wine")]
    assert items[0].pieces >= 2


def test_demand_is_what_a_large_crowd_asks_for():
    rng = random.Random(1)
    baskets = make_baskets(5_000, WANTS, rng)
    households = [f"h{n}" for n in range(5_000)]
    asked: Counter[str] = Counter()
    for shopping in shopping_day(households, baskets, WANTS, PRODUCTS, rng, share=1):
        for item in shopping.items:
            asked[item.product] += item.pieces
    expected = demand(5_000, WANTS)
    for product, pieces in asked.most_common(30):
        assert pieces == pytest.approx(expected[product], rel=0.25)
