"""The supermarket's pages: its lists, the walk with a trolley, the labels."""

from delivery.merchants.picking.pages import labels, lists, slips, walk
from delivery.merchants.picking.pages.blueprint import bp

__all__ = ["bp", "labels", "lists", "slips", "walk"]
