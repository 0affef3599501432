"""Goods are found by any of their names, and price lists are read row by row."""

import pytest

from delivery.merchants.catalogue.rules import (
    CATEGORIES,
    PICTURES,
    gtin_is_right,
    search_key_of,
    search_words,
)


def finds(typed, key):
    return all(f" {word}" in key for word in search_words(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "上海",
        "海青",
        "shang",
        "ShangHaiQing",
        "haiq",
        "shq",
        "hq",
        "pak",
        "choi pak",
        "20010",
        "ＳＨＱ",
    ],
)
def test_a_product_is_found_from_the_beginning_of_any_of_its_words(typed):
    assert finds(typed, search_key_of("上海青（净菜）", "Pak choi", "2001010000101"))


@pytest.mark.parametrize("typed", ["angh", "oi", "菜净", "%", "_", "x"])
def test_nothing_is_found_by_what_only_stands_inside_a_word(typed):
    key = search_key_of("上海青（净菜）", "Pak choi", "2001010000101")
    assert not search_words(typed) or not finds(typed, key)


def test_a_character_is_read_as_its_word_is_read():
    assert " chongqingxiaomian" in search_key_of("重庆小面", None, "1")


def test_figures_check_themselves():
    assert gtin_is_right("2001010000101")
    assert gtin_is_right("96385074")
    assert not gtin_is_right("2001010000102")
    assert not gtin_is_right("")
    assert not gtin_is_right("二〇〇一")


def test_every_category_has_a_picture():
    assert set(CATEGORIES) == set(PICTURES)
