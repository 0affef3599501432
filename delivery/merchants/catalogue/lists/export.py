"""A store's goods as a file that can be changed and sent back."""

import uuid
from collections.abc import Iterator, Mapping

from flask_babel import get_locale, pgettext

from delivery.kernel.sheets.writing import Cell, Sheet, csv_of, xlsx_of, yuan
from delivery.merchants.catalogue.lists.columns import Column, shown
from delivery.merchants.catalogue.lists.queries import goods_of
from delivery.merchants.catalogue.lists.values import (
    CATEGORY_NAMES,
    SOLD_BY_NAMES,
    TEMPERATURE_NAMES,
    UNIT_NAMES,
)
from delivery.merchants.catalogue.models import Offer, Product


def heads() -> list[str]:
    """Return the names of the columns in the reader's language; they are known again."""
    return [shown(column, _chinese()) for column in Column]


def _chinese() -> bool:
    return str(get_locale()).startswith("zh")


def rows(store_id: uuid.UUID) -> Iterator[list[Cell]]:
    """Yield a row for each product on sale."""
    chinese = _chinese()
    for offer, product in goods_of(store_id):
        yield _row(offer, product, chinese)


def _row(offer: Offer, about: Product, chinese: bool) -> list[Cell]:
    def said(names: Mapping[str, tuple[str, ...]], code: str | None) -> str | None:
        return names[code][0] if code and chinese else code

    return [
        *(about.gtin, about.name, about.name_en, said(CATEGORY_NAMES, about.category)),
        *(said(SOLD_BY_NAMES, about.sold_by), about.unit, about.unit_en),
        *(about.content, said(UNIT_NAMES, about.content_unit), about.mass_g),
        *(said(TEMPERATURE_NAMES, about.temperature), yuan(offer.price_fen)),
        *(offer.stock, offer.zone),
    ]


def goods_as(kind: str, store_id: uuid.UUID) -> bytes:
    """Return the goods of a store as ``csv`` or ``xlsx``."""
    if kind == "csv":
        return csv_of(heads(), rows(store_id))
    return xlsx_of([Sheet(pgettext("file", "Goods"), heads(), rows(store_id))])
