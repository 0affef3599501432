"""How much is in a piece, as a store states it, and what that makes the price of 500 g."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MOST = 1_000_000  # grams, millilitres or pieces
PER = {"g": 500, "ml": 500, "piece": 1}  # what a unit price is for
_MASS = {"g": 1, "克": 1, "kg": 1000, "千克": 1000, "公斤": 1000, "斤": 500, "两": 50}
_VOLUME = {"ml": 1, "毫升": 1, "l": 1000, "升": 1000}
_COUNTED = (
    *(
        "个",
        "件",
        "枚",
        "片",
        "卷",
        "只",
        "支",
        "块",
        "节",
        "包",
        "袋",
        "条",
        "根",
        "张",
        "粒",
        "颗",
    ),
    *("piece", "pieces", "pcs", "eggs", "rolls", "sheets", "bags"),
)
UNITS = {
    **{word: (factor, "g") for word, factor in _MASS.items()},
    **{word: (factor, "ml") for word, factor in _VOLUME.items()},
    **dict.fromkeys(_COUNTED, (1, "piece")),
}
_NUMBER = r"([0-9]{1,7}(?:\.[0-9]{1,3})?)"
_MEASURED = "|".join(sorted([*_MASS, *_VOLUME], key=len, reverse=True))
_ANY = "|".join(sorted(UNITS, key=len, reverse=True))
_PACK = r"[盒杯碗瓶罐支袋包块片条个]?"
_TIMES = r" ?[*x×✕] ?"
_ALONE = re.compile(rf"{_NUMBER} ?({_ANY})?")
_THEN_TIMES = re.compile(rf"{_NUMBER} ?({_MEASURED}){_TIMES}([0-9]{{1,4}}) ?{_PACK}")
_TIMES_FIRST = re.compile(rf"([0-9]{{1,4}}) ?{_PACK}{_TIMES}{_NUMBER} ?({_MEASURED})(?![a-z])")
_WITHIN = re.compile(rf"(?<![0-9.]){_NUMBER} ?({_MEASURED})(?![a-z])")
_COUNT_WITHIN = re.compile(rf"(?<![0-9.])([0-9]{{1,5}}) ?({'|'.join(_COUNTED)})(?![a-z])")


class NoContent(ValueError):
    """Said where something is no content of a piece; ``why`` is ``form``, ``unit``, ``whole`` or ``range``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Content:
    """So many grams, millilitres or single pieces; ``unit`` is a key of ``PER``."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as it stands in a cell, with the unit that stands beside it, if one does."""

    number: Decimal
    unit: str = ""


def stated(text: str) -> Stated:
    """Return what a cell or a field says: ``500``, ``1.5 kg``, ``500g*2``, ``12 盒 × 250 ml``.

    Raises
    ------
    NoContent
        It says none of these.
    """
    told = _even(text).removeprefix("约").strip()
    if found := _THEN_TIMES.fullmatch(told):
        return Stated(Decimal(found[1]) * int(found[3]), found[2])
    if found := _TIMES_FIRST.fullmatch(told):
        return Stated(Decimal(found[2]) * int(found[1]), found[3])
    if found := _ALONE.fullmatch(told):
        return Stated(Decimal(found[1]), found[2] or "")
    raise NoContent("form")


def unit_named(text: str) -> str:
    """Return the unit that a cell names, or raise ``NoContent``."""
    if (told := _even(text)) in UNITS:
        return told
    raise NoContent("unit")


def content_of(said: Stated, unit: str = "") -> Content:
    """Return a content in whole grams, millilitres or pieces.

    Parameters
    ----------
    unit
        What a column of its own says; where the number has a unit too, they must agree.
    """
    units = {UNITS[one] for one in (said.unit, unit) if one}
    if len(units) != 1:
        raise NoContent("unit")
    factor, kind = units.pop()
    amount = said.number * factor
    if amount != amount.to_integral_value():
        raise NoContent("whole")
    if not 1 <= amount <= MOST:
        raise NoContent("range")
    return Content(int(amount), kind)


def proposed(text: str) -> Content | None:
    """Return the content that a name or a unit in words suggests, if it suggests one.

    It is for somebody to look at: 500g*2 is a kilogram, but 28 cm is nothing.
    """
    told = _even(text)
    for pattern, number, unit, times in ((_THEN_TIMES, 1, 2, 3), (_TIMES_FIRST, 2, 3, 1)):
        if found := pattern.search(told):
            return _believed(Decimal(found[number]) * int(found[times]), found[unit])
    measured = _WITHIN.findall(told)
    if len(measured) == 1:
        return _believed(Decimal(measured[0][0]), measured[0][1])
    counted = _COUNT_WITHIN.findall(told)
    if not measured and len(counted) == 1:
        return _believed(Decimal(counted[0][0]), counted[0][1])
    return None


def _believed(number: Decimal, unit: str) -> Content | None:
    try:
        return content_of(Stated(number, unit))
    except NoContent:
        return None


def unit_fen(price_fen: int, content: Content) -> int:
    """Return the price of 500 g, 500 ml or a piece, to the nearest fen; half a fen counts as one."""
    return (2 * price_fen * PER[content.unit] + content.amount) // (2 * content.amount)


def content_text(content: Content | None) -> str | None:
    """Return a content as it is typed: ``500 g``, ``15 piece``; it is read again as the same."""
    return f"{content.amount} {content.unit}" if content else None


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
