"""What the three supermarkets sell: categories, products and offers."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Literal, cast

from delivery.demo.tables import rows

SoldBy = Literal["piece", "weight"]
Temperature = Literal["ambient", "chilled", "frozen"]

PRICE_STEP_FEN = 10
SPARE_STOCK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A shelf of the shop's home page; ``art`` names its picture in ``art.svg``."""

    key: str
    name_zh: str
    name_en: str
    art: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """An everyday article.

    Parameters
    ----------
    gtin
        GTIN-13 from the range kept for use inside shops (20 to 29): no real article has it.
    unit_zh, unit_en
        What one piece or portion is, in words.
    content, content_unit
        So many ``g``, ``ml`` or ``piece`` in one piece, where that can be said.
    price_fen
        Per piece; for what is sold by weight, per kilogram.
    mass_g
        Of one piece with its packaging, or of a usual portion.
    zone
        The part of the shop: C for chilled, F for frozen, other letters for dry shelves.
    art
        A picture in ``art.svg``.
    stores
        Keys of the stores that sell it; the first one's price is ``price_fen``.
    """

    gtin: str
    key: str
    name_zh: str
    name_en: str
    category: str
    sold_by: SoldBy
    unit_zh: str
    unit_en: str
    content: int | None
    content_unit: str | None
    price_fen: int
    mass_g: int
    temperature: Temperature
    zone: str
    art: str
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One product in one store. ``stock`` counts pieces, or usual portions of what is sold by weight."""

    store: str
    product: str
    price_fen: int
    stock: int


def categories() -> tuple[Category, ...]:
    """Return the ten categories in the order of the home page."""
    return tuple(Category(**row) for row in rows("categories"))


def products() -> dict[str, Product]:
    """Return all products by key."""
    return {row["key"]: _product(row) for row in rows("products")}


def offers(
    catalogue: Iterable[Product], demand: Mapping[str, float], rng: random.Random
) -> list[Offer]:
    """Return what each store sells, at which price, and how much it holds.

    Parameters
    ----------
    demand
        Pieces of each product that are expected to be asked for, by product key; each store
        holds twice as many, and some to spare.
    """
    return [
        Offer(
            store=store,
            product=product.key,
            price_fen=_price_fen(product, store, rng),
            stock=ceil(2 * demand.get(product.key, 0.0)) + SPARE_STOCK,
        )
        for product in catalogue
        for store in product.stores
    ]


def _product(row: Mapping[str, str]) -> Product:
    return Product(
        gtin=row["gtin"],
        key=row["key"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        category=row["category"],
        sold_by=cast(SoldBy, row["sold_by"]),
        unit_zh=row["unit_zh"],
        unit_en=row["unit_en"],
        content=int(row["content"]) if row["content"] else None,
        content_unit=row["content_unit"] or None,
        price_fen=int(row["price_fen"]),
        mass_g=int(row["mass_g"]),
        temperature=cast(Temperature, row["temperature"]),
        zone=row["zone"],
        art=row["art"],
        stores=tuple(row["stores"].split()),
    )


def _price_fen(product: Product, store: str, rng: random.Random) -> int:
    if store == product.stores[0]:
        return product.price_fen
    return round(product.price_fen * rng.uniform(0.95, 1.08) / PRICE_STEP_FEN) * PRICE_STEP_FEN
