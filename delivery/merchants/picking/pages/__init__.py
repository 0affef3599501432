"""The supermarket's pages: its lists, the walk with a trolley, the labels."""

from delivery.merchants.picking.pages import answers, labels, lists, replacing, slips, walk
from delivery.merchants.picking.pages.blueprint import bp

__all__ = ["answers", "bp", "labels", "lists", "replacing", "slips", "walk"]
