"""Chinese as people type it on a phone, made even: widths, dashes, numerals, stray marks."""

import re
import unicodedata

from delivery.people.rules import natural

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~～﹣_", "-"))
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "".join(_DIGITS) + "".join(_TENS)


def clean(text: str) -> str:
    """Drop invisible characters and outer blanks, and make every inner run of blanks one space."""
    visible = (" " if c.isspace() else c for c in text if c.isspace() or _is_visible(c))
    return " ".join("".join(visible).split())


def _is_visible(character: str) -> bool:
    """Tell controls, zero-width marks, direction overrides and lone surrogates from letters."""
    return not unicodedata.category(character).startswith("C")


def even(text: str) -> str:
    """Return ``text`` with half-width capitals and digits, one kind of dash, and noughts for O's.

    >>> even("５OO弄２３号楼—５０２")
    '500弄23号楼-502'
    """
    text = clean(unicodedata.normalize("NFKC", text)).upper().translate(_DASHES)
    text = re.sub(r"(?<=[0-9])一(?=[0-9])", "-", text)  # the numeral one, typed for a dash
    text = re.sub(r"[0-9][0-9O]*", lambda run: run[0].replace("O", "0"), text)
    return re.sub(r"(?<=[0-9])[IL](?=[0-9])", "1", text)


def number_of(numeral: str) -> int:
    """Read ``十二``, ``一百零二``, ``五百`` or, digit by digit, ``一一零一``.

    Raises
    ------
    ValueError
        Some character is no numeral below 万.
    """
    if not numeral or not set(numeral) <= set(NUMERALS):
        raise ValueError(numeral)
    if not set(numeral) & set(_TENS):
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        else:
            digit = _DIGITS[character] or None
    return total + (digit or 0)


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Sort 9 before 10 and 二期 before 三期; the numerals of parts are read, others are words."""
    return natural(re.sub(rf"[{NUMERALS}]+(?=[期区])", lambda run: str(number_of(run[0])), name))
