"""A mistyped search finds what was meant, and a right one is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from delivery.merchants.catalogue.mistyped import SLIPS, read_as
from delivery.merchants.catalogue.other_names import ONE_THING, names_like
from delivery.merchants.catalogue.rules import search_key_of

GOODS = [
    *(("鸡蛋", "Eggs"), ("西红柿", "Tomatoes"), ("牛奶", "Fresh milk"), ("上海青", "Pak choi")),
    *(("胡萝卜", "Carrots"), ("土豆", "Potatoes"), ("酸奶", "Yoghurt"), ("洗洁精", "Dish soap")),
]
KEYS = [search_key_of(zh, en, f"69012345678{place:02}") for place, (zh, en) in enumerate(GOODS)]
WORDS = sorted({word for key in KEYS for word in key.split() if len(word) >= SLIPS[-1][0]})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("鸡旦", "鸡蛋"),  # the same sound, another character
        ("西红市", "西红柿"),
        ("上海菁", "上海青"),
        ("tomatto", "tomato"),
        ("ptoatoes", "potatoes"),  # two letters in each other's place
        ("carots", "carrots"),
        ("niulai", "牛奶"),  # n and l sound alike here
        ("fresh mlik", "fresh milk"),
        ("YOGURT", "yoghurt"),
    ],
)
def test_the_nearest_name_is_meant(typed, meant):
    assert read_as(typed, KEYS) == meant
    assert hits(meant)


def hits(typed):
    """Return the keys that a search finds."""
    return [
        key
        for key in KEYS
        if all(any(f" {name}" in key for name in names_like(word)) for word in typed.split())
    ]


def test_a_name_that_only_people_use_is_heard_too():
    on_the_packet = [search_key_of("普罗旺斯番茄", None, "2001010002907")]
    assert read_as("西红市", on_the_packet) == "西红柿"
    assert read_as("西红市", [search_key_of("红心红薯", None, "2001010002907")]) is None


@pytest.mark.parametrize("names", ONE_THING)
def test_every_name_of_a_thing_finds_all_of_them(names):
    for name in names:
        assert set(names_like(name)) == set(names)
        assert set(names_like("".join(lazy_pinyin(name)))) >= set(names)


def test_no_name_stands_for_two_things():
    told = [name for names in ONE_THING for name in names]
    assert len(told) == len(set(told))
    assert names_like("地瓜") == ("地瓜",)


@pytest.mark.parametrize("typed", ["", "  ", "西红柿", "toma", "sq", "鸡蛋", "egg", "fresh milk"])
def test_what_is_right_is_left(typed):
    assert read_as(typed, KEYS) is None


@pytest.mark.parametrize("typed", ["xq", "abc", "refrigerator", "电视机", "%_", "12345678"])
def test_what_nothing_is_near_stays_unfound(typed):
    assert read_as(typed, KEYS) is None


@given(st.sampled_from(WORDS), st.data())
def test_one_slip_past_the_first_letter_finds_a_word_again(word, data):
    place = data.draw(st.integers(1, len(word) - 1))
    wrong = word[:place] + data.draw(st.sampled_from("qxz")) + word[place + 1 :]
    assert read_as(wrong, KEYS) is not None or hits(wrong)


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(typed):
    read = read_as(typed, KEYS)
    assert read is None or hits(read) or " " in read
