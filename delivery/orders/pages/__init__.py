"""The pages of orders, one file a part."""

from delivery.orders.pages import (
    baskets,
    cash,
    changing,
    lists,
    online,
    pace,
    reports,
    sharing,
    shop,
    waves,
    wishes,
)
from delivery.orders.pages.blueprint import bp

__all__ = [
    "baskets",
    "bp",
    "cash",
    "changing",
    "lists",
    "online",
    "pace",
    "reports",
    "sharing",
    "shop",
    "waves",
    "wishes",
]
