"""Stores, products, offers and their first stock, as rows."""

import random

from delivery.demo import catalogue, shopping, wants
from delivery.demo.district import District
from delivery.demo.founding.rows import Ids, Row, write
from delivery.demo.stores import Store as MadeStore
from delivery.kernel.ids import new_id
from delivery.merchants.catalogue.models import Offer, Product, ServiceArea, StockMove, Store
from delivery.merchants.catalogue.rules import search_key_of


def offer(store: str, product: str) -> str:
    """Return the key of what ``store`` offers as ``product``."""
    return f"{product} at {store}"


def write_shops(district: District, ids: Ids, rng: random.Random) -> None:
    """Write the stores of ``district``, what they sell, and stock for twice a usual day."""
    write(Store, [_store(shop, ids) for shop in district.stores])
    write(
        ServiceArea,
        [
            {
                "id": new_id(),
                "store_id": ids[shop.key],
                "neighbourhood_id": ids["neighbourhood"],
            }
            for shop in district.stores
        ],
    )
    goods = catalogue.products()
    demand = shopping.demand(len(district.households), wants.wants())
    offers = catalogue.offers(goods.values(), demand, rng)
    write(Product, [_product(one, ids) for one in goods.values()])
    write(Offer, [_offer(one, goods[one.product].zone, ids) for one in offers])
    write(StockMove, [_first_count(one, ids) for one in offers])


def _store(shop: MadeStore, ids: Ids) -> Row:
    return {
        "id": ids.new(shop.key),
        "district_id": ids["district"],
        "name": shop.name_zh,
        "name_en": shop.name_en,
        "lat": shop.lat,
        "lon": shop.lon,
        "opens_at": shop.opens,
        "closes_at": shop.closes,
        "loading_s": shop.loading_s,
        "payment_code": f"menkou-demo:pay:{shop.key}",
    }


def _product(one: catalogue.Product, ids: Ids) -> Row:
    return {
        "id": ids.new(one.key),
        "gtin": one.gtin,
        "name": one.name_zh,
        "name_en": one.name_en,
        "search_key": search_key_of(one.name_zh, one.name_en, one.gtin),
        "category": one.category,
        "sold_by": one.sold_by,
        "unit": one.unit_zh,
        "unit_en": one.unit_en,
        "content": one.content,
        "content_unit": one.content_unit,
        "mass_g": one.mass_g,
        "temperature": one.temperature,
        "art": one.art,
    }


def _offer(one: catalogue.Offer, zone: str, ids: Ids) -> Row:
    return {
        "id": ids.new(offer(one.store, one.product)),
        "store_id": ids[one.store],
        "product_id": ids[one.product],
        "price_fen": one.price_fen,
        "stock": one.stock,
        "zone": zone,
    }


def _first_count(one: catalogue.Offer, ids: Ids) -> Row:
    return {
        "id": new_id(),
        "offer_id": ids[offer(one.store, one.product)],
        "change": one.stock,
        "reason": "count",
    }
