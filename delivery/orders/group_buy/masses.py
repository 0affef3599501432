"""What a piece weighs, as far as its name or specification says: 约14斤, 每箱四斤, 500g."""

import re

from delivery.orders.group_buy.products import Product
from delivery.orders.group_buy.writing import NUMERALS, even, number_of

ASSUMED_G = 1_000
"""What a piece is taken to weigh that says nothing: a crate of such still fits a cargo bike."""

LIGHTEST_G, HEAVIEST_G = 10, 100_000
_GRAMS = {
    "公斤": 1000, "千克": 1000, "KG": 1000, "斤": 500, "两": 50, "毫升": 1, "ML": 1,
    "升": 1000, "克": 1, "G": 1, "L": 1000,
}  # fmt: skip
_UNIT = "|".join(_GRAMS)
_MASS = re.compile(
    rf"([0-9]+(?:\.[0-9]+)?|半|[{NUMERALS.replace('两', '')}]+|两(?=斤|公斤))\s*({_UNIT})(?![A-Z])"
)


def mass_g(product: Product) -> int | None:
    """Return what one piece weighs in grams, or None where it is not said or not believable."""
    found = _MASS.search(even(product.spec)) or _MASS.search(even(product.name))
    if not found:
        return None
    grams = round(_amount(found[1]) * _GRAMS[found[2]])
    return grams if LIGHTEST_G <= grams <= HEAVIEST_G else None


def _amount(text: str) -> float:
    if text == "半":
        return 0.5
    return float(text) if text[0].isdecimal() else float(number_of(text))
