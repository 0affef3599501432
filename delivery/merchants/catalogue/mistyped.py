"""What a mistyped search meant: the nearest words that name something on the shelves.

A wrong character of the same sound is put right by pinyin, 鸡旦 to 鸡蛋; a slip in letters by the
Damerau-Levenshtein distance in its form of optimal string alignment. Beginnings of words count as
words, for that is how the shelves are searched.
"""

from collections.abc import Iterable

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA

from delivery.merchants.catalogue.other_names import named_too
from delivery.merchants.catalogue.rules import HAN, search_words

SLIPS = ((8, 2), (4, 1))
"""From so many letters on, so many slips are forgiven; a shorter word means too many others.
Who writes characters heard a name, and is wrong in one sound at most: 西红市 is no 心红薯."""


def read_as(typed: str, keys: Iterable[str]) -> str | None:
    """Return what ``typed`` most likely meant, or ``None`` if nothing is near or all is right.

    Parameters
    ----------
    keys
        The search keys of what there is to find, as of `search_key_of`.
    """
    words = [key.split() for key in keys]
    words += [key.split() for key in named_too(word for of_one in words for word in of_one)]
    known = {word for of_one in words for word in of_one}
    asked = search_words(typed)
    meant = [_nearest(word, known) for word in asked]
    if meant == asked:
        return None
    found = [_in_characters(word, words) for word in meant if word]
    return " ".join(found) if len(found) == len(asked) else None


def _nearest(word: str, known: set[str]) -> str | None:
    """Return the beginning of a known word that is nearest to ``word``, which may be itself."""
    if _begins(word, known):
        return word
    sound = "".join(lazy_pinyin(word)) if HAN.search(word) else word
    if sound != word and _begins(sound, known):
        return sound
    slips = next((most for letters, most in SLIPS if len(sound) >= letters), 0)
    if sound != word:
        slips = min(slips, 1)
    if not slips:
        return None
    lengths = range(len(sound) - slips, len(sound) + slips + 1)
    # A slip is rarely in the first letter; without it there is less to compare.
    near = {other[:n] for other in known if other[0] == sound[0] for n in lengths}
    found = process.extract(
        sound, near, scorer=OSA.distance, score_cutoff=slips, limit=None, processor=None
    )
    # Of two as near, the whole word is likelier than a beginning, and one as long than another.
    best = [(n, other not in known, abs(len(other) - len(sound)), other) for other, n, _ in found]
    return min(best)[-1] if best else None


def _begins(word: str, known: set[str]) -> bool:
    return any(other.startswith(word) for other in known)


def _in_characters(sound: str, words: Iterable[list[str]]) -> str:
    """Return the characters of a name that are read ``sound``, or ``sound`` if it is no pinyin."""
    for of_one in words:
        if not any(word.startswith(sound) for word in of_one):
            continue
        for name in filter(HAN.fullmatch, of_one):
            read = lazy_pinyin(name)
            if "".join(read).startswith(sound):
                return name[: next(n for n in range(1, 99) if len("".join(read[:n])) >= len(sound))]
    return sound
