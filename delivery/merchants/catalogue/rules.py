"""What can be said of products without a database: what they are looked for by, what they weigh."""

import re
import unicodedata
from dataclasses import dataclass, field

from pypinyin import lazy_pinyin
from stdnum import ean

from delivery.merchants.catalogue.contents import Content

CATEGORIES = (
    "vegetables",
    "fruit",
    "meat",
    "eggs-dairy",
    "rice-noodles-oil",
    "tofu",
    "frozen",
    "drinks",
    "snacks",
    "household",
)
PICTURES = {  # the symbol in art.svg that stands for a product without a picture of its own
    "vegetables": "greens",
    "fruit": "orange",
    "meat": "pork",
    "eggs-dairy": "eggs",
    "rice-noodles-oil": "rice",
    "tofu": "tofu",
    "frozen": "dumpling",
    "drinks": "juice",
    "snacks": "snack",
    "household": "tissue",
}
SOLD_BY = ("piece", "weight")
# Why a store itself changes its stock; households and pickers have reasons of their own.
REASONS = ("count", "delivery", "damage", "return", "correction")
MOST_STOCK, MOST_MASS_G, MOST_PRICE_FEN = 100_000, 100_000, 100_000_00
LONGEST = {"name": 60, "name_en": 80, "unit": 40, "unit_en": 40, "zone": 12}  # characters
MOST_SEARCH_WORDS = 6
HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One row of a price list: a product, and what one store asks for it.

    ``price_fen`` is for one piece, or for a kilogram where it is sold by weight; ``mass_g`` is
    one piece's, or one portion's; ``stock`` counts pieces or portions.
    """

    gtin: str
    name: str
    name_en: str | None = None
    category: str
    sold_by: str
    unit: str
    unit_en: str | None = None
    content: Content | None = None
    mass_g: int
    temperature: str
    art: str = ""
    price_fen: int
    stock: int
    zone: str
    search_key: str = field(init=False)

    def __post_init__(self) -> None:
        key = search_key_of(self.name, self.name_en, self.gtin)
        object.__setattr__(self, "search_key", key)
        object.__setattr__(self, "art", self.art or PICTURES[self.category])


def search_key_of(name: str, name_en: str | None, gtin: str) -> str:
    """Return all that a product may be looked for by: words, each with a blank before it.

    Chinese names are there as written and, from each character on, in pinyin and by initials:
    上海青 is found by 上海, 海青, ``shanghai``, ``haiqing``, ``shq`` and ``hq``.
    """
    told = plain(name)
    found = [*told.split(), *plain(name_en or "").split(), gtin]
    for run in HAN.findall(told):
        whole = lazy_pinyin(run)
        first = [sound[:1] for sound in whole]
        for start in range(len(run)):
            found += [run[start:], "".join(whole[start:]), "".join(first[start:])]
    return "".join(f" {word}" for word in dict.fromkeys(found))


def search_words(typed: str) -> list[str]:
    """Return the beginnings of words that a product's search key must all have."""
    return plain(typed).split()[:MOST_SEARCH_WORDS]


def plain(text: str) -> str:
    """Return ``text`` in one width and case, with a blank for what is neither letter nor digit."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() else " " for c in folded)


def gtin_is_right(gtin: str) -> bool:
    """Tell whether ``gtin`` has 8, 12, 13 or 14 digits, and its check digit is right."""
    return bool(ean.is_valid(gtin))
