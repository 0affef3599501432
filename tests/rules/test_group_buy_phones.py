"""Telephones are kept in one form and shown with their middle covered."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.orders.group_buy.phones import mask_phones, masked_name, masked_phone, normal_phone

mobiles = st.builds("1{}{:09}".format, st.sampled_from([38, 39, 50, 58, 86]), st.integers(0, 10**8))


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "0086 138 1234 5678",
    ],
)
def test_a_mobile_number_is_known_however_it_is_typed(text):
    assert normal_phone(text) == "+8613812345678"


@pytest.mark.parametrize("text", ["", "1.38E+10", "138123456", "没有", "1" * 999, "\x00"])
def test_what_is_no_number_is_none(text):
    assert normal_phone(text) is None


def test_a_number_shows_its_ends():
    assert masked_phone("+8613812345678") == "138****5678"
    assert masked_phone("+862164781234") == "216****1234"
    assert masked_phone("110") == "****10"


def test_numbers_inside_a_remark_are_covered_and_other_figures_are_not():
    remark = "打13812345678或+86 139 1234 5678找我，8613712345678也行，单号1381234567890，3-1101"
    covered = "打138****5678或139****5678找我，137****5678也行，单号1381234567890，3-1101"
    assert mask_phones(remark) == covered


@given(mobiles, st.text(alphabet="电话打 ，:（）请送", max_size=5))
def test_no_mobile_number_passes_uncovered(mobile, words):
    assert not re.search(r"[0-9]{8}", mask_phones(f"{words}{mobile[:11]}{words}"))


def test_a_name_keeps_its_surname():
    assert (masked_name("郭山彤"), masked_name("")) == ("郭**", "")
