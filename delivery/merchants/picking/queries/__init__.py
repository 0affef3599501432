"""What store staff ask: how far a list is, what is to be picked next, what is in which bag."""

from delivery.merchants.picking.queries.labels import bags, labels, runs, unprinted
from delivery.merchants.picking.queries.orders import closed_orders, orders_on, ready_orders
from delivery.merchants.picking.queries.progress import LISTS_A_PAGE, lists, progress
from delivery.merchants.picking.queries.proposals import proposal, proposals
from delivery.merchants.picking.queries.replacements import Wanted, instead, to_replace
from delivery.merchants.picking.queries.shelving import shelf_numbers
from delivery.merchants.picking.queries.walk import crates, tasks

__all__ = [
    "LISTS_A_PAGE",
    "Wanted",
    "bags",
    "closed_orders",
    "crates",
    "instead",
    "labels",
    "lists",
    "orders_on",
    "progress",
    "proposal",
    "proposals",
    "ready_orders",
    "runs",
    "shelf_numbers",
    "tasks",
    "to_replace",
    "unprinted",
]
