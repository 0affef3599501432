"""The goods of a group buy as products and offers of the store that hands them over."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from stdnum import ean

from delivery.kernel.access import Actor
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Store
from delivery.merchants.catalogue.models import Product as KnownProduct
from delivery.merchants.catalogue.rules import Article
from delivery.merchants.catalogue.services import import_products
from delivery.orders.group_buy.households import HouseholdOrder
from delivery.orders.group_buy.masses import ASSUMED_G, mass_g
from delivery.orders.group_buy.products import Listed, Product
from delivery.orders.group_buy.writing import even

ZONE = "G1"
"""Where the goods of a group buy lie in the store: together, on a table of their own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the export does not say of its goods, and a person does."""

    category: str = "fruit"
    temperature: str = "ambient"


def shelve(
    orders: Sequence[HouseholdOrder],
    listed: Sequence[Listed],
    store: Store,
    kind: Kind,
    *,
    actor: Actor,
    at: datetime,
) -> dict[Product, uuid.UUID]:
    """Put what ``orders`` ask for on the store's shelves; return the offer of each product.

    The shelves grow by exactly what is ordered. The offers are not on sale to households: what a
    group buy brings is spoken for.
    """
    pieces: Counter[Product] = Counter()
    for order in orders:
        for purchase in order.purchases:
            pieces[purchase.product] += purchase.quantity
    there = _offers(store, [gtin_of(product) for product in pieces])
    prices = _prices(orders, listed)
    articles = [
        _article(product, kind, prices[product], count + there.get(gtin_of(product), (None, 0))[1])
        for product, count in pieces.items()
    ]
    import_products(store, articles, actor=actor, at=at)
    now_there = _offers(store, [article.gtin for article in articles])
    offers = {product: now_there[gtin_of(product)][0] for product in pieces}
    db.session.execute(update(Offer).where(Offer.id.in_(offers.values())).values(listed=False))
    return offers


def gtin_of(product: Product) -> str:
    """Return an in-store number (29…) that is the same whenever the product comes again."""
    key = f"{even(product.name)}\n{even(product.spec)}".encode()
    digits = f"29{int.from_bytes(hashlib.sha256(key).digest()[:8], 'big') % 10**10:010}"
    return digits + ean.calc_check_digit(digits)


def _offers(store: Store, gtins: Sequence[str]) -> dict[str, tuple[uuid.UUID, int]]:
    rows = db.session.execute(
        select(KnownProduct.gtin, Offer.id, Offer.stock)
        .join(Offer, Offer.product_id == KnownProduct.id)
        .where(Offer.store_id == store.id, KnownProduct.gtin.in_(gtins))
    )
    return {gtin: (id_, stock) for gtin, id_, stock in rows}


def _prices(orders: Sequence[HouseholdOrder], listed: Sequence[Listed]) -> dict[Product, int]:
    """Return what each product costs by the list, or else what its first buyer paid."""
    prices = {p.product: p.price_fen for order in reversed(orders) for p in order.purchases}
    prices |= {item.product: item.price_fen for item in listed if item.price_fen}
    return prices


def _article(product: Product, kind: Kind, price_fen: int, stock: int) -> Article:
    return Article(
        gtin=gtin_of(product),
        name=product.name,
        category=kind.category,
        sold_by="piece",
        unit=product.spec or "1 份",
        mass_g=mass_g(product) or ASSUMED_G,
        temperature=kind.temperature,
        price_fen=max(price_fen, 1),
        stock=stock,
        zone=ZONE,
    )
