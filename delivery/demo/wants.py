"""What people want, in the words of the ``groceries`` data set, and baskets of such wants.

The data set (Hahsler, Hornik & Reutterer, 2006) holds 9,835 baskets of one supermarket in 30 days,
with 169 categories. ``data/wants.csv`` tells which products answer each of them here.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from delivery.demo.tables import rows

Basket = tuple[str, ...]

COUNTED_BASKETS = 9_835


@dataclass(frozen=True, slots=True)
class Want:
    """What a basket asks for, in the words of the data set, and the products that answer it.

    Parameters
    ----------
    baskets
        How many of the data set's baskets ask for it.
    products
        Keys of products, the most bought first.
    """

    name: str
    baskets: int
    products: tuple[str, ...]

    @property
    def weights(self) -> tuple[float, ...]:
        """How often each of ``products`` is the one taken, relative to the first."""
        return tuple(1 / rank for rank in range(1, len(self.products) + 1))


def wants() -> dict[str, Want]:
    """Return all wants by name, the most frequent first."""
    return {
        row["want"]: Want(row["want"], int(row["baskets"]), tuple(row["products"].split()))
        for row in rows("wants")
    }


def make_baskets(count: int, known: Mapping[str, Want], rng: random.Random) -> tuple[Basket, ...]:
    """Make ``count`` baskets whose sizes and wants are spread as in the data set."""
    sizes = rows("sizes")
    drawn = rng.choices(
        [int(row["size"]) for row in sizes],
        weights=[int(row["baskets"]) for row in sizes],
        k=count,
    )
    names = list(known)
    weights = [want.baskets for want in known.values()]
    return tuple(_draw(names, weights, min(size, len(names)), rng) for size in drawn)


def _draw(names: Sequence[str], weights: Sequence[int], size: int, rng: random.Random) -> Basket:
    basket: dict[str, None] = {}
    while len(basket) < size:
        basket.update(dict.fromkeys(rng.choices(names, weights=weights, k=size - len(basket))))
    return tuple(basket)
