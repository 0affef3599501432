"""From baskets to what the households of a district order on one day."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from delivery.demo.catalogue import Product
from delivery.demo.wants import COUNTED_BASKETS, Basket, Want

SHARE = 0.4
"""Of all households, how many order on a day."""

HEAVY_G = 2_000
PIECES, PIECES_WEIGHTS = (1, 2, 3), (0.8, 0.15, 0.05)
MEAN_PIECES = sum(n * weight for n, weight in zip(PIECES, PIECES_WEIGHTS, strict=True))


@dataclass(frozen=True, slots=True)
class Item:
    """So many pieces (of what is sold by weight: usual portions) of a product from a store."""

    store: str
    product: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Shopping:
    """What one household asks of all stores on one day; no product comes twice."""

    household: str
    items: tuple[Item, ...]


def shopping_day(
    households: Sequence[str],
    baskets: Sequence[Basket],
    known: Mapping[str, Want],
    catalogue: Mapping[str, Product],
    rng: random.Random,
    *,
    share: float = SHARE,
) -> tuple[Shopping, ...]:
    """Let ``share`` of the households shop, each with a basket drawn from ``baskets``.

    Baskets are used again only when there are fewer of them than shoppers.
    """
    stores = _favourites(catalogue)
    shoppers = rng.sample(households, round(len(households) * share))
    drawn = rng.sample(baskets, min(len(baskets), len(shoppers)))
    favourites = rng.choices(list(stores), weights=list(stores.values()), k=len(shoppers))
    return tuple(
        Shopping(household, fill(basket, favourite, known, catalogue, rng))
        for household, basket, favourite in zip(
            shoppers, islice(cycle(drawn), len(shoppers)), favourites, strict=True
        )
    )


def fill(
    basket: Basket,
    favourite: str,
    known: Mapping[str, Want],
    catalogue: Mapping[str, Product],
    rng: random.Random,
) -> tuple[Item, ...]:
    """Choose a product for each want, and where to buy it: at ``favourite`` if it is sold there."""
    pieces: Counter[str] = Counter()
    for name in basket:
        (chosen,) = rng.choices(known[name].products, weights=known[name].weights)
        pieces[chosen] += _pieces(catalogue[chosen], rng)
    return tuple(
        Item(_store(catalogue[product], favourite, rng), product, count)
        for product, count in pieces.items()
    )


def demand(shoppers: int, known: Mapping[str, Want]) -> dict[str, float]:
    """Return how many pieces of each product ``shoppers`` baskets are expected to ask for."""
    expected: defaultdict[str, float] = defaultdict(float)
    for want in known.values():
        pieces = shoppers * MEAN_PIECES * want.baskets / COUNTED_BASKETS / sum(want.weights)
        for product, weight in zip(want.products, want.weights, strict=True):
            expected[product] += pieces * weight
    return dict(expected)


def _favourites(catalogue: Mapping[str, Product]) -> Counter[str]:
    """Count what each store sells: the fuller its shelves, the more people's favourite it is."""
    return Counter(store for product in catalogue.values() for store in product.stores)


def _pieces(product: Product, rng: random.Random) -> int:
    if product.mass_g >= HEAVY_G:
        return 1
    return rng.choices(PIECES, weights=PIECES_WEIGHTS)[0]


def _store(product: Product, favourite: str, rng: random.Random) -> str:
    return favourite if favourite in product.stores else rng.choice(product.stores)
