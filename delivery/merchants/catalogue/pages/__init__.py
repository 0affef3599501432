"""The pages of stores and goods, one file a part."""

from delivery.merchants.catalogue.pages import goods, photos, stores
from delivery.merchants.catalogue.pages.blueprint import bp

__all__ = ["bp", "goods", "photos", "stores"]
