"""Baskets, orders, waves and money for programs, one file a part: the services of the pages."""

from delivery.orders.api import (
    baskets,
    cash,
    lists,
    online,
    orders,
    pace,
    reports,
    sharing,
    waves,
    wishes,
)
from delivery.orders.api.blueprint import bp

__all__ = [
    "baskets",
    "bp",
    "cash",
    "lists",
    "online",
    "orders",
    "pace",
    "reports",
    "sharing",
    "waves",
    "wishes",
]
