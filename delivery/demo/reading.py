"""Baskets from a file: one basket a line, one want a cell, as in the ``groceries`` data set."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from delivery.demo.wants import Basket

LARGEST_FILE_BYTES = 20_000_000
MOST_BASKETS = 200_000
MOST_WANTS = 200
LONGEST_WANT = 80

# All but tab and line ends: what could steer the terminal that shows an unknown want.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class InvalidBaskets(ValueError):
    """The file cannot be read as baskets.

    ``code`` is ``too-large``, ``not-text``, ``not-csv``, ``too-many-baskets``, ``too-many-wants``,
    ``want-too-long`` or ``no-baskets``; ``facts`` holds the figures for a sentence about it.
    """

    def __init__(self, code: str, **facts: int):
        super().__init__(", ".join([code, *(f"{name} {value}" for name, value in facts.items())]))
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held.

    Parameters
    ----------
    baskets
        Baskets with at least one known want; a want named twice in a basket counts once.
    unknown
        Cells that are no known want, and how often each came.
    emptied
        How many lines asked for unknown things only.
    """

    baskets: tuple[Basket, ...]
    unknown: Mapping[str, int]
    emptied: int


def read_baskets(path: Path, known: Iterable[str]) -> Reading:
    """Read the baskets of the CSV file at ``path``.

    Letter case and spaces around or inside a cell do not matter; empty cells and lines are
    passed over.

    Raises
    ------
    InvalidBaskets
        The file is too large, is not UTF-8 text or not CSV, or holds no basket.
    OSError
        The file cannot be opened.
    """
    canonical = {_tidy(name): name for name in known}
    baskets: list[Basket] = []
    unknown: Counter[str] = Counter()
    emptied = 0
    for cells in _lines(_text(path)):
        unknown.update(cell for cell in cells if _tidy(cell) not in canonical)
        found = (canonical.get(_tidy(cell)) for cell in cells)
        basket = tuple(dict.fromkeys(name for name in found if name))
        baskets.extend([basket] if basket else [])
        emptied += not basket
    if not baskets:
        raise InvalidBaskets("no-baskets", lines=emptied)
    return Reading(tuple(baskets), dict(unknown.most_common()), emptied)


def _tidy(cell: str) -> str:
    return " ".join(cell.split()).casefold()


def _text(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE_BYTES + 1)
    if len(raw) > LARGEST_FILE_BYTES:
        raise InvalidBaskets("too-large", most_bytes=LARGEST_FILE_BYTES)
    if control := CONTROL.search(raw):
        raise InvalidBaskets("not-text", byte=control.start())
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise InvalidBaskets("not-text", byte=bad.start) from bad


def _lines(text: str) -> Iterable[list[str]]:
    """Yield the cells of each line that has any, within the limits."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    count = 0
    try:
        for line in reader:
            cells = [" ".join(cell.split()) for cell in line if cell.strip()]
            count += bool(cells)
            _check(cells, reader.line_num, count)
            if cells:
                yield cells
    except csv.Error as bad:
        raise InvalidBaskets("not-csv", line=reader.line_num) from bad


def _check(cells: Sequence[str], line: int, count: int) -> None:
    if count > MOST_BASKETS:
        raise InvalidBaskets("too-many-baskets", most=MOST_BASKETS)
    if len(cells) > MOST_WANTS:
        raise InvalidBaskets("too-many-wants", line=line, most=MOST_WANTS)
    if any(len(cell) > LONGEST_WANT for cell in cells):
        raise InvalidBaskets("want-too-long", line=line, most=LONGEST_WANT)
