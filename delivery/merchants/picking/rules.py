"""What is true of picking on paper: how pieces go into bags, bags into crates, and labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from delivery.kernel.codes import with_check
from delivery.kernel.ids import code

# Cold goods leave the fridge last.
TEMPERATURES = ("ambient", "chilled", "frozen")
BAG_LIMIT_G = 8_000
CRATE_LIMIT_G = 16_000
BAGS_PER_CRATE = 4
MOST_LATE_MIN = 240
LABEL_LENGTH = 7  # 27 thousand million labels, and a check character
LABEL_MARK = "MK1:"  # what its QR says first, so that a scanner knows a bag from anything else


@dataclass(frozen=True, slots=True)
class Item:
    """What a picker put down for one line: ``pieces``, each of about ``piece_g`` grams."""

    line_id: UUID
    pieces: int
    piece_g: int
    temperature: str


@dataclass(slots=True)
class Packing:
    """One bag as it is filled: pieces by line, and their mass."""

    temperature: str
    mass_g: int = 0
    pieces: dict[UUID, int] = field(default_factory=dict)

    def room_for(self, piece_g: int, limit_g: int) -> int:
        """Return how many pieces of ``piece_g`` still fit under ``limit_g``."""
        return max(0, limit_g - self.mass_g) // max(1, piece_g)

    def put(self, item: Item, pieces: int) -> None:
        """Put ``pieces`` of ``item`` into this bag."""
        self.pieces[item.line_id] = self.pieces.get(item.line_id, 0) + pieces
        self.mass_g += pieces * item.piece_g


def bags_of(items: Iterable[Item], limit_g: int = BAG_LIMIT_G) -> list[Packing]:
    """Distribute ``items`` over bags: temperatures apart, none over ``limit_g``.

    First fit, heaviest pieces first [1]_. A single piece over the limit gets a bag of its own.
    Ambient bags come first, frozen ones last.

    References
    ----------
    .. [1] Johnson, D. S. (1973). Near-optimal bin packing algorithms. PhD thesis, MIT.
    """
    wanted = [item for item in items if item.pieces]
    return [
        bag
        for temperature in TEMPERATURES
        for bag in _fill(
            [item for item in wanted if item.temperature == temperature], temperature, limit_g
        )
    ]


def _fill(items: Sequence[Item], temperature: str, limit_g: int) -> list[Packing]:
    bags: list[Packing] = []
    for item in sorted(items, key=lambda i: (-i.piece_g, i.line_id)):
        left = item.pieces
        for bag in bags:
            fits = min(left, bag.room_for(item.piece_g, limit_g))
            if fits:
                bag.put(item, fits)
                left -= fits
        while left:
            bag = Packing(temperature)
            fits = min(left, max(1, limit_g // max(1, item.piece_g)))
            bag.put(item, fits)
            bags.append(bag)
            left -= fits
    return bags


@dataclass(frozen=True, slots=True)
class Crates:
    """How much room bags take: all crates, and how many of them are cold."""

    crates: int
    cold_crates: int


def crates_of(bags: Iterable[tuple[str, int]]) -> Crates:
    """Return the crates that ``bags``, given as (temperature, grams), fill.

    A crate holds ``BAGS_PER_CRATE`` bags or ``CRATE_LIMIT_G`` grams; chilled and frozen bags
    travel in cold crates of their own, which count as crates too.
    """
    by_cold = sorted((temperature != "ambient", mass_g) for temperature, mass_g in bags)
    full = {cold: _full(list(group)) for cold, group in groupby(by_cold, key=lambda b: b[0])}
    return Crates(full.get(False, 0) + full.get(True, 0), full.get(True, 0))


def _full(bags: Sequence[tuple[bool, int]]) -> int:
    mass_g = sum(g for _, g in bags)
    return max(-(-len(bags) // BAGS_PER_CRATE), -(-mass_g // CRATE_LIMIT_G))


def label_code() -> str:
    """Return a fresh code for a bag's label; it says nothing about whose the bag is."""
    return with_check(code(LABEL_LENGTH))


def label_payload(code: str) -> str:
    """Return what the QR of a bag's label says."""
    return LABEL_MARK + code


def scale_is_plausible(weighed_g: int, expected_g: int) -> bool:
    """Tell whether the scale may be right: between half and one and a half of what was expected."""
    return expected_g <= 2 * weighed_g <= 3 * expected_g


@dataclass(frozen=True, slots=True)
class Found:
    """What a picker found of one line: pieces or portions, and what they weigh if weighed."""

    line_id: UUID
    picked: int
    weighed_g: int | None = None


def items_of(
    line_id: UUID, picked: int, piece_g: int, weighed_g: int | None, temperature: str
) -> list[Item]:
    """Return a line as it is packed; what was weighed is spread so that no gram is lost."""
    if weighed_g is None or not picked:
        return [Item(line_id, picked, piece_g, temperature)]
    each_g, rest = divmod(weighed_g, picked)
    parts = [Item(line_id, rest, each_g + 1, temperature)]
    return [*parts, Item(line_id, picked - rest, each_g, temperature)]
