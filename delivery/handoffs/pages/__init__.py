"""The pages of hand-offs, one file a place."""

from delivery.handoffs.pages import arrivals, bags, gate, group, road
from delivery.handoffs.pages.blueprint import bp

__all__ = ["arrivals", "bags", "bp", "gate", "group", "road"]
