"""The pages of hand-offs, one file a place."""

from delivery.handoffs.pages import arrivals, bags, counting, expected, gate, group, road, swapping
from delivery.handoffs.pages.blueprint import bp

__all__ = ["arrivals", "bags", "bp", "counting", "expected", "gate", "group", "road", "swapping"]
