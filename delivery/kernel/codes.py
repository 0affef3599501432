"""Short codes that people read aloud and type: one check character finds every common slip.

The check is a weighted sum modulo 31, the size of ``ids.ALPHABET`` and a prime, as ISBN-10 does
with 11. So every wrong character and every two characters that changed places are found.
"""

from delivery.kernel.ids import ALPHABET

VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def with_check(body: str) -> str:
    """Return ``body``, at most 29 characters of ``ids.ALPHABET``, with its check character."""
    weight = len(body) + 1
    return body + ALPHABET[-_sum(body) * pow(weight, -1, len(ALPHABET)) % len(ALPHABET)]


def is_sound(code: str) -> bool:
    """Tell whether ``code`` is made of our letters and its check character fits."""
    known = len(code) > 1 and all(letter in VALUES for letter in code)
    return known and _sum(code) % len(ALPHABET) == 0


def typed(text: str) -> str:
    """Return what a person who typed ``text`` meant: capitals, no blanks or dashes."""
    return "".join(c for c in text.upper() if c.isalnum())


def spoken(code: str) -> str:
    """Return ``code`` in groups of at most four, as it is printed and read: ``7KXM 2QPR``."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def _sum(code: str) -> int:
    return sum(place * VALUES[letter] for place, letter in enumerate(code, start=1))
