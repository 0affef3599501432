"""Telephones inside free words are shown with their middle covered."""

import re

from hypothesis import given
from hypothesis import strategies as st

from delivery.orders.group_buy.phones import mask_phones

mobiles = st.builds(
    "1{}{:08}".format, st.sampled_from([38, 39, 50, 58, 86]), st.integers(0, 10**8 - 1)
)


def test_numbers_inside_a_remark_are_covered_and_other_figures_are_not():
    remark = "打13812345678或+86 139 1234 5678找我，8613712345678也行，单号1381234567890，3-1101"
    covered = "打138 **** 5678或139 **** 5678找我，137 **** 5678也行，单号1381234567890，3-1101"
    assert mask_phones(remark) == covered


@given(mobiles, st.text(alphabet="电话打 ，:（）请送", max_size=5))
def test_no_mobile_number_passes_uncovered(mobile, words):
    assert not re.search(r"[0-9]{5}", mask_phones(f"{words}{mobile}{words}"))
