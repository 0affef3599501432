"""What is done to stores, products and offers. None of it commits."""

from delivery.merchants.catalogue.services.importing import Imported, import_products
from delivery.merchants.catalogue.services.offers import (
    add_product,
    edit_offer,
    move_stock,
    state_content,
)
from delivery.merchants.catalogue.services.photos import (
    Sizes,
    drop_photo,
    keep_photo,
    read_photo,
)
from delivery.merchants.catalogue.services.stores import StoreWords, add_store, edit_store

__all__ = [
    "Imported",
    "Sizes",
    "StoreWords",
    "add_product",
    "add_store",
    "drop_photo",
    "edit_offer",
    "edit_store",
    "import_products",
    "keep_photo",
    "move_stock",
    "read_photo",
    "state_content",
]
