"""The pages of orders, one file a part."""

from delivery.orders.pages import baskets, cash, shop, waves
from delivery.orders.pages.blueprint import bp

__all__ = ["baskets", "bp", "cash", "shop", "waves"]
