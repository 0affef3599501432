"""What store staff ask: how far a list is, what is to be picked next, what is in which bag."""

from delivery.merchants.picking.queries.orders import closed_orders, orders_on, ready_orders
from delivery.merchants.picking.queries.shelving import shelf_numbers

__all__ = ["closed_orders", "orders_on", "ready_orders", "shelf_numbers"]
