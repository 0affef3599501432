"""Cells of a price list become what an article is made of, or say why they do not."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from delivery.kernel.sheets.writing import STARTS_A_FORMULA
from delivery.merchants.catalogue.contents import (
    MOST,
    Content,
    NoContent,
    Stated,
    content_of,
    stated,
    unit_named,
)
from delivery.merchants.catalogue.lists.columns import NEEDED, Column
from delivery.merchants.catalogue.rules import (
    LONGEST,
    MOST_MASS_G,
    MOST_PRICE_FEN,
    MOST_STOCK,
    gtin_is_right,
)


class Fault(StrEnum):
    """Why a row cannot be taken; a sentence of ``sentences`` says it."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    NOT_ONE_OF = "not-one-of"
    NO_NUMBER = "no-number"
    NO_CONTENT = "no-content"
    CONTENT_UNIT = "content-unit"
    NOT_WHOLE = "not-whole"
    OUT_OF_RANGE = "out-of-range"
    NO_AMOUNT = "no-amount"
    GTIN_WRONG = "gtin-wrong"
    GTIN_ROUNDED = "gtin-rounded"
    GTIN_TWICE = "gtin-twice"
    UNRESOLVED = "unresolved"
    FAULTY = "faulty"
    UNREADABLE = "unreadable"


class Unfit(Exception):
    """A cell does not fit; ``facts`` are what its sentence needs."""

    def __init__(self, fault: Fault, **facts: Any) -> None:
        super().__init__(fault.value)
        self.fault, self.facts = fault, facts


CATEGORY_NAMES = {
    "vegetables": ("蔬菜", "青菜", "蔬果", "vegetable"),
    "fruit": ("水果", "鲜果", "fruits"),
    "meat": ("肉类", "肉", "鲜肉", "肉禽", "肉禽水产", "水产"),
    "eggs-dairy": ("蛋奶", "蛋奶类", "乳品", "eggs dairy", "dairy"),
    "rice-noodles-oil": ("粮油", "米面粮油", "主食", "粮油调味", "staples"),
    "tofu": ("豆制品", "豆腐"),
    "frozen": ("冷冻", "速冻", "冷冻食品", "速冻食品"),
    "drinks": ("饮料", "酒水", "酒水饮料", "drink"),
    "snacks": ("零食", "休闲食品", "snack"),
    "household": ("日用", "日用品", "家居", "日化"),
}
SOLD_BY_NAMES = {
    "piece": ("计件", "按件", "件", "个", "份", "by the piece", "pieces", "否"),
    "weight": ("称重", "计重", "按重量", "按重", "散称", "by weight", "是"),
}
TEMPERATURE_NAMES = {
    "ambient": ("常温", "室温", "阴凉"),
    "chilled": ("冷藏", "保鲜", "低温"),
    "frozen": ("冷冻", "速冻", "冰冻"),
}
UNIT_NAMES = {"g": ("克",), "ml": ("毫升",), "piece": ("个",)}
GRAMS = {"": 1, "g": 1, "克": 1, "kg": 1000, "千克": 1000, "公斤": 1000, "斤": 500, "两": 50}
STARTS = frozenset(STARTS_A_FORMULA)
_AMOUNT = re.compile(r"[¥￥]? ?([0-9]{1,7})(?:\.([0-9]{1,2})0*)? ?元?", re.ASCII)
_MASS = re.compile(r"约? ?([0-9]{1,7}(?:\.[0-9]{1,3})?) ?([a-z克千公斤两]*)", re.ASCII)
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?", re.ASCII)
_ROUNDED = re.compile(r"[0-9]\.?[0-9]*E\+?[0-9]+", re.IGNORECASE | re.ASCII)


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _gtin(text: str) -> str:
    digits = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace("-", "")
    if _ROUNDED.fullmatch(digits):
        raise Unfit(Fault.GTIN_ROUNDED)
    if not gtin_is_right(digits):
        raise Unfit(Fault.GTIN_WRONG)
    return digits


def _words(column: Column) -> Callable[[str], str]:
    most = LONGEST[column.value]

    def read(text: str) -> str:
        words = " ".join(text.split())
        if words.startswith("'") and words[1:2] in STARTS:  # as an exported list quotes it
            words = words[1:]
        if len(words) > most:
            raise Unfit(Fault.TOO_LONG, most=most)
        return words

    return read


def _choice(names: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    known = {_even(word): code for code, words in names.items() for word in (code, *words)}

    def read(text: str) -> str:
        code = known.get(_even(text))
        if code is None:
            raise Unfit(Fault.NOT_ONE_OF)
        return code

    return lru_cache(maxsize=256)(read)


def _price(text: str) -> int:
    amount = _AMOUNT.fullmatch(_even(text).replace(",", ""))
    if amount is None:
        raise Unfit(Fault.NO_AMOUNT)
    fen = int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0"))
    if not 1 <= fen <= MOST_PRICE_FEN:
        raise Unfit(Fault.OUT_OF_RANGE, least="0.01", most=MOST_PRICE_FEN // 100)
    return fen


@lru_cache(maxsize=4096)
def _mass(text: str) -> int:
    mass = _MASS.fullmatch(_even(text))
    if mass is None or mass[2] not in GRAMS:
        raise Unfit(Fault.NO_NUMBER)
    grams = Decimal(mass[1]) * GRAMS[mass[2]]
    if grams != grams.to_integral_value():
        raise Unfit(Fault.NOT_WHOLE)
    return _within(int(grams), 1, MOST_MASS_G)


CONTENT_FAULTS = {
    "form": Unfit(Fault.NO_CONTENT),
    "unit": Unfit(Fault.CONTENT_UNIT),
    "whole": Unfit(Fault.NOT_WHOLE),
    "range": Unfit(Fault.OUT_OF_RANGE, least=1, most=MOST),
}


@lru_cache(maxsize=4096)
def _content(text: str) -> Stated:
    try:
        return stated(text)
    except NoContent as bad:
        raise CONTENT_FAULTS[bad.why] from bad


@lru_cache(maxsize=256)
def _content_unit(text: str) -> str:
    try:
        return unit_named(text)
    except NoContent as bad:
        raise CONTENT_FAULTS[bad.why] from bad


@lru_cache(maxsize=4096)
def content(said: Stated | None, unit: str | None) -> Content | None:
    """Return what the two columns of the content say together.

    Raises
    ------
    Unfit
        They contradict each other, or one says nothing without the other.
    """
    if said is None:
        return None
    try:
        return content_of(said, unit or "")
    except NoContent as bad:
        raise CONTENT_FAULTS[bad.why] from bad


@lru_cache(maxsize=4096)
def _stock(text: str) -> int:
    whole = _WHOLE.fullmatch(_even(text).replace(",", ""))
    if whole is None:
        raise Unfit(Fault.NOT_WHOLE)
    return _within(int(whole[1]), 0, MOST_STOCK)


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise Unfit(Fault.OUT_OF_RANGE, least=least, most=most)
    return number


READERS: Mapping[Column, Callable[[str], Any]] = {
    Column.GTIN: _gtin,
    Column.NAME: _words(Column.NAME),
    Column.NAME_EN: _words(Column.NAME_EN),
    Column.CATEGORY: _choice(CATEGORY_NAMES),
    Column.SOLD_BY: _choice(SOLD_BY_NAMES),
    Column.UNIT: lru_cache(maxsize=1024)(_words(Column.UNIT)),
    Column.UNIT_EN: lru_cache(maxsize=1024)(_words(Column.UNIT_EN)),
    Column.CONTENT: _content,
    Column.CONTENT_UNIT: _content_unit,
    Column.MASS_G: _mass,
    Column.TEMPERATURE: _choice(TEMPERATURE_NAMES),
    Column.PRICE: _price,
    Column.STOCK: _stock,
    Column.ZONE: lru_cache(maxsize=1024)(_words(Column.ZONE)),
}
LEFT_EMPTY = {Column.SOLD_BY: "piece", Column.TEMPERATURE: "ambient"}


def value_of(column: Column, text: str) -> Any:
    """Return what a cell of ``column`` says.

    Raises
    ------
    Unfit
        It is empty and is needed, or is not of its kind.
    """
    if not text or text.isspace():
        if column in NEEDED:
            raise Unfit(Fault.MISSING)
        return LEFT_EMPTY.get(column)
    return READERS[column](text)
